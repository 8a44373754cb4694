import {
  type Context,
  type DynamoDBBatchGetItemRequest,
  type DynamoDBGetItemRequest,
  runtime,
} from '@aws-appsync/utils';
import type { Prediction, QueryPredictionArgs } from '../generated/schema.ts';
import { clientIdOf } from './values/caller.ts';
import { expandPrediction } from './predictions/expand-prediction.ts';
import { askPrediction, readPrediction } from './predictions/find-prediction.ts';
import { isUlid } from './values/ulid.ts';

export function request(ctx: Context<QueryPredictionArgs>): DynamoDBGetItemRequest | DynamoDBBatchGetItemRequest {
  const { id } = ctx.args;
  clientIdOf(ctx);
  // The table keeps more than predictions; only they have ULIDs.
  if (!isUlid(id)) runtime.earlyReturn(null);
  return askPrediction(ctx, id);
}

export function response(ctx: Context<QueryPredictionArgs>): Prediction | null {
  const stored = readPrediction(ctx);
  return stored && expandPrediction(stored);
}
