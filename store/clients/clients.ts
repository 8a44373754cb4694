import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { KEY_ID_DIGITS, KEY_PATTERN } from '../../contract/keys.ts';
import type { Scope } from '../../contract/root-fields.ts';
import type { StoredClient } from '../../contract/stored/client.ts';
import { conditionHeld, retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** The form of every key. */
export const KEY_FORM = new RegExp(KEY_PATTERN);

/** What a key allows. One from before `history` was a scope of its own has it with `predict`. */
export function scopesOf({ scopes, historyApart }: StoredClient): readonly Scope[] {
  if (historyApart || !scopes.includes('predict') || scopes.includes('history')) return scopes;
  return [...scopes, 'history'];
}

/** SHA-256 of a whole key, `trr_…`, in hex: what is stored of it. A key has 238 random bits, so no salt is needed. */
export async function hashKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return Buffer.from(digest).toString('hex');
}

/** How people call a key: by the beginning of its SHA-256, which nobody can call the API with. */
export function keyIdOf({ keyHash }: Pick<StoredClient, 'keyHash'>): string {
  return keyHash.slice(0, KEY_ID_DIGITS);
}

/** Whether nobody is let in any more with a key at that time (epoch ms), because its own is over. */
export function hasExpired({ expiresAt }: Pick<StoredClient, 'expiresAt'>, nowMs: number): boolean {
  return expiresAt !== undefined && expiresAt * 1000 <= nowMs;
}

/**
 * The client of a key's hash, or undefined; strongly consistent, so that a key works, or stops to, at once.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function findClient(table: Table, keyHash: string, deadline: number): Promise<StoredClient | undefined> {
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    const get = new GetCommand({ TableName: table.name, Key: { keyHash }, ConsistentRead: true });
    const { Item } = await table.dynamo.send(get, { abortSignal });
    return Item as StoredClient | undefined;
  });
}

/** Stores a client, in place of one with the same key. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function putClient(table: Table, client: StoredClient, deadline: number): Promise<void> {
  await retryUntil(table.clock, deadline, (abortSignal) =>
    table.dynamo.send(new PutCommand({ TableName: table.name, Item: client }), { abortSignal }),
  );
}

/** Every client, oldest first. It reads the whole table: for people, not for requests. Errors as of the others. */
export async function listClients(table: Table, deadline: number): Promise<StoredClient[]> {
  return (await scanClients(table, Infinity, deadline)) ?? [];
}

/**
 * Every client, oldest first; undefined where that takes more than so many reads of 1 MB, some 2,000 keys each.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function scanClients(
  table: Table,
  readsMax: number,
  deadline: number,
): Promise<StoredClient[] | undefined> {
  const clients: StoredClient[] = [];
  let start: Record<string, unknown> | undefined;
  let reads = 0;
  do {
    if (reads === readsMax) return undefined;
    reads += 1;
    const page = await retryUntil(table.clock, deadline, (abortSignal) => {
      const scan = new ScanCommand({ TableName: table.name, ConsistentRead: true, ExclusiveStartKey: start });
      return table.dynamo.send(scan, { abortSignal });
    });
    clients.push(...((page.Items ?? []) as StoredClient[]));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return clients.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** Revokes a key by its hash; returns whether there is such a key. Errors: StoreUnavailable at the deadline. */
export async function revokeClient(table: Table, keyHash: string, deadline: number): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: table.name,
    Key: { keyHash },
    UpdateExpression: 'SET #state = :revoked',
    ConditionExpression: 'attribute_exists(keyHash)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':revoked': 'revoked' },
  });
  return conditionHeld(retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(update, { abortSignal })));
}

/** What may be changed of a stored client; undefined takes a value away. */
export type ClientChanges = {
  [Name in Exclude<keyof StoredClient, 'keyHash' | 'clientId' | 'createdAt' | 'userKey'>]?:
    StoredClient[Name] | undefined;
};

/**
 * Changes a key that is as it was read, in its state and in whatever is changed; returns whether it was. A change that
 * has been made already counts as made.
 *
 * Errors: StoreUnavailable at the deadline.
 */
export async function changeClient(
  table: Table,
  before: StoredClient,
  changes: ClientChanges,
  deadline: number,
): Promise<boolean> {
  const { keyHash } = before;
  const update = new UpdateCommand({ TableName: table.name, Key: { keyHash }, ...writeChanges(before, changes) });
  const held = await conditionHeld(
    retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(update, { abortSignal })),
  );
  if (held) return true;
  const now = await findClient(table, keyHash, deadline);
  return now !== undefined && isAsWished(now, { state: before.state, ...changes });
}

function isAsWished(client: StoredClient, changes: ClientChanges): boolean {
  const names = Object.keys(changes) as (keyof ClientChanges)[];
  return names.every((name) => JSON.stringify(client[name]) === JSON.stringify(changes[name]));
}

/** An update that sets, or takes away, what is changed, on the condition that it was as it is in `before`. */
function writeChanges(before: StoredClient, changes: ClientChanges) {
  const names = [...new Set(['state', ...Object.keys(changes)])] as (keyof ClientChanges)[];
  const conditions = names.map((name, at) => holdsAsIs(`#${at}`, `:before${at}`, before[name]));
  const sets = names.flatMap((name, at) => (changes[name] === undefined ? [] : [`#${at} = :after${at}`]));
  const removals = names.flatMap((name, at) => (name in changes && changes[name] === undefined ? [`#${at}`] : []));
  const values = [
    ...conditions.flatMap((one) => one.values),
    ...names.map((name, at): [string, unknown] => [`:after${at}`, changes[name]]),
  ];
  const [set, remove] = [`SET ${sets.join(', ')}`, `REMOVE ${removals.join(', ')}`];
  return {
    UpdateExpression: [...(sets.length > 0 ? [set] : []), ...(removals.length > 0 ? [remove] : [])].join(' '),
    ConditionExpression: ['attribute_exists(keyHash)', ...conditions.map(({ text }) => text)].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#${at}`, name])),
    ExpressionAttributeValues: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
  };
}

/** A condition that an attribute has a value still; a list is compared entry by entry, as every engine can. */
function holdsAsIs(name: string, place: string, value: unknown): { text: string; values: [string, unknown][] } {
  if (value === undefined) return { text: `attribute_not_exists(${name})`, values: [] };
  if (!Array.isArray(value)) return { text: `${name} = ${place}`, values: [[place, value]] };
  const entries = value.map((_, index) => `${name}[${index}] = ${place}e${index}`);
  return {
    text: [`size(${name}) = ${place}size`, ...entries].join(' AND '),
    values: [[`${place}size`, value.length], ...value.map((entry, n): [string, unknown] => [`${place}e${n}`, entry])],
  };
}
