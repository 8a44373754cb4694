import type { StoredClient } from '../../contract/stored/client.ts';
import { hasExpired, keyIdOf, listClients, scopesOf } from '../../store/clients/clients.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { readUsage } from '../../store/clients/usage.ts';
import { formatTable } from '../output/listing.ts';
import { readSubject } from './find-keys.ts';
import { deadline, type KeysAction } from './request.ts';

const COLUMNS = [
  ...['CLIENT', 'KEY', 'NAME', 'SCOPES', 'STATE'],
  ...['PER MINUTE', 'PER DAY', 'TODAY', 'CREATED', 'EXPIRES', 'ROTATED'],
];

/** Shows every key. */
export const list: KeysAction = async ({ clients, usage, surroundings }) => {
  for (const line of await tabulate(await listClients(clients, deadline()), usage)) surroundings.print(line);
  return 0;
};

/** Shows one key, or the keys of one client. */
export const show: KeysAction = async ({ clients, usage, subject, surroundings }) => {
  const { find } = await readSubject(clients, subject, surroundings);
  for (const line of await tabulate(await find(), usage)) surroundings.print(line);
  return 0;
};

async function tabulate(keys: readonly StoredClient[], usage: Table | null): Promise<string[]> {
  const today = usage && (await readToday(usage, keys));
  // Where the API has made none, the command line has made them all.
  const tellsMaker = keys.some(({ madeWith }) => madeWith !== undefined);
  // Few clients have any: the column is there where one of those shown has.
  const arePartitionsShown = keys.some(
    ({ partitions, partitionsRead }) => (partitions ?? partitionsRead) !== undefined,
  );
  const rows = keys.map((key) => [
    key.clientId,
    keyIdOf(key),
    key.name,
    scopesOf(key).join(','),
    key.state === 'active' && hasExpired(key, Date.now()) ? 'expired' : key.state,
    String(key.quotaPerMinute ?? '–'),
    String(key.quotaPerDay ?? '–'),
    String(today?.get(key.clientId) ?? '–'),
    key.createdAt,
    key.expiresAt === undefined ? 'never' : new Date(key.expiresAt * 1000).toISOString(),
    lastRotation(keys, key.clientId) ?? 'never',
    ...(tellsMaker ? [nameMaker(key)] : []),
    ...(arePartitionsShown ? [describePartitions(key)] : []),
  ]);
  const more = [...(tellsMaker ? ['MADE BY'] : []), ...(arePartitionsShown ? ['PARTITIONS'] : [])];
  return formatTable([[...COLUMNS, ...more], ...rows]);
}

function nameMaker({ madeBy, madeWith }: StoredClient): string {
  return madeBy === undefined || madeWith === undefined ? '–' : `${madeBy} ${keyIdOf({ keyHash: madeWith })}`;
}

/** `4`, or `2 of 4` where more are looked into than are written. */
function describePartitions({ partitions = 1, partitionsRead = partitions }: StoredClient): string {
  return partitions === partitionsRead ? String(partitions) : `${partitions} of ${partitionsRead}`;
}

/** How many wines each client has asked about today, UTC. Only what has a quota is counted. */
async function readToday(usage: Table, keys: readonly StoredClient[]): Promise<Map<string, number>> {
  const day = new Date().toISOString().slice(0, 10);
  const limited = keys.filter(({ quotaPerMinute, quotaPerDay }) => (quotaPerMinute ?? quotaPerDay) !== undefined);
  const today = new Map<string, number>();
  for (const account of new Set(limited.map(({ clientId }) => clientId))) {
    today.set(account, (await readUsage(usage, account, day, deadline()))?.dayWines ?? 0);
  }
  return today;
}

/** When the newest key of a client came that replaced another one. */
function lastRotation(keys: readonly StoredClient[], clientId: string): string | undefined {
  const times = keys.flatMap((key) => (key.clientId === clientId && key.rotatedAt ? [key.rotatedAt] : []));
  return times.sort().at(-1);
}
