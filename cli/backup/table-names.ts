import { CLIENTS, KINDS, MODELS, PREDICTIONS, USAGE } from '../../contract/tables.ts';
import type { Entry } from '../../store/dynamodb/entries.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import type { Stores } from '../deployment/all-stores.ts';

/**
 * The tables of a backup, in the order in which they are read: what points at another entry before that. Neither jobs
 * nor their files are among them: both go by themselves within a month, and a file can be answered anew by its client.
 */
export const TABLE_NAMES = ['predictions', 'usage', 'clients', 'models'] as const;

/** The name of a table of a backup. */
export type TableName = (typeof TABLE_NAMES)[number];

const KEYS: Record<TableName, readonly string[]> = {
  predictions: [PREDICTIONS.partitionKey, PREDICTIONS.sortKey],
  usage: [USAGE.partitionKey, USAGE.sortKey],
  clients: [CLIENTS.partitionKey],
  models: [MODELS.partitionKey, MODELS.sortKey],
};

/** The table of that name; undefined where the stack has none. */
export function tableOf(stores: Stores, name: TableName): Table | undefined {
  return stores[name];
}

/** The names of the attributes of a table's key. */
export function keyNamesOf(name: TableName): readonly string[] {
  return KEYS[name];
}

/** The key of an entry. */
export function keyOf(name: TableName, entry: Entry): Entry {
  return Object.fromEntries(KEYS[name].map((attribute) => [attribute, entry[attribute]]));
}

/** The right to train is of a moment: it is neither kept nor brought back. */
export function isLease(name: TableName, entry: Entry): boolean {
  return name === 'models' && entry[MODELS.partitionKey] === KINDS.lease;
}
