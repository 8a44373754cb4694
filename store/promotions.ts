import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld } from './condition.ts';
import { KINDS } from './models.ts';
import { retryUntil } from './retry.ts';
import type { Table } from './table.ts';

/** A move of the champion. Moves are only ever added: the champion is the newest one's `to`. */
export interface StoredPromotion {
  /** 1 for the first, and so on without gaps. */
  sequence: number;
  /** GraphQL's Promotion.kind; `kind` is the table's partition key. */
  promotionKind: 'GATE' | 'PROMOTE' | 'ROLLBACK';
  from: string;
  to: string;
  /** A clientId, or `gate`. */
  by: string;
  /** ISO 8601, UTC. */
  at: string;
  reason: string;
  /** The champions to go back to, the latest last: at most 20. */
  history: string[];
  /** Tells a move from another one of the same words at the same time. */
  moveId: string;
}

/** How many champions one can go back. */
const LONGEST_HISTORY = 20;

/** The move after `newest` to another version; its reason and author are the caller's. */
export function planPromotion(
  newest: StoredPromotion | undefined,
  from: string,
  move: Pick<StoredPromotion, 'to' | 'by' | 'at' | 'reason' | 'moveId'> & { promotionKind: 'GATE' | 'PROMOTE' },
): StoredPromotion {
  const history = [...(newest?.history ?? []), from].slice(-LONGEST_HISTORY);
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
  const Key = { kind: KINDS.promotion, id: String(move.sequence).padStart(10, '0') };
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

/** Every version that is or was the champion. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function listChampions(table: Table, deadline: number): Promise<Set<string>> {
  const champions = new Set<string>();
  let start: Record<string, unknown> | undefined;
  do {
    const query = queryPromotions(table, {
      ConsistentRead: true,
      ProjectionExpression: '#from, #to',
      ExpressionAttributeNames: { '#from': 'from', '#to': 'to' },
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(query, { abortSignal }));
    for (const { from, to } of (page.Items ?? []) as StoredPromotion[]) champions.add(from).add(to);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return champions;
}

function queryPromotions(table: Table, more: Partial<ConstructorParameters<typeof QueryCommand>[0]>): QueryCommand {
  return new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: 'kind = :kind',
    ExpressionAttributeValues: { ':kind': KINDS.promotion },
    ScanIndexForward: false,
    ...more,
  });
}
