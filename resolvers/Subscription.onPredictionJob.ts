import type { Context } from '@aws-appsync/utils';
import type { StoredClient } from '../contract/stored/client.ts';
import type { SubscriptionOnPredictionJobArgs } from '../generated/schema.ts';
import { beginListening } from './values/listening.ts';

/** The steps have found the job, which is the caller's own, and read the key. */
export function request(): object {
  return {};
}

/** A subscription begins with nothing. */
export function response(ctx: Context<SubscriptionOnPredictionJobArgs, object, { result: StoredClient | null }>): null {
  beginListening(ctx, ctx.prev.result, ctx.args.id);
  return null;
}
