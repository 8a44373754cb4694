import type { StoredPrediction } from '../../contract/stored-prediction.ts';
import { type Context, type DynamoDBGetItemRequest, util } from '@aws-appsync/utils';
import { clientIdOf } from '../values/caller.ts';
import { raiseInternal, raiseNotFound } from '../values/raise.ts';
import { isUlid } from '../values/ulid.ts';

interface OfPrediction {
  readonly id: string;
}

/** Finds the caller's own prediction by the argument `id`; the step's result is the prediction as it is stored. */
export function request(ctx: Context<OfPrediction>): DynamoDBGetItemRequest {
  const { id } = ctx.args;
  const clientId = clientIdOf(ctx);
  // The table keeps more than predictions; only they have ULIDs.
  if (!isUlid(id)) raiseUnknown();
  return { operation: 'GetItem', key: util.dynamodb.toMapValues({ clientId, id }), consistentRead: true };
}

export function response(ctx: Context<OfPrediction>): StoredPrediction {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The prediction could not be read. Try again.', null);
  }
  const stored = ctx.result as StoredPrediction | null;
  if (stored === null) raiseUnknown();
  return stored;
}

function raiseUnknown(): never {
  raiseNotFound('id', 'You have no prediction of this id.');
}
