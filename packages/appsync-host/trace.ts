/** What --trace prints: per field the request object, the data source's answer, and the error that came of it. */
import { inspect, styleText } from 'node:util';
import type { ApiTraceEvent } from './appsync/definition.ts';
import type { TraceEvent } from './resolver/field.ts';

/** Whatever --trace can show. */
export type HostTraceEvent = TraceEvent | ApiTraceEvent;

const COLOURS = { request: 'cyan', result: 'green', error: 'red', log: 'gray', authorizer: 'magenta' } as const;
/** A list of more is cut: the point is to see its shape. */
const LIST_ENTRIES_MAX = 12;
const TEXT_CHARACTERS_MAX = 400;

/** One event, readable: a heading such as `Query.wine · before · request`, and the value below it. */
function formatTrace(event: HostTraceEvent): string {
  const place = 'field' in event ? [event.field, ...(event.step === undefined ? [] : [event.step])] : ['request'];
  const heading = [...place, event.kind].join(' · ');
  const value = inspect(event.data, {
    depth: 8,
    maxArrayLength: LIST_ENTRIES_MAX,
    maxStringLength: TEXT_CHARACTERS_MAX,
    breakLength: 110,
  });
  return `${styleText(COLOURS[event.kind], heading)}\n${value.replaceAll(/^/gm, '    ')}`;
}

/** Prints each event as it comes. */
export function printTrace(event: HostTraceEvent): void {
  console.log(formatTrace(event));
}
