import type { StoredClient } from '../../contract/stored-client.ts';
import { listClients, scopesOf } from '../../store/clients.ts';
import { formatTable } from '../output/listing.ts';
import { hasExpired, keyIdOf, readSubject } from './find-keys.ts';
import { deadline, type KeysAction } from './request.ts';

const COLUMNS = ['CLIENT', 'KEY', 'NAME', 'SCOPES', 'STATE', 'PER MINUTE', 'PER DAY', 'CREATED', 'EXPIRES', 'ROTATED'];

/** Shows every key. */
export const list: KeysAction = async ({ clients, surroundings }) => {
  for (const line of tabulate(await listClients(clients, deadline()))) surroundings.print(line);
  return 0;
};

/** Shows one key, or the keys of one client. */
export const show: KeysAction = async ({ clients, subject, surroundings }) => {
  const { find } = await readSubject(clients, subject, surroundings);
  for (const line of tabulate(await find())) surroundings.print(line);
  return 0;
};

function tabulate(keys: readonly StoredClient[]): string[] {
  const rows = keys.map((key) => [
    key.clientId,
    keyIdOf(key),
    key.name,
    scopesOf(key).join(','),
    key.state === 'active' && hasExpired(key) ? 'expired' : key.state,
    String(key.quotaPerMinute ?? '–'),
    String(key.quotaPerDay ?? '–'),
    key.createdAt,
    key.expiresAt === undefined ? 'never' : new Date(key.expiresAt * 1000).toISOString(),
    lastRotation(keys, key.clientId) ?? 'never',
  ]);
  return formatTable([COLUMNS, ...rows]);
}

/** When the newest key of a client came that replaced another one. */
function lastRotation(keys: readonly StoredClient[], clientId: string): string | undefined {
  const times = keys.flatMap((key) => (key.clientId === clientId && key.rotatedAt ? [key.rotatedAt] : []));
  return times.sort().at(-1);
}
