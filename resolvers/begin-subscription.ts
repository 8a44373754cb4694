import type { Context, NONERequest } from '@aws-appsync/utils';
import { clientIdOf } from './values/caller.ts';
import { raiseInternal } from './values/raise.ts';

/** Lets in whoever has a key. Which events arrive is AppSync's to tell, by the arguments of the subscription. */
export function request(ctx: Context): NONERequest {
  clientIdOf(ctx);
  return { payload: null };
}

/** A subscription begins with nothing. */
export function response(ctx: Context): null {
  if (ctx.error) raiseInternal('The subscription could not begin. Try again.', null);
  return null;
}
