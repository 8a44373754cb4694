import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { ownerOf, partitionOf } from '../../contract/partitions.ts';
import { toAttributes } from '../dynamodb/attributes.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import { StoreUnavailable, Unfinished, conditionHeld, retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** How many DynamoDB takes in one BatchWriteItem. */
const CHUNK_SIZE = 25;

type Keys = Record<string, unknown>[];

/**
 * Reads a client's predictions, strongly consistent: those of the ids (at most 100) that exist, by id, where they were
 * written to so many partitions.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function readPredictions(
  table: Table,
  clientId: string,
  ids: readonly string[],
  deadline: number,
  partitions = 1,
): Promise<Map<string, StoredPrediction>> {
  const found = new Map<string, StoredPrediction>();
  let left: Keys = ids.map((id) => ({ clientId: partitionOf(clientId, id, partitions), id }));
  await retryUntil(table.clock, deadline, async (abortSignal) => {
    const command = new BatchGetCommand({ RequestItems: { [table.name]: { Keys: left, ConsistentRead: true } } });
    const { Responses, UnprocessedKeys } = await table.dynamo.send(command, { abortSignal });
    for (const stored of (Responses?.[table.name] ?? []) as StoredPrediction[]) found.set(stored.id, inOrder(stored));
    left = UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (left.length > 0) throw new Unfinished(`${left.length} predictions are yet to be read.`);
  });
  return found;
}

/**
 * Records predictions under ids that nobody else writes (or writes with the same bytes), spread over as many partitions
 * as their client writes to: 25 to a request, the requests at once, what DynamoDB left undone again until the deadline
 * (epoch ms).
 *
 * Returns the ids that are recorded for certain; the others may or may not be.
 */
export async function writePredictions(
  table: Table,
  predictions: readonly StoredPrediction[],
  deadline: number,
  partitions = 1,
): Promise<Set<string>> {
  const placed = predictions.map((prediction) => place(prediction, partitions));
  const chunks: StoredPrediction[][] = [];
  for (let i = 0; i < placed.length; i += CHUNK_SIZE) chunks.push(placed.slice(i, i + CHUNK_SIZE));
  const undone = await Promise.all(chunks.map((chunk) => writeChunk(table, chunk, deadline)));
  const lost = new Set(undone.flat());
  return new Set(predictions.map(({ id }) => id).filter((id) => !lost.has(id)));
}

/** Returns the ids that the deadline left undone. */
async function writeChunk(table: Table, chunk: readonly StoredPrediction[], deadline: number): Promise<string[]> {
  let left: WriteRequest[] = chunk.map((prediction) => ({ PutRequest: { Item: toAttributes(prediction) } }));
  try {
    await retryUntil(table.clock, deadline, async (abortSignal) => {
      const command = new BatchWriteItemCommand({ RequestItems: { [table.name]: left } });
      const { UnprocessedItems } = await table.dynamo.send(command, { abortSignal });
      left = UnprocessedItems?.[table.name] ?? [];
      if (left.length > 0) throw new Unfinished(`${left.length} predictions are yet to be written.`);
    });
    return [];
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return left.map(({ PutRequest }) => PutRequest?.Item?.['id']?.S ?? '');
  }
}

/** A prediction as it lies in the table: under the key of its partition. */
function place(prediction: StoredPrediction, partitions: number): StoredPrediction {
  return { ...prediction, clientId: partitionOf(prediction.clientId, prediction.id, partitions) };
}

/**
 * Records a prediction unless its id is taken, and returns what is stored under that id: so, of many writers at once
 * that go by the same number of partitions, all learn the same.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms); the prediction may then be recorded or not.
 */
export async function addPrediction(
  table: Table,
  prediction: StoredPrediction,
  deadline: number,
  partitions = 1,
): Promise<StoredPrediction> {
  const placed = place(prediction, partitions);
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    const Item = toAttributes(placed);
    try {
      const put = new PutItemCommand({ TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(id)' });
      await table.dynamo.send(put, { abortSignal });
      return prediction;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    const Key = { clientId: placed.clientId, id: placed.id };
    const get = new GetCommand({ TableName: table.name, Key, ConsistentRead: true });
    const { Item: stored } = await table.dynamo.send(get, { abortSignal });
    // Erased between the two: the id is free again.
    if (stored === undefined) throw new Unfinished('The prediction was there and is gone.');
    return inOrder(stored as StoredPrediction);
  });
}

/**
 * Records a prediction unless its id is taken, by a process before that made the same: what was said of that one since
 * stays. Errors: StoreUnavailable at the deadline (epoch ms); it may then be recorded or not.
 */
export async function keepPrediction(
  table: Table,
  prediction: StoredPrediction,
  deadline: number,
  partitions = 1,
): Promise<void> {
  const put = new PutItemCommand({
    TableName: table.name,
    Item: toAttributes(place(prediction, partitions)),
    ConditionExpression: 'attribute_not_exists(id)',
  });
  await retryUntil(table.clock, deadline, (abortSignal) => conditionHeld(table.dynamo.send(put, { abortSignal })));
}

/**
 * A prediction that was read, in the same bytes as when it was written: DynamoDB keeps no order of attributes. A label
 * is left out, since it came later: a repeat of a requestId is answered as the first was.
 */
function inOrder(stored: StoredPrediction): StoredPrediction {
  const { description, variety, country, region, winery, points, price } = stored.wine;
  const wine = { description, variety, country, region, winery, points, price };
  const given = Object.fromEntries(Object.entries(wine).filter(([, value]) => value !== undefined));
  return {
    clientId: ownerOf(stored.clientId),
    id: stored.id,
    wine: given,
    country: { ranking: stored.country.ranking, evidence: stored.country.evidence },
    variety: { ranking: stored.variety.ranking, evidence: stored.variety.evidence },
    ...(stored.settled === undefined ? {} : { settled: stored.settled }),
    modelVersion: stored.modelVersion,
    createdAt: stored.createdAt,
    ...(stored.warnings === undefined ? {} : { warnings: stored.warnings }),
  };
}
