/**
 * Queries of logs in CloudWatch Logs Insights' language, as far as the host goes: fields, display, filter, stats, sort
 * and limit. Source: CloudWatch Logs user guide, "CloudWatch Logs Insights language query syntax".
 */
import { type Condition, parseCondition } from './condition.ts';
import { createReader, parseList, parseName, parseNumber, type Reader } from './reader.ts';
import { QueryError } from './tokens.ts';

/** A column of `stats`. */
export interface Aggregate {
  name: AggregateName;
  /** Undefined for count(*). */
  field?: string;
  /** Of pct. */
  percent?: number;
  column: string;
}

/** What `stats` groups by. */
export type Grouping =
  { kind: 'field'; name: string; column: string } | { kind: 'bin'; sizeMs: number; column: string };

/** One command between bars. */
export type Command =
  | { kind: 'fields' | 'display'; columns: { name: string; column: string }[] }
  | { kind: 'filter'; condition: Condition }
  | { kind: 'stats'; aggregates: Aggregate[]; groupings: Grouping[] }
  | { kind: 'sort'; keys: { name: string; isDescending: boolean }[] }
  | { kind: 'limit'; rowsMax: number };

const AGGREGATES = ['count', 'sum', 'avg', 'min', 'max', 'pct', 'count_distinct'] as const;
/** A function of `stats`. */
export type AggregateName = (typeof AGGREGATES)[number];
const COMMANDS = 'fields, display, filter, stats, sort and limit';
const BIN_UNITS_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Reads a query. Errors: QueryError for what is wrong, and for what the host does not know. */
export function parseQuery(text: string): Command[] {
  const reader = createReader(text);
  const commands: Command[] = [];
  do if (reader.next() !== undefined) commands.push(parseCommand(reader));
  while (reader.skip('|'));
  const left = reader.next();
  if (left !== undefined) throw new QueryError(`${left.text} is not expected where it stands`);
  return commands;
}

/** Reads what follows `stats`, as a log alarm has it: `avg(correct) by variety`. Errors: QueryError. */
export function parseAggregation(text: string): Command[] {
  return parseQuery(`stats ${text}`);
}

function parseCommand(reader: Reader): Command {
  const { text } = reader.take();
  switch (text.toLowerCase()) {
    case 'fields':
      return { kind: 'fields', columns: parseList(reader, parseColumn) };
    case 'display':
      return { kind: 'display', columns: parseList(reader, parseColumn) };
    case 'filter':
      return { kind: 'filter', condition: parseCondition(reader) };
    case 'stats':
      return parseStats(reader);
    case 'sort':
      return { kind: 'sort', keys: parseList(reader, parseSortKey) };
    case 'limit':
      return { kind: 'limit', rowsMax: parseNumber(reader) };
    default:
      throw new QueryError(`the host does not know the command ${text}, only ${COMMANDS}`);
  }
}

function parseColumn(reader: Reader): { name: string; column: string } {
  const name = parseName(reader);
  return { name, column: reader.skip('as') ? parseName(reader) : name };
}

function parseSortKey(reader: Reader): { name: string; isDescending: boolean } {
  const isOfStats = AGGREGATES.some((name) => name === reader.next()?.text) && reader.next(1)?.text === '(';
  const name = isOfStats ? parseAggregate(reader).column : parseName(reader);
  const isDescending = reader.skip('desc');
  if (!isDescending) reader.skip('asc');
  return { name, isDescending };
}

function parseStats(reader: Reader): Command {
  const aggregates = parseList(reader, parseAggregate);
  const groupings = reader.skip('by') ? parseList(reader, parseGrouping) : [];
  return { kind: 'stats', aggregates, groupings };
}

function parseAggregate(reader: Reader): Aggregate {
  const name = AGGREGATES.find((one) => reader.skip(one));
  if (name === undefined) {
    const found = reader.next()?.text ?? 'it ends';
    throw new QueryError(`one of ${AGGREGATES.join(', ')} is expected where ${found} stands`);
  }
  reader.expect('(');
  const field = reader.skip('*') || reader.next()?.text === ')' ? undefined : parseName(reader);
  const percent = name === 'pct' && reader.skip(',') ? parseNumber(reader) : undefined;
  reader.expect(')');
  if (field === undefined && name !== 'count') throw new QueryError(`${name} wants a field`);
  if (name === 'pct' && percent === undefined) throw new QueryError('pct wants a field and a percentage');
  const written = `${name}(${field ?? '*'}${percent === undefined ? '' : `, ${percent}`})`;
  const column = reader.skip('as') ? parseName(reader) : written;
  return { name, column, ...(field !== undefined && { field }), ...(percent !== undefined && { percent }) };
}

function parseGrouping(reader: Reader): Grouping {
  if (!(reader.next()?.text === 'bin' && reader.next(1)?.text === '(')) {
    const { name, column } = parseColumn(reader);
    return { kind: 'field', name, column };
  }
  reader.expect('bin');
  reader.expect('(');
  const { text } = reader.take();
  const [, count = '', unit = ''] = /^(\d+)(ms|[smhdw])$/.exec(text) ?? [];
  const sizeMs = Number(count) * (BIN_UNITS_MS[unit] ?? 0);
  if (!(sizeMs > 0)) throw new QueryError(`bin wants a length of time such as 5m, not ${text}`);
  reader.expect(')');
  return { kind: 'bin', sizeMs, column: reader.skip('as') ? parseName(reader) : `bin(${text})` };
}
