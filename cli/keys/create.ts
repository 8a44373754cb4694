import { MADE_KEY_DAYS_MAX } from '../../contract/keys.ts';
import type { StoredClient } from '../../contract/stored/client.ts';
import { changeClient, keyIdOf, revokeClient, scopesOf } from '../../store/clients/clients.ts';
import { CommandError, type Surroundings } from '../command.ts';
import { issueKey } from '../../store/clients/issue-key.ts';
import { endSubscriptions } from './end-subscriptions.ts';
import { findKeysOf, readSubject } from './find-keys.ts';
import { readExpiry, readName, readOverlap, readPartitions, readQuota, readScopes } from './options.ts';
import { partitionsReadOf } from './partitions.ts';
import { deadline, type KeysAction, type KeysRequest } from './request.ts';

const CONNECTION_SECONDS_MAX = 86_400;

/** Makes a key, of a client of its own or of one that there is. */
export const create: KeysAction = async (request) => {
  const { clients, options, surroundings } = request;
  const name = readName(options.name);
  const scopes = readScopes(options.scopes ?? 'predict,history');
  // Whoever makes keys is to be asked again, now and then, whether that is still wanted.
  const expiresAt = readExpiry(options.expires ?? (scopes.includes('keys') ? `${MADE_KEY_DAYS_MAX}d` : undefined));
  const made = { name, scopes, expiresAt, clientId: options.client, ...(await readClient(request)) };
  show(await issueKey(clients, made), surroundings);
  return 0;
};

/** A client's quotas and partitions are those of each of its keys. */
async function readClient({ clients, options }: KeysRequest) {
  const partitions = readPartitions(options.partitions ?? '1');
  const own = {
    quotaPerMinute: readQuota('quota-per-minute', options['quota-per-minute']),
    quotaPerDay: readQuota('quota-per-day', options['quota-per-day']),
    ...(partitions === 1 ? {} : { partitions }),
  };
  const { client } = options;
  if (client === undefined) return own;
  const keys = await findKeysOf(clients, client);
  const newest = keys.at(-1);
  if (newest === undefined) throw new CommandError(`There is no client ${client}. See keys list.`);
  if (newest.state === 'suspended') throw new CommandError(`${client} is suspended: keys resume ${client} first.`);
  if (options['quota-per-minute'] !== undefined || options['quota-per-day'] !== undefined) {
    throw new CommandError(`Quotas are the client's: change them by keys change ${client}.`, 2);
  }
  if (options.partitions !== undefined) {
    throw new CommandError(`Partitions are the client's: change them by keys change ${client}.`, 2);
  }
  // A key that is revoked stays as it was when the client is changed.
  const living = keys.findLast(({ state }) => state !== 'revoked') ?? newest;
  const partitionsRead = Math.max(...keys.map(partitionsReadOf));
  return { ...ofClient(living), ...(partitionsRead === 1 ? {} : { partitionsRead }) };
}

/** What every key of a client carries. */
function ofClient({ quotaPerMinute, quotaPerDay, partitions, partitionsRead }: StoredClient) {
  return { quotaPerMinute, quotaPerDay, partitions, partitionsRead };
}

function show({ key, client }: { key: string; client: StoredClient }, { print, tell }: Surroundings): void {
  print(key);
  tell(`Keep it: it is shown this once. Client ${client.clientId}, scopes ${client.scopes.join(', ')}.`);
}

/** Makes a key in place of another one, which goes on for a time. */
export const rotate: KeysAction = async (request) => {
  const { clients, options, surroundings } = request;
  const overlapSeconds = readOverlap(options.overlap ?? '7d');
  const old = await findOne(request);
  const nowSeconds = Math.floor(Date.now() / 1000);
  const lifeSeconds = (old.expiresAt ?? 0) - Math.floor(Date.parse(old.createdAt) / 1000);
  const made = await issueKey(clients, {
    clientId: old.clientId,
    name: old.name,
    scopes: scopesOf(old),
    ...ofClient(old),
    // It lasts as long as the one before was meant to.
    expiresAt: old.expiresAt === undefined ? undefined : nowSeconds + lifeSeconds,
    isRotation: true,
    ...(options.expires === undefined ? {} : { expiresAt: readExpiry(options.expires) }),
  });
  const end = Math.min(old.expiresAt ?? Infinity, nowSeconds + overlapSeconds);
  if (!(await changeClient(clients, old, { expiresAt: end, ...ofClient(old) }, deadline()))) {
    // Somebody has suspended or revoked it, or changed the client meanwhile: then no new one may come of it as it was.
    await revokeClient(clients, made.client.keyHash, deadline());
    throw new CommandError(`The key ${keyIdOf(old)} was changed at the same moment. See keys list, then repeat.`);
  }
  show(made, surroundings);
  const until = overlapSeconds === 0 ? 'is dead within a minute' : `works until ${new Date(end * 1000).toISOString()}`;
  surroundings.tell(`The old key ${keyIdOf(old)} ${until}, and with it the tokens of users that it has signed.`);
  // A connection lasts a day at most: what begins before a later end is over by then.
  if (end - nowSeconds < CONNECTION_SECONDS_MAX) await endSubscriptions(request, [old]);
  return 0;
};

async function findOne({ clients, subject, surroundings }: KeysRequest): Promise<StoredClient> {
  const { find } = await readSubject(clients, subject, surroundings);
  const keys = (await find()).filter(({ state }) => state !== 'revoked');
  const [key, ...more] = keys;
  if (key === undefined) throw new CommandError('It is revoked. Make another by keys create --client CLIENT.');
  if (key.state === 'suspended') throw new CommandError(`It is suspended: keys resume ${subject} first.`);
  if (more.length === 0) return key;
  const ids = keys.map(keyIdOf).join(', ');
  throw new CommandError(`${key.clientId} has ${keys.length} keys: say which one to replace, ${ids}.`, 2);
}
