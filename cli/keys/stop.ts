import type { StoredClient } from '../../contract/stored-client.ts';
import { changeClient, revokeClient } from '../../store/clients.ts';
import type { Table } from '../../store/table.ts';
import { CommandError } from '../command.ts';
import { endSubscriptions } from './end-subscriptions.ts';
import { readSubject, untilNoneIsLeft } from './find-keys.ts';
import { deadline, type KeysAction } from './request.ts';

/** Shuts keys out for good. */
export const revoke: KeysAction = async (request) => {
  const { clients, subject, surroundings } = request;
  const keys = await readSubject(clients, subject, surroundings);
  const isLeft = ({ state }: StoredClient): boolean => state !== 'revoked';
  const revoked = await untilNoneIsLeft(keys, isLeft, ({ keyHash }) => revokeClient(clients, keyHash, deadline()));
  surroundings.tell(revoked === 0 ? 'It was revoked before.' : `Revoked ${countKeys(revoked)}: dead within a minute.`);
  await endSubscriptions(request, await keys.find());
  return 0;
};

/** Shuts keys out until they are resumed. */
export const suspend: KeysAction = async (request) => {
  const { clients, subject, surroundings } = request;
  const keys = await readSubject(clients, subject, surroundings);
  requireLiving(await keys.find());
  const suspended = await untilNoneIsLeft(keys, isActive, changeState(clients, 'suspended'));
  surroundings.tell(
    suspended === 0
      ? 'It was suspended before.'
      : `Suspended ${countKeys(suspended)}: shut out within a minute, until keys resume ${subject}.`,
  );
  await endSubscriptions(request, await keys.find());
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

const isActive = ({ state }: StoredClient): boolean => state === 'active';

function changeState(clients: Table, state: 'active' | 'suspended'): (key: StoredClient) => Promise<boolean> {
  return (key) => changeClient(clients, key, { state }, deadline());
}

function requireLiving(keys: readonly StoredClient[]): void {
  if (keys.every(({ state }) => state === 'revoked')) throw new CommandError('It is revoked, and stays so.');
}

function countKeys(count: number): string {
  return count === 1 ? 'one key' : `${count} keys`;
}
