/** Reads fields of a definition as the type they must have. Each error names the field's place and what to do. */
import { HostError } from '../../failure.ts';
import { isRecord, type JsonRecord } from '../../record.ts';

/** A part of a definition, and where it stands, such as `Bulk: States.Split`. */
export interface Part {
  record: JsonRecord;
  place: string;
}

/** Stops the start: the message begins with the place. */
export function refuse(place: string, message: string): never {
  throw new HostError(`${place}: ${message}`);
}

/** Errors: HostError for a field that is not among these. */
export function allowFields({ record, place }: Part, allowed: readonly string[]): void {
  const odd = Object.keys(record).find((name) => !allowed.includes(name));
  if (odd === undefined) return;
  refuse(`${place}.${odd}`, `the host does not run this field. Take it out; here it knows ${allowed.join(', ')}.`);
}

/** A part within a part; undefined where it is absent. Errors: HostError for what is no object. */
export function maybePart({ record, place }: Part, name: string): Part | undefined {
  const value = record[name];
  if (value === undefined) return undefined;
  return isRecord(value)
    ? { record: value, place: `${place}.${name}` }
    : refuse(`${place}.${name}`, 'it must be an object.');
}

/** A part that must be there. Errors: HostError where it is not. */
export function partAt(part: Part, name: string): Part {
  return maybePart(part, name) ?? refuse(`${part.place}.${name}`, 'it must be there.');
}

/** Parts in a list; none where it is absent. Errors: HostError for what is no list of objects. */
export function partsAt({ record, place }: Part, name: string): Part[] {
  const value = record[name] ?? [];
  if (!Array.isArray(value)) refuse(`${place}.${name}`, 'it must be a list.');
  return value.map((one: unknown, index) => {
    const inner = `${place}.${name}[${String(index)}]`;
    return isRecord(one) ? { record: one, place: inner } : refuse(inner, 'it must be an object.');
  });
}

/** A text; undefined where it is absent. Errors: HostError for another value. */
export function maybeText({ record, place }: Part, name: string): string | undefined {
  const value = record[name];
  if (value === undefined || typeof value === 'string') return value;
  return refuse(`${place}.${name}`, 'it must be a text.');
}

/** A text that must be there. Errors: HostError where it is not. */
export function textOf(part: Part, name: string): string {
  return maybeText(part, name) ?? refuse(`${part.place}.${name}`, 'it must be there.');
}

/** One of these texts, or undefined where it is absent. Errors: HostError for another one. */
export function maybeOneOf<T extends string>(part: Part, name: string, allowed: readonly T[]): T | undefined {
  const text = maybeText(part, name);
  const found = allowed.find((one) => one === text);
  if (text === undefined || found !== undefined) return found;
  return refuse(`${part.place}.${name}`, `the host does not know ${text}; it can be ${allowed.join(', ')}.`);
}

/** A number within bounds; undefined where it is absent. Errors: HostError for another value. */
export function maybeNumber(
  { record, place }: Part,
  name: string,
  { min, max = Infinity, isWhole = true }: { min: number; max?: number; isWhole?: boolean },
): number | undefined {
  const value = record[name];
  if (value === undefined) return undefined;
  const isSound = typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value));
  if (isSound) return value;
  const bounds = max === Infinity ? `from ${String(min)}` : `from ${String(min)} to ${String(max)}`;
  return refuse(`${place}.${name}`, `it must be a ${isWhole ? 'whole ' : ''}number ${bounds}.`);
}

/** A list of texts that must be there and must not be empty. Errors: HostError where it is. */
export function textsOf({ record, place }: Part, name: string): string[] {
  const value = record[name];
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')) return value;
  return refuse(`${place}.${name}`, 'it must be a list of texts.');
}
