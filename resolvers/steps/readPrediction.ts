import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import type { Context, DynamoDBBatchGetItemRequest, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { askPrediction, readPrediction } from '../predictions/find-prediction.ts';
import { clientIdOf } from '../values/caller.ts';
import { raiseNotFound } from '../values/raise.ts';
import { isUlid } from '../values/ulid.ts';

interface OfPrediction {
  readonly id: string;
}

/** Finds the caller's own prediction by the argument `id`; the step's result is the prediction as it is stored. */
export function request(ctx: Context<OfPrediction>): DynamoDBGetItemRequest | DynamoDBBatchGetItemRequest {
  const { id } = ctx.args;
  clientIdOf(ctx);
  // The table keeps more than predictions; only they have ULIDs.
  if (!isUlid(id)) raiseUnknown();
  return askPrediction(ctx, id);
}

export function response(ctx: Context<OfPrediction>): StoredPrediction {
  const stored = readPrediction(ctx);
  if (stored === null) raiseUnknown();
  return stored;
}

function raiseUnknown(): never {
  raiseNotFound('id', 'You have no prediction of this id.');
}
