import { type Context, extensions, type NONERequest } from '@aws-appsync/utils';
import type { MutationEndSubscriptionsArgs } from '../generated/schema.ts';
import { raiseInternal } from './values/raise.ts';

export function request(): NONERequest {
  return { payload: null };
}

/** Ends those whose invalidation filter, set when they began, names the key. */
export function response(ctx: Context<MutationEndSubscriptionsArgs>): boolean {
  if (ctx.error) raiseInternal('The subscriptions could not be ended. Try again.', null);
  const { keyHash, subscription } = ctx.args;
  extensions.invalidateSubscriptions({ subscriptionField: subscription, payload: { keyHash } });
  return true;
}
