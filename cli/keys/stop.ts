import type { StoredClient } from '../../contract/stored/client.ts';
import { changeClient, hasExpired, keyIdOf, revokeClient } from '../../store/clients/clients.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { CommandError } from '../command.ts';
import { endSubscriptions } from './end-subscriptions.ts';
import { readSubject, type Subject, untilNoneIsLeft, withMade } from './find-keys.ts';
import { deadline, type KeysAction, type KeysRequest } from './request.ts';

/** Shuts keys out for good. */
export const revoke: KeysAction = async (request) => {
  const { clients, surroundings } = request;
  const keys = await readWithMade(request);
  const isLeft = ({ state }: StoredClient): boolean => state !== 'revoked';
  const revoked = await untilNoneIsLeft(keys, isLeft, ({ keyHash }) => revokeClient(clients, keyHash, deadline()));
  surroundings.tell(revoked === 0 ? 'It was revoked before.' : `Revoked ${countKeys(revoked)}: dead within a minute.`);
  await endSubscriptions(request, await keys.find());
  await tellOfMade(request, keys);
  return 0;
};

/** Shuts keys out until they are resumed. */
export const suspend: KeysAction = async (request) => {
  const { clients, subject, surroundings } = request;
  const keys = await readWithMade(request);
  requireLiving(await keys.find());
  // What a client has suspended through the API is the command line's from now on: the API does not resume it.
  const isLeft = ({ state, suspendedBy }: StoredClient): boolean =>
    state === 'active' || (state === 'suspended' && suspendedBy !== undefined);
  const suspended = await untilNoneIsLeft(keys, isLeft, changeState(clients, 'suspended'));
  surroundings.tell(
    suspended === 0
      ? 'It was suspended before.'
      : `Suspended ${countKeys(suspended)}: shut out within a minute, until keys resume ${subject}.`,
  );
  await endSubscriptions(request, await keys.find());
  await tellOfMade(request, keys);
  return 0;
};

/** Lets suspended keys in again. */
export const resume: KeysAction = async ({ clients, subject, surroundings }) => {
  const keys = await readSubject(clients, subject, surroundings);
  requireLiving(await keys.find());
  const isSuspended = ({ state }: StoredClient): boolean => state === 'suspended';
  const resumed = await untilNoneIsLeft(keys, isSuspended, changeState(clients, 'active'));
  surroundings.tell(
    resumed === 0 ? 'It is not suspended.' : `Resumed ${countKeys(resumed)}: let in again within half a minute.`,
  );
  return 0;
};

async function readWithMade({ clients, options, subject, surroundings }: KeysRequest): Promise<Subject> {
  const keys = await readSubject(clients, subject, surroundings);
  return options.made ? withMade(clients, keys) : keys;
}

/** Whoever stops a key that was stolen is to know what the thief may have made of it. */
async function tellOfMade({ clients, subject, surroundings }: KeysRequest, keys: Subject): Promise<void> {
  const stopped = new Set((await keys.find()).map(({ keyHash }) => keyHash));
  const made = (await withMade(clients, keys).find()).filter(
    (key) => !stopped.has(key.keyHash) && key.state === 'active' && !hasExpired(key, Date.now()),
  );
  if (made.length === 0) return;
  surroundings.tell(
    `It has made ${countKeys(made.length)} through the API that ${made.length === 1 ? 'is' : 'are'} still let in: ` +
      `${made.map(keyIdOf).join(', ')}. Repeat the command with --made to stop what ${subject} has made.`,
  );
}

function changeState(clients: Table, state: 'active' | 'suspended'): (key: StoredClient) => Promise<boolean> {
  return (key) => changeClient(clients, key, { state, suspendedBy: undefined }, deadline());
}

function requireLiving(keys: readonly StoredClient[]): void {
  if (keys.every(({ state }) => state === 'revoked')) throw new CommandError('It is revoked, and stays so.');
}

function countKeys(count: number): string {
  return count === 1 ? 'one key' : `${count} keys`;
}
