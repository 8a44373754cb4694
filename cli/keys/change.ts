import type { StoredClient } from '../../contract/stored/client.ts';
import { changeClient, type ClientChanges, keyIdOf } from '../../store/clients/clients.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { CommandError } from '../command.ts';
import { endSubscriptions } from './end-subscriptions.ts';
import { findKeysOf, readSubject, requireOneClient, untilNoneIsLeft } from './find-keys.ts';
import { readExpiry, readName, readPartitions, readQuota, readScopes } from './options.ts';
import { changePartitions } from './partitions.ts';
import { deadline, type KeysAction, type KeysOptions, type KeysRequest } from './request.ts';

const QUOTAS = { 'quota-per-minute': 'quotaPerMinute', 'quota-per-day': 'quotaPerDay' } as const;

/** Changes what a key, or each key of a client, is called, allows and lasts; and the client's quotas and partitions. */
export const change: KeysAction = async (request) => {
  const { clients, options, subject, surroundings } = request;
  const ofKey = readKeyChanges(options);
  const ofClient = readQuotaChanges(options);
  const partitions = options.partitions === undefined ? undefined : readPartitions(options.partitions);
  if (Object.keys({ ...ofKey, ...ofClient }).length === 0 && partitions === undefined) {
    throw new CommandError(
      'Say what to change: --name, --scopes, --expires, --quota-per-minute, --quota-per-day or --partitions.',
      2,
    );
  }
  const { find } = await readSubject(clients, subject, surroundings);
  const named = requireLiving(await find());
  await changeAll(request, named, ofKey);
  if (Object.keys(ofClient).length > 0) {
    await changeQuotas(clients, requireOneClient(named), ofClient);
  }
  if (partitions !== undefined) await changePartitions(request, requireOneClient(named), partitions);
  surroundings.tell(`Changed ${named.map(keyIdOf).join(', ')}: it counts within half a minute.`);
  // They begin again under the new end.
  if ('expiresAt' in ofKey) await endSubscriptions(request, named);
  return 0;
};

function readKeyChanges({ name, scopes, expires }: KeysOptions): ClientChanges {
  return {
    ...(name === undefined ? {} : { name: readName(name) }),
    ...(scopes === undefined ? {} : { scopes: readScopes(scopes), historyApart: true }),
    ...(expires === undefined ? {} : { expiresAt: readExpiry(expires) }),
  };
}

function readQuotaChanges(options: KeysOptions): ClientChanges {
  const given = (['quota-per-minute', 'quota-per-day'] as const).filter((option) => options[option] !== undefined);
  return Object.fromEntries(given.map((option) => [QUOTAS[option], readQuota(option, options[option])]));
}

function requireLiving(keys: readonly StoredClient[]): StoredClient[] {
  const living = keys.filter(({ state }) => state !== 'revoked');
  if (living.length === 0) throw new CommandError('It is revoked, and cannot be changed any more.');
  return living;
}

/** Every key of a client carries its quotas, also one that is made at this moment. */
async function changeQuotas(clients: Table, clientId: string, quotas: ClientChanges): Promise<void> {
  const names = Object.keys(quotas) as (keyof ClientChanges)[];
  const isLeft = (key: StoredClient): boolean =>
    key.state !== 'revoked' && names.some((name) => key[name] !== quotas[name]);
  const ofClient = { find: () => findKeysOf(clients, clientId) };
  await untilNoneIsLeft(ofClient, isLeft, (key) => changeClient(clients, key, quotas, deadline()));
}

async function changeAll(
  { clients }: KeysRequest,
  keys: readonly StoredClient[],
  changes: ClientChanges,
): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  for (const key of keys) {
    if (await changeClient(clients, key, changes, deadline())) continue;
    throw new CommandError(`The key ${keyIdOf(key)} was changed at the same moment. See keys list, then repeat.`);
  }
}
