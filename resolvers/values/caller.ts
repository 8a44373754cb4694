import { type Context, util } from '@aws-appsync/utils';
import { PARTITION_NUMBERS } from '../../contract/partitions.ts';
import type { CallerContext } from '../../contract/stored/client.ts';

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

/**
 * Whose key the request carries, where it has the scope `keys`. The authorizer denies the fields to others; while a
 * release brings such a field, an answer of the authorizer before it, which did not know it, may still be kept.
 * Ends the field as Unauthorized for any other request.
 */
export function requireKeysScope(ctx: Context): CallerContext {
  const caller = callerOf(ctx);
  if ((caller.scopes ?? '').split(',').indexOf('keys') < 0) util.unauthorized();
  return caller;
}

/**
 * Into how many partitions one must look for the caller's predictions, 1 to PARTITIONS_MAX. Ends the field as
 * Unauthorized for a request without a client's key.
 */
export function partitionsReadOf(ctx: Context): number {
  const { partitions, partitionsRead } = callerOf(ctx);
  const told = partitionsRead ?? partitions ?? 1;
  // As a text, should AppSync hand on numbers so.
  return Math.max(1, 1 + PARTITION_NUMBERS.findIndex((number) => `${number + 1}` === `${told}`));
}
