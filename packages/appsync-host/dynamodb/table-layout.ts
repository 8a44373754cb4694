/** The layout of a table on disk, beside the one that the template wants. */
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { CallDynamodb } from '../service-calls.ts';
import { isNotFound } from './client.ts';

/** Name, keys and indexes of a table, in the form of CreateTable. */
export interface TableLayout {
  tableName: string;
  keys: unknown[];
  attributes: unknown[];
  globalIndexes: Record<string, unknown>[];
  localIndexes: Record<string, unknown>[];
}

const POLL_EVERY_MS = 2;

/** A table as DescribeTable answers it; undefined where there is none of that name. */
export async function describeTable(
  call: CallDynamodb,
  tableName: string,
): Promise<Record<string, unknown> | undefined> {
  try {
    return (await call('DescribeTable', { TableName: tableName }))['Table'] as Record<string, unknown>;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Creates a table, and waits until it can be used. */
export async function createTable(call: CallDynamodb, layout: TableLayout): Promise<void> {
  const { tableName, keys, attributes, globalIndexes, localIndexes } = layout;
  await call('CreateTable', {
    TableName: tableName,
    KeySchema: keys,
    AttributeDefinitions: attributes,
    BillingMode: 'PAY_PER_REQUEST',
    ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes }),
    ...(localIndexes.length > 0 && { LocalSecondaryIndexes: localIndexes }),
  });
  // The engine makes a table active a moment after it has answered.
  while ((await describeTable(call, tableName))?.['TableStatus'] !== 'ACTIVE') await setTimeout(POLL_EVERY_MS);
}

/** Deletes a table, and waits until it is gone; one that is not there is gone already. */
export async function deleteTable(call: CallDynamodb, tableName: string): Promise<void> {
  if ((await describeTable(call, tableName)) === undefined) return;
  await call('DeleteTable', { TableName: tableName });
  while ((await describeTable(call, tableName)) !== undefined) await setTimeout(POLL_EVERY_MS);
}

/** Whether a table on disk has the partition and sort key of a layout. */
export function hasKeys(existing: Record<string, unknown>, { keys }: TableLayout): boolean {
  return isDeepStrictEqual(existing['KeySchema'], keys);
}

/** Whether a table on disk has the keys and the indexes of a layout, and their types. */
export function hasLayout(existing: Record<string, unknown>, layout: TableLayout): boolean {
  const { attributes, globalIndexes, localIndexes } = layout;
  const indexes = [
    ...listIndexes(existing, 'GlobalSecondaryIndexes'),
    ...listIndexes(existing, 'LocalSecondaryIndexes'),
  ];
  return (
    hasKeys(existing, layout) &&
    isDeepStrictEqual(sort(existing['AttributeDefinitions'], 'AttributeName'), sort(attributes, 'AttributeName')) &&
    isDeepStrictEqual(sort(indexes, 'IndexName'), sort([...globalIndexes, ...localIndexes], 'IndexName'))
  );
}

function listIndexes(table: Record<string, unknown>, kind: string): Record<string, unknown>[] {
  return ((table[kind] ?? []) as Record<string, unknown>[]).map(pickIndex);
}

/** An index in the form of CreateTable. */
export function pickIndex({ IndexName, KeySchema, Projection }: Record<string, unknown>): Record<string, unknown> {
  return { IndexName, KeySchema, Projection };
}

function sort(list: unknown, by: string): unknown[] {
  const nameOf = (one: Record<string, unknown>) => String(one[by]);
  return [...(list as Record<string, unknown>[])].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
