import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX } from '../../../contract/limits.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import type { Client } from '../../../generated/schema.ts';
import { readUsage } from '../../../store/clients/usage.ts';
import { invalidInput } from '../../failures.ts';
import { type Dependencies, type KeyDependencies, PATIENCE_MS } from '../dependencies.ts';
import type { Request } from '../request.ts';
import { describeKey, describeQuota } from './describe-key.ts';
import { readAll, requireKeys } from './maker.ts';

/** Where a client stands in the list: by when its oldest key was made, then by its id. */
interface Place {
  at: string;
  id: string;
}

/** A page of the clients, newest first: one that comes meanwhile stands before the pages that are still asked for. */
export async function clients(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  const limit = given['limit'] == null ? PAGE_ENTRIES_DEFAULT : Number(given['limit']);
  if (!(limit >= 1 && limit <= PAGE_ENTRIES_MAX)) {
    return { failure: invalidInput('limit', 'range', `limit must be from 1 to ${PAGE_ENTRIES_MAX}.`) };
  }
  const after = given['nextToken'] == null ? undefined : parseToken(given['nextToken']);
  if (after === null) {
    return { failure: invalidInput('nextToken', 'token', 'nextToken must be that of the page before.') };
  }
  const keys = requireKeys(dependencies);
  const stored = await readAll(keys);
  if (!Array.isArray(stored)) return { failure: stored };
  const all = groupByClient(stored);
  const left = all.filter(([first]) => after === undefined || isBefore(after, placeOf(first)));
  const page = left.slice(0, limit);
  const items = await Promise.all(page.map((ofClient) => describeClient(keys, ofClient)));
  const last = page.at(-1)?.[0];
  const nextToken = left.length > page.length && last !== undefined ? formatToken(placeOf(last)) : null;
  return { value: { items, nextToken } };
}

/** The keys of a client, the oldest first. */
type KeysOfClient = [StoredClient, ...StoredClient[]];

function groupByClient(keys: readonly StoredClient[]): KeysOfClient[] {
  const groups = new Map<string, KeysOfClient>();
  for (const key of keys) {
    const group = groups.get(key.clientId);
    if (group === undefined) groups.set(key.clientId, [key]);
    else group.push(key);
  }
  return [...groups.values()].sort(([one], [other]) => (isBefore(placeOf(one), placeOf(other)) ? -1 : 1));
}

function placeOf({ createdAt, clientId }: StoredClient): Place {
  return { at: createdAt, id: clientId };
}

function isBefore(one: Place, other: Place): boolean {
  return one.at === other.at ? one.id > other.id : one.at > other.at;
}

async function describeClient({ clients: table, usage }: KeyDependencies, keys: KeysOfClient): Promise<Client> {
  const nowMs = table.clock.now();
  // Every key of a client carries its quotas; the newest one that lives has them as they are.
  const newest = keys.findLast(({ state }) => state !== 'revoked') ?? keys[0];
  const isLimited = (newest.quotaPerMinute ?? newest.quotaPerDay) !== undefined;
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const counted = isLimited ? await readUsage(usage, newest.clientId, day, nowMs + PATIENCE_MS) : undefined;
  return {
    id: newest.clientId,
    keys: keys.toReversed().map((key) => describeKey(key, nowMs)),
    quota: describeQuota(newest, counted, nowMs),
  };
}

/** The place after which a page begins, as a text that tells nobody to rely on it. */
function formatToken(after: Place): string {
  return Buffer.from(JSON.stringify({ kind: 'client', after })).toString('base64');
}

function parseToken(token: unknown): Place | null {
  if (typeof token !== 'string') return null;
  try {
    const { kind, after } = JSON.parse(Buffer.from(token, 'base64').toString()) as Record<
      string,
      Partial<Place> | string
    >;
    if (kind !== 'client' || typeof after !== 'object') return null;
    return typeof after.at === 'string' && typeof after.id === 'string' ? { at: after.at, id: after.id } : null;
  } catch {
    return null;
  }
}
