import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { CHAMPION_HISTORY_MAX, MOVES_READS_MAX } from '../../contract/limits.ts';
import { PROMOTION_ID_DIGITS, type StoredPromotion } from '../../contract/stored/models.ts';
import { KINDS } from '../../contract/tables.ts';
import { conditionHeld, retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** The move after `newest` to another version; its reason and author are the caller's. */
export function planPromotion(
  newest: StoredPromotion | undefined,
  from: string,
  move: Pick<StoredPromotion, 'to' | 'by' | 'at' | 'reason' | 'moveId'> & { promotionKind: 'GATE' | 'PROMOTE' },
): StoredPromotion {
  const history = [...(newest?.history ?? []), from].slice(-CHAMPION_HISTORY_MAX);
  return { sequence: (newest?.sequence ?? 0) + 1, from, history, ...move };
}

/** The move that undoes: to the last of the history; undefined where there is nothing to go back to. */
export function planRollback(
  newest: StoredPromotion | undefined,
  move: Pick<StoredPromotion, 'by' | 'at' | 'reason' | 'moveId'>,
): StoredPromotion | undefined {
  const to = newest?.history.at(-1);
  if (newest === undefined || to === undefined) return undefined;
  const history = newest.history.slice(0, -1);
  return { sequence: newest.sequence + 1, promotionKind: 'ROLLBACK', from: newest.to, to, history, ...move };
}

/** The newest move, strongly consistent; undefined where the starter version has always been the champion. */
export async function newestPromotion(table: Table, deadline: number): Promise<StoredPromotion | undefined> {
  const query = queryPromotions(table, { ConsistentRead: true, Limit: 1 });
  const { Items } = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(query, { abortSignal }));
  return Items?.[0] as StoredPromotion | undefined;
}

/**
 * Makes a move, in one conditional write; returns false where another move of that sequence came first.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms); the move may then be made or not.
 */
export async function appendPromotion(table: Table, move: StoredPromotion, deadline: number): Promise<boolean> {
  const Key = { kind: KINDS.promotion, id: String(move.sequence).padStart(PROMOTION_ID_DIGITS, '0') };
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...move, ...Key },
    ConditionExpression: 'attribute_not_exists(id)',
  });
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    if (await conditionHeld(table.dynamo.send(put, { abortSignal }))) return true;
    // It may be this very move, whose answer was lost.
    const get = new GetCommand({ TableName: table.name, Key, ConsistentRead: true });
    const { Item } = await table.dynamo.send(get, { abortSignal });
    return Item?.['moveId'] === move.moveId;
  });
}

/**
 * Every version that is or was the champion, as far as the latest 5,000 moves or so tell. Errors: StoreUnavailable at
 * the deadline (epoch ms).
 */
export async function listChampions(table: Table, deadline: number): Promise<Set<string>> {
  const champions = new Set<string>();
  const projection = {
    ProjectionExpression: '#from, #to',
    ExpressionAttributeNames: { '#from': 'from', '#to': 'to' },
  };
  for await (const { from, to } of readPromotions(table, projection, deadline)) champions.add(from).add(to);
  return champions;
}

/**
 * The move by which the gate made that version the champion, strongly consistent; undefined where it never did.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function findGateMove(
  table: Table,
  version: string,
  deadline: number,
): Promise<StoredPromotion | undefined> {
  const moves = readPromotions(table, {}, deadline);
  for await (const move of moves) if (move.to === version && move.promotionKind === 'GATE') return move;
  return undefined;
}

/** The moves, newest first, as far as MOVES_READS_MAX reads bring them: what one request costs is bounded. */
async function* readPromotions(table: Table, more: QueryParts, deadline: number): AsyncGenerator<StoredPromotion> {
  let start: Record<string, unknown> | undefined;
  for (let reads = 0; reads < MOVES_READS_MAX; reads += 1) {
    const query = queryPromotions(table, {
      ConsistentRead: true,
      ...more,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(query, { abortSignal }));
    yield* (page.Items ?? []) as StoredPromotion[];
    start = page.LastEvaluatedKey;
    if (start === undefined) return;
  }
}

type QueryParts = Partial<ConstructorParameters<typeof QueryCommand>[0]>;

function queryPromotions(table: Table, more: QueryParts): QueryCommand {
  return new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: 'kind = :kind',
    ExpressionAttributeValues: { ':kind': KINDS.promotion },
    ScanIndexForward: false,
    ...more,
  });
}
