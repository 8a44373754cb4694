import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { StoredClient } from '../contract/stored/client.ts';
import { askKey, beginListening } from './values/listening.ts';
import { raiseInternal } from './values/raise.ts';

interface Args {
  readonly id?: string | null;
}

export function request(ctx: Context<Args>): DynamoDBGetItemRequest {
  return askKey(ctx);
}

/** A subscription begins with nothing. */
export function response(ctx: Context<Args>): null {
  if (ctx.error) raiseInternal('The subscription could not begin. Try again.', null);
  beginListening(ctx, ctx.result as StoredClient | null, ctx.args.id ?? null);
  return null;
}
