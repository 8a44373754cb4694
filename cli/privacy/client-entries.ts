import { PARTITION_SEPARATOR } from '../../contract/partitions.ts';
import { USER_SEPARATOR } from '../../contract/stored/client.ts';
import { CLAIM_PREFIX } from '../../contract/stored/prediction.ts';
import { PREDICTIONS, USAGE } from '../../contract/tables.ts';
import { deleteEntries, type Entry, scanEntries, type Selection } from '../../store/dynamodb/entries.ts';
import type { Table } from '../../store/dynamodb/table.ts';

/** Whether what that owner has told is a client's: its own, or that of one of its users. */
export function isOfClient(owner: unknown, clientId: string): boolean {
  return typeof owner === 'string' && (owner === clientId || owner.startsWith(`${clientId}${USER_SEPARATOR}`));
}

/** How many entries of a client there are, by kind. */
export interface EntryCounts {
  predictions: number;
  labels: number;
  claims: number;
}

/**
 * What selects a client's entries from a whole table: its users have partitions of their own, and no list names them.
 */
export function ownedBy(clientId: string, partitionKey: string, fields: readonly string[]): Selection {
  const names = [partitionKey, ...fields];
  return {
    FilterExpression: '#f0 = :client OR begins_with(#f0, :users) OR begins_with(#f0, :partitions)',
    ProjectionExpression: names.map((_, at) => `#f${at}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#f${at}`, name])),
    ExpressionAttributeValues: {
      ':client': clientId,
      ':users': `${clientId}${USER_SEPARATOR}`,
      ':partitions': `${clientId}${PARTITION_SEPARATOR}`,
    },
  };
}

/** Counts a client's predictions and claims, and unless it is a trial deletes them. Errors: StoreUnavailable. */
export async function erasePredictions(table: Table, clientId: string, isTrial: boolean): Promise<EntryCounts> {
  const counts: EntryCounts = { predictions: 0, labels: 0, claims: 0 };
  const { partitionKey, sortKey } = PREDICTIONS;
  for await (const page of scanEntries(table, ownedBy(clientId, partitionKey, [sortKey, 'labelledAt']))) {
    const isClaim = (entry: Entry): boolean => String(entry[sortKey]).startsWith(CLAIM_PREFIX);
    counts.claims += page.filter(isClaim).length;
    counts.predictions += page.filter((entry) => !isClaim(entry)).length;
    counts.labels += page.filter(({ labelledAt }) => labelledAt !== undefined).length;
    if (!isTrial) await deleteEntries(table, page.map(pickKeys(partitionKey, sortKey)));
  }
  return counts;
}

/** Counts the days of a client's use, and unless it is a trial deletes them. Errors: StoreUnavailable. */
export async function eraseUsage(table: Table | undefined, clientId: string, isTrial: boolean): Promise<number> {
  if (table === undefined) return 0;
  const { partitionKey, sortKey } = USAGE;
  let count = 0;
  for await (const page of scanEntries(table, ownedBy(clientId, partitionKey, [sortKey]))) {
    count += page.length;
    if (!isTrial) await deleteEntries(table, page.map(pickKeys(partitionKey, sortKey)));
  }
  return count;
}

/** What makes the key of an entry. */
export function pickKeys(partitionKey: string, sortKey: string): (entry: Entry) => Entry {
  return (entry) => ({ [partitionKey]: entry[partitionKey], [sortKey]: entry[sortKey] });
}
