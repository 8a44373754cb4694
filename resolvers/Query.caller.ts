import { type Context, type NONERequest, util } from '@aws-appsync/utils';
import type { Caller, Scope } from '../generated/schema.ts';
import { callerOf } from './values/caller.ts';
import { raiseInternal } from './values/raise.ts';

/** Nothing is asked: the authorizer has told all of it. */
export function request(): NONERequest {
  return { payload: null };
}

export function response(ctx: Context): Caller {
  if (ctx.error) raiseInternal('It could not be told who asks. Try again.', null);
  const { clientId, scopes, expiresAt } = callerOf(ctx);
  return {
    clientId,
    scopes: (scopes ?? '')
      .split(',')
      .filter((scope) => scope !== '')
      .map((scope) => scope.toUpperCase() as Scope),
    expiresAt:
      expiresAt === undefined || expiresAt === null ? null : util.time.epochMilliSecondsToISO8601(expiresAt * 1000),
  };
}
