import { type Context, util } from '@aws-appsync/utils';

/**
 * The client whose key the request carries, as the authorizer found it.
 * Ends the field as Unauthorized for a request that came in any other way.
 */
export function clientIdOf(ctx: Context): string {
  const identity = ctx.identity as { resolverContext?: { clientId?: unknown } } | null | undefined;
  const clientId = identity?.resolverContext?.clientId;
  if (typeof clientId !== 'string') util.unauthorized();
  return clientId;
}
