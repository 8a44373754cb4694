import { type Context, type DynamoDBGetItemRequest, util } from '@aws-appsync/utils';
import { clientIdOf } from '../values/caller.ts';

/** Asks for a job of the caller's own: the key holds whose it is, so that nobody reaches another's. */
export function askJob(ctx: Context<{ readonly id: string }>): DynamoDBGetItemRequest {
  const key = { clientId: clientIdOf(ctx), id: ctx.args.id };
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(key), consistentRead: true };
}
