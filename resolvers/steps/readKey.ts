import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { askKey } from '../values/listening.ts';

export function request(ctx: Context<object>): DynamoDBGetItemRequest {
  return askKey(ctx);
}

/** What is stored of the key that the subscription begins with; null where the key could not be read. */
export function response(ctx: Context<object>): unknown {
  return ctx.error ? null : ctx.result;
}
