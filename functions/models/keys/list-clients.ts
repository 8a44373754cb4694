import type { ModelsAnswer } from '../../../contract/invocations.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import type { Client } from '../../../generated/schema.ts';
import { readUsage } from '../../../store/clients/usage.ts';
import { type Dependencies, type KeyDependencies, PATIENCE_MS } from '../dependencies.ts';
import { formatToken, readPage } from '../page-request.ts';
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
  const asked = readPage(given, readPlace);
  if ('failure' in asked) return asked;
  const { limit, after } = asked;
  const keys = requireKeys(dependencies);
  const stored = await readAll(keys);
  if (!Array.isArray(stored)) return { failure: stored };
  const all = groupByClient(stored);
  const left = all.filter(([first]) => after === undefined || isBefore(after, placeOf(first)));
  const page = left.slice(0, limit);
  const items = await Promise.all(page.map((ofClient) => describeClient(keys, ofClient)));
  const last = page.at(-1)?.[0];
  const nextToken =
    left.length > page.length && last !== undefined ? formatToken({ kind: 'client', after: placeOf(last) }) : null;
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

function readPlace({ kind, after }: Record<string, unknown>): Place | null {
  if (kind !== 'client' || typeof after !== 'object' || after === null) return null;
  const { at, id } = after as Partial<Place>;
  return typeof at === 'string' && typeof id === 'string' ? { at, id } : null;
}
