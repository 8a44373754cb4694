import type { Failure } from '../../../contract/errors.ts';
import { CLIENTS_READS_MAX } from '../../../contract/keys.ts';
import type { Scope } from '../../../contract/root-fields.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import type { KeyAct, StoredKeyAct } from '../../../contract/stored/key-act.ts';
import { findClient, hasExpired, keyIdOf, scanClients, scopesOf } from '../../../store/clients/clients.ts';
import { putKeyAct } from '../../../store/clients/key-acts.ts';
import { invalidInput, notFound } from '../../failures.ts';
import { type Dependencies, type KeyDependencies, PATIENCE_MS, timestamp } from '../dependencies.ts';
import { readText, type Request } from '../request.ts';

/** What is known of keys. Errors: Error where the function was not given it. */
export function requireKeys({ keys }: Dependencies): KeyDependencies {
  if (keys === undefined) throw new Error('The function was not told where keys are.');
  return keys;
}

/**
 * The key that asks, as it is stored now: AppSync may go by what the authorizer said of it half a minute ago.
 *
 * Errors: Failure InvalidInput, as a value, where it is not let in any more, or may not make keys any more.
 */
export async function findMaker(keys: KeyDependencies, { keyHash }: Request): Promise<StoredClient | Failure> {
  const { clients } = keys;
  const maker = keyHash === undefined ? undefined : await findClient(clients, keyHash, deadlineOf(keys));
  if (maker !== undefined && isMaker(maker, clients.clock.now())) return maker;
  return invalidInput(null, null, 'The key of this request is not let in any more, or may not do this any more.');
}

/** Every key, oldest first. Errors: Failure InvalidInput, as a value, where there are too many for a request. */
export async function readAll(keys: KeyDependencies): Promise<StoredClient[] | Failure> {
  const all = await scanClients(keys.clients, CLIENTS_READS_MAX, deadlineOf(keys));
  return (
    all ?? invalidInput(null, 'range', 'There are too many keys for a request: use terroir keys of the command line.')
  );
}

/** Whether a key may make others at that time (epoch ms). */
export function isMaker(key: StoredClient, nowMs: number): boolean {
  return key.state === 'active' && !hasExpired(key, nowMs) && key.scopes.includes('keys');
}

/** What a maker may give away: what it has itself, but for making keys. */
export function grantableBy(maker: StoredClient): Scope[] {
  return scopesOf(maker).filter((scope) => scope !== 'keys');
}

/**
 * The key of the id that the request names.
 *
 * Errors: Failure, as a value: NotFound where there is none; InvalidInput where it is revoked, or may make keys itself.
 */
export async function findSubject(
  keys: KeyDependencies,
  { arguments: given }: Request,
): Promise<StoredClient | Failure> {
  const id = readText(given, 'key');
  const all = await readAll(keys);
  if (!Array.isArray(all)) return all;
  const found = all.find((key) => keyIdOf(key) === id);
  if (found === undefined) return notFound('key', 'There is no key of that id.');
  if (found.state === 'revoked') return invalidInput('key', null, 'That key is revoked, and stays so.');
  if (!found.scopes.includes('keys')) return found;
  return invalidInput('key', null, 'A key with the scope keys is changed by the command line alone: terroir keys.');
}

/** Writes down what is about to be done. Errors: StoreUnavailable, after which it must not be done. */
export async function record(
  { models, newId }: Dependencies,
  maker: StoredClient,
  act: KeyAct,
  subject: StoredClient,
  more: Pick<StoredKeyAct, 'replaced' | 'scopes'> = {},
): Promise<void> {
  const entry = {
    id: newId(),
    act,
    by: maker.clientId,
    byKey: keyIdOf(maker),
    at: timestamp(models),
    clientId: subject.clientId,
    keyId: keyIdOf(subject),
    ...more,
  };
  await putKeyAct(models, entry, models.clock.now() + PATIENCE_MS);
}

/** Whether what was looked for was found. */
export function isFound(found: StoredClient | Failure): found is StoredClient {
  return 'keyHash' in found;
}

/** Until when the table of clients may take to answer what is asked now, in epoch ms. */
export function deadlineOf({ clients: { clock } }: KeyDependencies): number {
  return clock.now() + PATIENCE_MS;
}
