import { type Context, util } from '@aws-appsync/utils';
import type { CallerContext } from '../../contract/stored-client.ts';

/**
 * The client whose key the request carries, as the authorizer found it.
 * Ends the field as Unauthorized for a request that came in any other way.
 */
export function clientIdOf(ctx: Context): string {
  return callerOf(ctx).clientId;
}

/**
 * Whose key the request carries and what limits it, as the authorizer has told.
 * Ends the field as Unauthorized for a request that came in any other way.
 */
export function callerOf(ctx: Context): CallerContext {
  const identity = ctx.identity as { resolverContext?: CallerContext } | null | undefined;
  const caller = identity?.resolverContext;
  if (typeof caller?.clientId !== 'string') util.unauthorized();
  return caller;
}
