import type { LogEvent } from '../keep/event-store.ts';
import { holdsCondition } from './condition.ts';
import type { Aggregate, Command, Grouping } from './query.ts';
import { compareValues, type FieldValue, type Row, rowOf, rowOfColumns, showTime, toNumber } from './row.ts';

/** Runs a query over events, which come oldest first; the newest is first in the answer unless the query sorts. */
export function runQuery(commands: readonly Command[], events: readonly LogEvent[]): Row[] {
  let rows = events.map((event) => rowOf(event)).reverse();
  for (const command of commands) rows = runCommand(command, rows);
  return rows;
}

function runCommand(command: Command, rows: Row[]): Row[] {
  switch (command.kind) {
    case 'filter':
      return rows.filter((row) => holdsCondition(command.condition, row));
    case 'stats':
      return aggregate(rows, command.aggregates, command.groupings);
    case 'sort':
      return rows.toSorted((one, other) => compareRows(one, other, command.keys));
    case 'limit':
      return rows.slice(0, command.rowsMax);
    case 'fields':
    case 'display':
      return rows.map((row) => withColumns(row, command.columns, command.kind === 'display'));
  }
}

function compareRows(one: Row, other: Row, keys: readonly { name: string; isDescending: boolean }[]): number {
  for (const { name, isDescending } of keys) {
    const [left, right] = [one.valueOf(name), other.valueOf(name)];
    const order = compareValues(left, right);
    // What is not there comes last, whichever way it is sorted.
    if (order !== 0) return isDescending && left !== undefined && right !== undefined ? -order : order;
  }
  return 0;
}

/** `fields` adds columns, `display` shows no others. */
function withColumns(row: Row, wanted: { name: string; column: string }[], isOnly: boolean): Row {
  const columns = new Map(isOnly ? [] : row.columns);
  for (const { name, column } of wanted) columns.set(column, row.valueOf(name));
  if (row.event) return rowOf(row.event, columns);
  return { columns, valueOf: (field) => columns.get(field) ?? row.valueOf(field) };
}

function aggregate(rows: Row[], aggregates: readonly Aggregate[], groupings: readonly Grouping[]): Row[] {
  const groups = new Map<string, { keys: FieldValue[]; rows: Row[] }>();
  for (const row of rows) {
    const keys = groupings.map((grouping) => groupOf(row, grouping));
    const name = JSON.stringify(keys.map((key) => key ?? null));
    const group = groups.get(name);
    if (group) group.rows.push(row);
    else groups.set(name, { keys, rows: [row] });
  }
  return [...groups.values()].map(({ keys, rows: members }) => {
    const columns = new Map<string, FieldValue>();
    for (const [at, { column }] of groupings.entries()) columns.set(column, keys[at]);
    for (const one of aggregates) columns.set(one.column, reduce(one, members));
    return rowOfColumns(columns);
  });
}

function groupOf(row: Row, grouping: Grouping): FieldValue {
  if (grouping.kind === 'field') return row.valueOf(grouping.name);
  const timeMs = row.event?.atMs;
  return timeMs === undefined ? undefined : showTime(Math.floor(timeMs / grouping.sizeMs) * grouping.sizeMs);
}

function reduce({ name, field, percent = 0 }: Aggregate, rows: readonly Row[]): FieldValue {
  if (field === undefined) return rows.length;
  const values = rows.map((row) => row.valueOf(field)).filter((value) => value !== undefined);
  if (name === 'count') return values.length;
  if (name === 'count_distinct') return new Set(values.map(String)).size;
  if (name === 'min' || name === 'max') {
    const sorted = values.toSorted(compareValues);
    return name === 'min' ? sorted[0] : sorted.at(-1);
  }
  const numbers = values.map(toNumber).filter((value) => value !== undefined);
  if (numbers.length === 0) return undefined;
  if (name === 'pct') {
    const sorted = numbers.toSorted((one, other) => one - other);
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length - 1e-9) - 1)];
  }
  const sum = numbers.reduce((total, one) => total + one, 0);
  return name === 'sum' ? sum : sum / numbers.length;
}
