import { type CallerContext, type StoredClient, USER_SEPARATOR } from '../../contract/stored/client.ts';
import { KEY_CACHE_SECONDS } from '../../contract/keys.ts';
import { PARTITION_SEPARATOR } from '../../contract/partitions.ts';
import { KEY_FORM, findClient, hashKey, scopesOf } from '../../store/clients/clients.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { type FieldScope, ROOT_FIELDS, type Scope } from '../../contract/root-fields.ts';
import { isSigned, isTimely, parseUserToken, type UserToken } from './user-token.ts';

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
 * Tells whose key this is, or whose user's token, and what it may not do. Refused is what is malformed, unknown,
 * suspended, revoked or expired; of a token also what another key has signed, or nobody. `find` looks a client up, in
 * the table unless told.
 *
 * Errors: StoreUnavailable where the table does not answer, so that nothing is cached: the key may be good.
 */
export async function authorize(
  clients: Table,
  credential: unknown,
  find: FindClient = (keyHash, deadline) => findClient(clients, keyHash, deadline),
): Promise<Authorization> {
  const nowMs = clients.clock.now();
  const caller = typeof credential === 'string' ? await findCaller(find, credential, nowMs) : undefined;
  if (caller === undefined) return { isAuthorized: false };
  const secondsLeft = (caller.context.expiresAt ?? Infinity) - nowMs / 1000;
  if (secondsLeft <= 0) return { isAuthorized: false };
  return {
    isAuthorized: true,
    resolverContext: { ...caller.context, scopes: caller.scopes.join(',') },
    deniedFields: deniedFieldsOf(caller.scopes),
    ...(secondsLeft < KEY_CACHE_SECONDS ? { ttlOverride: Math.floor(secondsLeft) } : {}),
  };
}

/** Finds the client of a key's hash, until the deadline (epoch ms). */
type FindClient = (keyHash: string, deadline: number) => Promise<StoredClient | undefined>;

/** Who calls, and what for. */
interface Caller {
  context: Omit<CallerContext, 'scopes'>;
  scopes: readonly Scope[];
}

async function findCaller(find: FindClient, credential: string, nowMs: number): Promise<Caller | undefined> {
  const deadline = nowMs + PATIENCE_MS;
  if (KEY_FORM.test(credential)) {
    const client = await find(await hashKey(credential), deadline);
    return isLetIn(client) ? { context: contextOf(client), scopes: scopesOf(client) } : undefined;
  }
  const token = parseUserToken(credential);
  // What has expired by itself costs no look at the table.
  if (token === undefined || !isTimely(token, nowMs)) return undefined;
  const client = await find(token.keyHash, deadline);
  if (!isLetIn(client) || client.userKey === undefined) return undefined;
  if (!(await isSigned(token, client.userKey))) return undefined;
  const own = scopesOf(client);
  return { context: userContextOf(client, token), scopes: token.scopes.filter((scope) => own.includes(scope)) };
}

/** One whose id could be the key of another client's partition is let in by no key. */
function isLetIn(client: StoredClient | undefined): client is StoredClient {
  return client?.state === 'active' && !client.clientId.includes(PARTITION_SEPARATOR);
}

function contextOf(client: StoredClient): Caller['context'] {
  const { partitions, partitionsRead } = client;
  return {
    ...ownContextOf(client),
    ...(partitions === undefined ? {} : { partitions }),
    ...(partitionsRead === undefined ? {} : { partitionsRead }),
  };
}

/** What holds for the client's users as well; each of them has a partition of its own. */
function ownContextOf({ clientId, keyHash, expiresAt, quotaPerMinute, quotaPerDay }: StoredClient): Caller['context'] {
  return {
    clientId,
    keyHash,
    account: clientId,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(quotaPerMinute === undefined ? {} : { quotaPerMinute }),
    ...(quotaPerDay === undefined ? {} : { quotaPerDay }),
  };
}

function userContextOf(client: StoredClient, { user, expiresAt }: UserToken): Caller['context'] {
  return {
    ...ownContextOf(client),
    clientId: `${client.clientId}${USER_SEPARATOR}${user}`,
    expiresAt: Math.min(expiresAt, client.expiresAt ?? Infinity),
  };
}

/** The root fields that a key of these scopes may not use, as AppSync's deniedFields name them: `Query.accuracy`. */
export function deniedFieldsOf(scopes: readonly Scope[]): string[] {
  const isOpen = (needed: FieldScope): boolean => needed === 'any' || (needed !== 'none' && scopes.includes(needed));
  return Object.entries(ROOT_FIELDS).flatMap(([field, { scope }]) => (isOpen(scope) ? [] : [field]));
}
