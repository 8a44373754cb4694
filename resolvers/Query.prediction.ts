import type { StoredPrediction } from '../contract/stored-prediction.ts';
import { type Context, type DynamoDBGetItemRequest, runtime, util } from '@aws-appsync/utils';
import type { Prediction, QueryPredictionArgs } from '../generated/schema.ts';
import { clientIdOf } from './values/caller.ts';
import { raiseInternal } from './values/raise.ts';
import { expandPrediction } from './predictions/expand-prediction.ts';
import { isUlid } from './values/ulid.ts';

export function request(ctx: Context<QueryPredictionArgs>): DynamoDBGetItemRequest {
  const { id } = ctx.args;
  const clientId = clientIdOf(ctx);
  // The table keeps more than predictions; only they have ULIDs.
  if (!isUlid(id)) runtime.earlyReturn(null);
  return { operation: 'GetItem', key: util.dynamodb.toMapValues({ clientId, id }), consistentRead: true };
}

export function response(ctx: Context<QueryPredictionArgs>): Prediction | null {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The prediction could not be read. Try again.', null);
  }
  const stored = ctx.result as StoredPrediction | null;
  return stored && expandPrediction(stored);
}
