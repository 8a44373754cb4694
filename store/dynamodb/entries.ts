import { BatchGetCommand, BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { retryUntil, Unfinished } from './retry.ts';
import type { Table } from './table.ts';

/** An entry of any table, as it is stored. */
export type Entry = Readonly<Record<string, unknown>>;

/** What of a table is read. */
export interface Selection {
  /** DynamoDB's own terms. */
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** How long one page, or one request of a batch, is waited for. */
const PAGE_MS = 15_000;
const WRITES_MAX = 25;
/** How many DynamoDB reads in one BatchGetItem. */
export const READS_MAX = 100;

/**
 * Reads a whole table, strongly consistent, page by page of at most 1 MB: for work that an operator starts, not for
 * requests. What is written meanwhile may be in it or not.
 *
 * Errors: StoreUnavailable where a page does not come within 15 s.
 */
export async function* scanEntries(table: Table, selection: Selection = {}): AsyncGenerator<Entry[]> {
  let start: Record<string, unknown> | undefined;
  do {
    const scan = new ScanCommand({
      TableName: table.name,
      ConsistentRead: true,
      ...selection,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await retryUntil(table.clock, deadlineOf(table), (abortSignal) =>
      table.dynamo.send(scan, { abortSignal }),
    );
    yield page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Reads the entries of at most READS_MAX keys, strongly consistent. Errors: StoreUnavailable after 15 s. */
export async function readEntries(table: Table, keys: readonly Entry[]): Promise<Entry[]> {
  const found: Entry[] = [];
  let left = [...keys];
  if (left.length === 0) return found;
  await retryUntil(table.clock, deadlineOf(table), async (abortSignal) => {
    const get = new BatchGetCommand({ RequestItems: { [table.name]: { Keys: left, ConsistentRead: true } } });
    const { Responses, UnprocessedKeys } = await table.dynamo.send(get, { abortSignal });
    found.push(...(Responses?.[table.name] ?? []));
    left = UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (left.length > 0) throw new Unfinished(`${left.length} entries are yet to be read.`);
  });
  return found;
}

/** Stores entries in place of what is there, 25 to a request. Errors: StoreUnavailable after 15 s without progress. */
export async function putEntries(table: Table, entries: readonly Entry[]): Promise<void> {
  await writeAll(
    table,
    entries.map((entry) => ({ PutRequest: { Item: { ...entry } } })),
  );
}

/** Deletes the entries of keys, 25 to a request. Errors: StoreUnavailable after 15 s without progress. */
export async function deleteEntries(table: Table, keys: readonly Entry[]): Promise<void> {
  await writeAll(
    table,
    keys.map((key) => ({ DeleteRequest: { Key: { ...key } } })),
  );
}

type Write = { PutRequest: { Item: Entry } } | { DeleteRequest: { Key: Entry } };

async function writeAll(table: Table, writes: readonly Write[]): Promise<void> {
  for (let at = 0; at < writes.length; at += WRITES_MAX) {
    let left = writes.slice(at, at + WRITES_MAX);
    await retryUntil(table.clock, deadlineOf(table), async (abortSignal) => {
      const command = new BatchWriteCommand({ RequestItems: { [table.name]: left } });
      const { UnprocessedItems } = await table.dynamo.send(command, { abortSignal });
      left = (UnprocessedItems?.[table.name] ?? []) as Write[];
      if (left.length > 0) throw new Unfinished(`${left.length} entries are yet to be written.`);
    });
  }
}

function deadlineOf({ clock }: Table): number {
  return clock.now() + PAGE_MS;
}
