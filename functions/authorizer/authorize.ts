import type { CallerContext, StoredClient } from '../../contract/stored-client.ts';
import { KEY_CACHE_SECONDS } from '../../contract/keys.ts';
import { KEY_FORM, findClient, hashKey } from '../../store/clients.ts';
import type { Table } from '../../store/table.ts';
import { type FieldScope, ROOT_FIELDS, type Scope } from '../../contract/root-fields.ts';

/**
 * What AppSync is told of a key: https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html, "AWS_LAMBDA
 * authorization".
 */
export interface Authorization {
  isAuthorized: boolean;
  /** Reaches resolvers as `ctx.identity.resolverContext`. */
  resolverContext?: CallerContext;
  deniedFields?: string[];
  /** How many seconds AppSync may go by this answer, where that is less than the API's own setting. */
  ttlOverride?: number;
}

/** AppSync waits 10 s for an authorizer. */
const PATIENCE_MS = 2_400;

/**
 * Tells whose key this is and what it may not do; a key that is malformed, unknown, revoked or expired is refused.
 *
 * Errors: StoreUnavailable where the table does not answer, so that nothing is cached: the key may be good.
 */
export async function authorize(clients: Table, key: unknown): Promise<Authorization> {
  if (typeof key !== 'string' || !KEY_FORM.test(key)) return { isAuthorized: false };
  const nowMs = clients.clock.now();
  const client = await findClient(clients, await hashKey(key), nowMs + PATIENCE_MS);
  if (client === undefined || client.state !== 'active') return { isAuthorized: false };
  const secondsLeft = secondsUntilExpiry(client, nowMs);
  if (secondsLeft <= 0) return { isAuthorized: false };
  return {
    isAuthorized: true,
    resolverContext: callerOf(client),
    deniedFields: deniedFieldsOf(client.scopes),
    ...(secondsLeft < KEY_CACHE_SECONDS ? { ttlOverride: Math.floor(secondsLeft) } : {}),
  };
}

function callerOf({ clientId, quotaPerMinute, quotaPerDay }: StoredClient): CallerContext {
  return {
    clientId,
    account: clientId,
    ...(quotaPerMinute === undefined ? {} : { quotaPerMinute }),
    ...(quotaPerDay === undefined ? {} : { quotaPerDay }),
  };
}

function secondsUntilExpiry({ expiresAt }: StoredClient, nowMs: number): number {
  return expiresAt === undefined ? Infinity : expiresAt - nowMs / 1000;
}

/** The root fields that a key of these scopes may not use, as AppSync's deniedFields name them: `Query.accuracy`. */
export function deniedFieldsOf(scopes: readonly Scope[]): string[] {
  const isOpen = (needed: FieldScope): boolean => needed === 'any' || (needed !== 'none' && scopes.includes(needed));
  return Object.entries(ROOT_FIELDS).flatMap(([field, { scope }]) => (isOpen(scope) ? [] : [field]));
}
