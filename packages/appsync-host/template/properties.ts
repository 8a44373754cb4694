/** Reads resolved properties as the type they must have. */
import { HostError } from '../failure.ts';
import { isRecord } from '../record.ts';
import type { StackResource } from './stack.ts';

/** The value at a path such as `Code.S3Key`; undefined when a part of the path is absent. */
export function propertyAt({ properties }: StackResource, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), properties);
}

/** A text that must be there. Errors: HostError that names the property where it is not a text. */
export function textAt(resource: StackResource, path: string): string {
  return maybeTextAt(resource, path) ?? refuse(resource, path, 'a text');
}

/** A text, or undefined where it is absent. Errors: HostError that names the property where it is something else. */
export function maybeTextAt(resource: StackResource, path: string): string | undefined {
  const value = propertyAt(resource, path);
  if (value === undefined || typeof value === 'string') return value;
  return refuse(resource, path, 'a text');
}

/**
 * A number, also one written as a text, as CloudFormation allows; undefined where it is absent. Errors: HostError that
 * names the property where it is something else.
 */
export function maybeNumberAt(resource: StackResource, path: string): number | undefined {
  const value = propertyAt(resource, path);
  if (value === undefined) return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : refuse(resource, path, 'a number');
}

/** A list of objects; empty when absent. Errors: HostError that names the property where it is something else. */
export function recordsAt(resource: StackResource, path: string): Record<string, unknown>[] {
  const value = propertyAt(resource, path) ?? [];
  return Array.isArray(value) && value.every(isRecord) ? value : refuse(resource, path, 'a list of objects');
}

/** Names to texts, as environments are; empty when absent. Numbers and booleans become texts. */
export function textMapAt(resource: StackResource, path: string): Record<string, string> {
  const value = propertyAt(resource, path) ?? {};
  if (!isRecord(value)) return refuse(resource, path, 'a map');
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
}

function refuse({ logicalId, type }: StackResource, path: string, wanted: string): never {
  throw new HostError(`${logicalId}: ${type}.${path} must be ${wanted}.`);
}
