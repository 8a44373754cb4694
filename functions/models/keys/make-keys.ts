import { cleanText, hasLength } from '../../../classifier/text/sound-text.ts';
import type { Failure } from '../../../contract/errors.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { MADE_KEY_DAYS_MAX, MADE_KEYS_MAX, OVERLAP_HOURS_MAX, QUOTA_WINES_MAX } from '../../../contract/keys.ts';
import { NAME_CHARACTERS_MAX } from '../../../contract/limits.ts';
import { SCOPES, type Scope } from '../../../contract/root-fields.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import type { NewKey } from '../../../generated/schema.ts';
import { changeClient, findClient, hasExpired, keyIdOf } from '../../../store/clients/clients.ts';
import { putClient, revokeClient, scopesOf } from '../../../store/clients/clients.ts';
import { drawKey, type DrawnKey } from '../../../store/clients/issue-key.ts';
import { internal, invalidInput } from '../../failures.ts';
import type { Dependencies, KeyDependencies } from '../dependencies.ts';
import { readText, type Request } from '../request.ts';
import { describeKey } from './describe-key.ts';
import {
  deadlineOf,
  findMaker,
  findSubject,
  grantableBy,
  isFound,
  isMaker,
  readAll,
  record,
  requireKeys,
} from './maker.ts';
import { endWhatItHears } from './stop-keys.ts';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** Makes a client and its first key. */
export async function createClient(dependencies: Dependencies, request: Request): Promise<ModelsAnswer> {
  const keys = requireKeys(dependencies);
  const { arguments: given } = request;
  const name = cleanText(readText(given, 'name'));
  if (!hasLength(name, NAME_CHARACTERS_MAX)) {
    return { failure: invalidInput('name', 'length', `name must have 1 to ${NAME_CHARACTERS_MAX} characters.`) };
  }
  const maker = await findMaker(keys, request);
  if (!isFound(maker)) return { failure: maker };
  const scopes = readScopes(given['scopes'] as readonly string[]);
  const quotaPerMinute = readQuota('quotaPerMinute', maker, given);
  if (isFault(quotaPerMinute)) return { failure: quotaPerMinute };
  const quotaPerDay = readQuota('quotaPerDay', maker, given);
  if (isFault(quotaPerDay)) return { failure: quotaPerDay };
  const expiresAt = readEnd(keys, maker, given, MADE_KEY_DAYS_MAX * DAY_SECONDS);
  if (isFault(expiresAt)) return { failure: expiresAt };
  const fault = findScopeFault(scopes, maker) ?? (await findSurplus(keys, maker));
  if (fault !== undefined) return { failure: fault };
  const drawn = await drawKey({ name, scopes, quotaPerMinute, quotaPerDay, expiresAt, maker });
  await record(dependencies, maker, 'CREATE', drawn.client, { scopes });
  if (!(await storeKey(keys, maker, drawn.client))) return { failure: stoppedMeanwhile() };
  return { value: tell(keys, drawn, null) };
}

/** Makes a key in place of another one that the caller's client has made; the old one goes on for the overlap. */
export async function rotateKey(dependencies: Dependencies, request: Request): Promise<ModelsAnswer> {
  const keys = requireKeys(dependencies);
  const { arguments: given } = request;
  const overlapHours = Number(given['overlapHours']);
  if (!(overlapHours >= 0 && overlapHours <= OVERLAP_HOURS_MAX)) {
    return { failure: invalidInput('overlapHours', 'range', `overlapHours must be from 0 to ${OVERLAP_HOURS_MAX}.`) };
  }
  const old = await findSubject(keys, request);
  if (!isFound(old)) return { failure: old };
  const maker = await findMaker(keys, request);
  if (!isFound(maker)) return { failure: maker };
  const lifeSeconds = (old.expiresAt ?? Infinity) - Math.floor(Date.parse(old.createdAt) / 1000);
  const expiresAt = readEnd(keys, maker, given, Math.min(lifeSeconds, MADE_KEY_DAYS_MAX * DAY_SECONDS));
  if (isFault(expiresAt)) return { failure: expiresAt };
  const fault = findRotationFault(old, maker) ?? (await findSurplus(keys, maker));
  if (fault !== undefined) return { failure: fault };
  const { clientId, name, quotaPerMinute, quotaPerDay, partitions, partitionsRead } = old;
  // What every key of the client carries: its history would be another one with fewer partitions.
  const ofClient = { quotaPerMinute, quotaPerDay, partitions, partitionsRead };
  const wish = { clientId, name, scopes: scopesOf(old), ...ofClient, isRotation: true };
  const drawn = await drawKey({ ...wish, expiresAt, maker });
  await record(dependencies, maker, 'ROTATE', drawn.client, { scopes: wish.scopes, replaced: keyIdOf(old) });
  if (!(await storeKey(keys, maker, drawn.client))) return { failure: stoppedMeanwhile() };
  const nowSeconds = Math.floor(keys.clients.clock.now() / 1000);
  const end = Math.min(old.expiresAt ?? Infinity, nowSeconds + overlapHours * HOUR_SECONDS);
  if (!(await changeClient(keys.clients, old, { expiresAt: end, ...ofClient }, deadlineOf(keys)))) {
    // Somebody has suspended it, revoked it, or changed its client meanwhile: no new one may come of it as it was.
    await revokeClient(keys.clients, drawn.client.keyHash, deadlineOf(keys));
    return { failure: internal('That key was changed at the same moment: look at it, then try again.') };
  }
  // A connection lasts a day at most: what begins before a later end is over by then.
  if (overlapHours < 24) await endWhatItHears(dependencies, old);
  return { value: tell(keys, drawn, { ...old, expiresAt: end }) };
}

/**
 * Stores a key that was drawn; tells whether its maker may still make it. Whoever stops the maker looks for what it has
 * made after having stopped it; so the maker is looked at once more after the key is there, and one sees the other.
 */
async function storeKey(keys: KeyDependencies, maker: StoredClient, drawn: StoredClient): Promise<boolean> {
  const { clients } = keys;
  await putClient(clients, drawn, deadlineOf(keys));
  const now = await findClient(clients, maker.keyHash, deadlineOf(keys));
  if (now !== undefined && isMaker(now, clients.clock.now())) return true;
  await revokeClient(clients, drawn.keyHash, deadlineOf(keys));
  return false;
}

function stoppedMeanwhile(): Failure {
  return invalidInput(null, null, 'The key of this request was stopped meanwhile: nothing was made.');
}

function tell({ clients }: KeyDependencies, { key, client }: DrawnKey, replaced: StoredClient | null): NewKey {
  const nowMs = clients.clock.now();
  return { key, entry: describeKey(client, nowMs), replaced: replaced && describeKey(replaced, nowMs) };
}

function isFault(value: number | Failure | undefined): value is Failure {
  return typeof value === 'object';
}

function readScopes(given: readonly string[]): Scope[] {
  return SCOPES.filter((scope) => given.includes(scope.toUpperCase()));
}

function findScopeFault(scopes: readonly Scope[], maker: StoredClient): Failure | undefined {
  if (scopes.length === 0) return invalidInput('scopes', 'length', 'scopes must name one scope at least.');
  const grantable = grantableBy(maker);
  const surplus = scopes.filter((scope) => !grantable.includes(scope));
  if (surplus.length === 0) return undefined;
  const allowed = grantable.length === 0 ? 'no scope' : grantable.join(', ');
  return invalidInput('scopes', 'range', `This key may give ${allowed}, and not ${surplus.join(', ')}.`);
}

function findRotationFault(old: StoredClient, maker: StoredClient): Failure | undefined {
  if (old.madeBy !== maker.clientId) {
    return invalidInput(
      'key',
      null,
      'Only keys that this client has made are rotated here; others by terroir keys rotate.',
    );
  }
  if (old.state !== 'active') return invalidInput('key', null, 'That key is suspended: resume it first.');
  return findScopeFault(scopesOf(old), maker);
}

/** The quota of a new client: never more than that of whoever makes it. */
function readQuota(
  name: 'quotaPerMinute' | 'quotaPerDay',
  maker: StoredClient,
  given: Readonly<Record<string, unknown>>,
): number | Failure | undefined {
  const limit = maker[name];
  if (given[name] == null) return limit;
  const wines = Number(given[name]);
  const most = limit ?? QUOTA_WINES_MAX;
  return wines >= 1 && wines <= most ? wines : invalidInput(name, 'range', `${name} must be from 1 to ${most}.`);
}

/** When a new key ends, in epoch seconds: never after its maker. */
function readEnd(
  { clients: { clock } }: KeyDependencies,
  maker: StoredClient,
  given: Readonly<Record<string, unknown>>,
  lifeSeconds: number,
): number | Failure {
  const nowSeconds = Math.floor(clock.now() / 1000);
  const latest = maker.expiresAt ?? Infinity;
  if (given['expiresInDays'] == null) return Math.min(nowSeconds + lifeSeconds, latest);
  const days = Number(given['expiresInDays']);
  const end = nowSeconds + days * DAY_SECONDS;
  if (days >= 1 && days <= MADE_KEY_DAYS_MAX && end <= latest) return end;
  const message =
    end > latest
      ? 'A key cannot outlive the one that makes it: leave expiresInDays out for as long as that lasts.'
      : `expiresInDays must be from 1 to ${MADE_KEY_DAYS_MAX}.`;
  return invalidInput('expiresInDays', 'range', message);
}

async function findSurplus(keys: KeyDependencies, { clientId }: StoredClient): Promise<Failure | undefined> {
  const nowMs = keys.clients.clock.now();
  const all = await readAll(keys);
  if (!Array.isArray(all)) return all;
  const made = all.filter((key) => key.madeBy === clientId && key.state !== 'revoked' && !hasExpired(key, nowMs));
  if (made.length < MADE_KEYS_MAX) return undefined;
  return invalidInput(
    null,
    'range',
    `${MADE_KEYS_MAX} keys live that this client has made: revoke some by terroir keys.`,
  );
}
