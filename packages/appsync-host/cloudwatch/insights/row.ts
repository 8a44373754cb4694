/** What a query of logs sees of an event: fields of its own, and those of the JSON that its message may be. */
import { isRecord, type JsonRecord } from '../../record.ts';
import { ACCOUNT_ID } from '../../template/identity.ts';
import type { LogEvent } from '../keep/event-store.ts';

/** A value of a field; undefined where it has none. */
export type FieldValue = string | number | undefined;

/** A row: of an event, or of what `stats` made of many. */
export interface Row {
  valueOf: (field: string) => FieldValue;
  /** What `stats` or `fields` gave it, in their order. */
  columns: ReadonlyMap<string, FieldValue>;
  event?: LogEvent;
}

/** The row of an event. */
export function rowOf(event: LogEvent, columns: ReadonlyMap<string, FieldValue> = new Map()): Row {
  let parsed: JsonRecord | null | undefined;
  return {
    event,
    columns,
    valueOf: (field) => {
      if (columns.has(field)) return columns.get(field);
      if (field.startsWith('@')) return ownField(event, field);
      parsed ??= parse(event.message);
      return plainValue(valueAt(parsed, field));
    },
  };
}

/** The row of columns alone. */
export function rowOfColumns(columns: ReadonlyMap<string, FieldValue>): Row {
  return { columns, valueOf: (field) => columns.get(field) };
}

function ownField({ group, stream, atMs, message }: LogEvent, field: string): FieldValue {
  switch (field) {
    case '@timestamp':
    case '@ingestionTime':
      return atMs;
    case '@message':
      return message;
    case '@logStream':
      return stream;
    case '@log':
      return `${ACCOUNT_ID}:${group}`;
    default:
      return undefined;
  }
}

function parse(message: string): JsonRecord | null {
  if (!message.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(message);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** The value at a path such as `a.b.0`; a name that holds dots goes first. */
function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as JsonRecord)[path];
  const dot = path.indexOf('.');
  if (dot < 0) return undefined;
  const name = path.slice(0, dot);
  return Object.hasOwn(value, name) ? valueAt((value as JsonRecord)[name], path.slice(dot + 1)) : undefined;
}

function plainValue(value: unknown): FieldValue {
  if (typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : undefined;
}

/** Below zero where the left one comes first: as numbers where both are, else as texts; what is not there is last. */
export function compareValues(left: FieldValue, right: FieldValue): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
  const [one, other] = [toNumber(left), toNumber(right)];
  if (one !== undefined && other !== undefined) return one - other;
  if (String(left) === String(right)) return 0;
  return String(left) < String(right) ? -1 : 1;
}

/** The number that a value is, or that its text is; undefined where it is none. */
export function toNumber(value: FieldValue): number | undefined {
  if (typeof value === 'number') return value;
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** How results show a value. */
export function showValue(field: string, value: FieldValue): string | undefined {
  if (typeof value !== 'number') return value;
  return field === '@timestamp' || field === '@ingestionTime' ? showTime(value) : String(value);
}

/** `2026-11-28 10:55:49.000`, in UTC. */
export function showTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('T', ' ').replace('Z', '');
}
