import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { askKey } from '../values/listening.ts';
import { raiseInternal } from '../values/raise.ts';

export function request(ctx: Context<object>): DynamoDBGetItemRequest {
  return askKey(ctx);
}

/** What is stored of the key that the subscription begins with; null where there is nothing. */
export function response(ctx: Context<object>): unknown {
  if (ctx.error) raiseInternal('The subscription could not begin. Try again.', null);
  return ctx.result;
}
