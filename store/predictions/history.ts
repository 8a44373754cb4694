import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ownerOf, PARTITION_NUMBERS, partitionKeyOf } from '../../contract/partitions.ts';
import { CLAIM_PREFIX, type StoredPrediction } from '../../contract/stored/prediction.ts';
import { retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** How long one page of at most 1 MB is waited for. */
const PAGE_MS = 15_000;

/** A partition that is being read. */
interface Reading {
  readonly partitionKey: string;
  /** What was read and not yet told, oldest first. */
  unread: StoredPrediction[];
  /** The last id that was read; an empty text before the first. */
  lastId: string;
  /** Whether there was nothing behind `lastId` at the last look. */
  hasEnded: boolean;
}

/**
 * A client's predictions with their labels, oldest first, page by page, strongly consistent: those after the id `after`
 * (an empty text: all). Every partition is looked into that a client may have, so nobody need know how many it has.
 *
 * Errors: StoreUnavailable where a page does not come within 15 s.
 */
export async function* readHistory(table: Table, clientId: string, after: string): AsyncGenerator<StoredPrediction[]> {
  const readings = PARTITION_NUMBERS.map((number): Reading => {
    return { partitionKey: partitionKeyOf(clientId, number), unread: [], lastId: after, hasEnded: false };
  });
  for (;;) {
    // One that has ended is looked into again while others are read: what came to it meanwhile belongs before theirs.
    const due = readings.filter(({ unread, hasEnded }) => unread.length === 0 || hasEnded);
    await Promise.all(due.map((reading) => readOn(table, reading)));
    const open = readings.filter(({ hasEnded }) => !hasEnded);
    const page = takeUpTo(readings, open.map(({ lastId }) => lastId).sort()[0]);
    yield page;
    if (open.length === 0) return;
  }
}

async function readOn(table: Table, reading: Reading): Promise<void> {
  const { partitionKey, lastId } = reading;
  const query = new QueryCommand({
    TableName: table.name,
    // Claims sort after every prediction.
    KeyConditionExpression: 'clientId = :clientId AND id < :claims',
    ExpressionAttributeValues: { ':clientId': partitionKey, ':claims': CLAIM_PREFIX },
    ConsistentRead: true,
    ...(lastId === '' ? {} : { ExclusiveStartKey: { clientId: partitionKey, id: lastId } }),
  });
  const { Items = [], LastEvaluatedKey } = await retryUntil(table.clock, table.clock.now() + PAGE_MS, (abortSignal) =>
    table.dynamo.send(query, { abortSignal }),
  );
  const read = (Items as StoredPrediction[]).map((stored) => ({ ...stored, clientId: ownerOf(stored.clientId) }));
  reading.unread.push(...read);
  reading.lastId = read.at(-1)?.id ?? lastId;
  reading.hasEnded = LastEvaluatedKey === undefined;
}

/** Takes the predictions up to an id, or all, out of what was read of all partitions; in order, each id once. */
function takeUpTo(readings: readonly Reading[], lastId = '~'): StoredPrediction[] {
  const taken = readings.flatMap((reading) => {
    const count = reading.unread.findIndex(({ id }) => id > lastId);
    return reading.unread.splice(0, count < 0 ? reading.unread.length : count);
  });
  const sorted = taken.sort((one, other) => (one.id < other.id ? -1 : 1));
  return sorted.filter(({ id }, at) => id !== sorted[at - 1]?.id);
}
