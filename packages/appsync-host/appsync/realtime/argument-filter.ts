import { isDeepStrictEqual } from 'node:util';
import { ownProperty } from '../execute/execute.ts';
import type { EventFilter } from './event-filter.ts';

/**
 * The filter that a subscription's arguments are: each must equal the event's field of its name; null wants that field
 * null or absent. Source: developer guide, "Using subscription arguments".
 */
export function filterByArguments(args: Record<string, unknown>): EventFilter {
  const wanted = Object.entries(args);
  return {
    fieldNames: Object.keys(args),
    accepts: (event) => wanted.every(([name, value]) => isDeepStrictEqual(ownProperty(event, name) ?? null, value)),
  };
}
