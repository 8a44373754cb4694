import { type Context, type DynamoDBBatchGetItemRequest, type DynamoDBGetItemRequest, util } from '@aws-appsync/utils';
import { possiblePartitionsOf } from '../../contract/partitions.ts';
import { RESOLVER_SETTINGS } from '../../contract/settings.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import { clientIdOf, partitionsReadOf } from '../values/caller.ts';
import { raiseInternal } from '../values/raise.ts';

interface Batch {
  readonly data: { readonly [table: string]: readonly (StoredPrediction | null)[] };
  readonly unprocessedKeys?: { readonly [table: string]: readonly object[] };
}

/**
 * Asks for the caller's own prediction of a ULID: in its one partition, or at once in all of several in which it may
 * lie, since it stays where it was when there were fewer.
 */
export function askPrediction(ctx: Context, id: string): DynamoDBGetItemRequest | DynamoDBBatchGetItemRequest {
  const clientId = clientIdOf(ctx);
  const partitions = partitionsReadOf(ctx);
  if (partitions === 1) {
    return { operation: 'GetItem', key: util.dynamodb.toMapValues({ clientId, id }), consistentRead: true };
  }
  const keys = possiblePartitionsOf(clientId, id, partitions).map((key) =>
    util.dynamodb.toMapValues({ clientId: key, id }),
  );
  return { operation: 'BatchGetItem', tables: { [tableOf(ctx)]: { keys, consistentRead: true } } };
}

/** The prediction that was asked for, as it lies in the table; null where there is none. Raises Internal. */
export function readPrediction(ctx: Context): StoredPrediction | null {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseUnread();
  }
  if (partitionsReadOf(ctx) === 1) return ctx.result as StoredPrediction | null;
  const { data, unprocessedKeys } = ctx.result as Batch;
  const found = (data[tableOf(ctx)] ?? []).find((stored) => stored !== null);
  // What was throttled may be the very place where it lies.
  if (!found && (unprocessedKeys?.[tableOf(ctx)] ?? []).length > 0) raiseUnread();
  return found ?? null;
}

function tableOf(ctx: Context): string {
  return ctx.env[RESOLVER_SETTINGS.predictionsTable] ?? '';
}

function raiseUnread(): never {
  raiseInternal('The prediction could not be read. Try again.', null);
}
