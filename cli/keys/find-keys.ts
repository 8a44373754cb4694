import type { StoredClient } from '../../contract/stored/client.ts';
import { hashKey, KEY_FORM, keyIdOf, listClients } from '../../store/clients/clients.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { CommandError, type Surroundings } from '../command.ts';
import { deadline } from './request.ts';

/** Which keys are meant: each time they are found, they are found anew. */
export interface Subject {
  /** Errors: CommandError where there is none. */
  find: () => Promise<StoredClient[]>;
}

/** The keys of a client, oldest first; none where there is no such client. */
export async function findKeysOf(clients: Table, clientId: string): Promise<StoredClient[]> {
  return (await listClients(clients, deadline())).filter((client) => client.clientId === clientId);
}

/**
 * What someone typed for a key or a client: an id of a key, a clientId, or `-` for a key on standard input.
 *
 * Errors: CommandError for a whole key, which must not be typed there, and for what is no key on standard input.
 */
export async function readSubject(clients: Table, given: string, { readStdin }: Surroundings): Promise<Subject> {
  if (KEY_FORM.test(given)) {
    throw new CommandError(
      'A key on the command line stands in the list of processes, where others on this machine can read it. ' +
        'Name it by its id, which keys list shows, or write - and give the key on standard input.',
      2,
    );
  }
  const wanted = given === '-' ? await hashTyped(await readStdin()) : given;
  const isMeant = (client: StoredClient): boolean =>
    [client.keyHash, keyIdOf(client), client.clientId].includes(wanted);
  return {
    find: async () => {
      const found = (await listClients(clients, deadline())).filter(isMeant);
      if (found.length === 0) throw new CommandError(NONE);
      return found;
    },
  };
}

const NONE = 'There is no such key or client. See keys list. Say an id of either: a name will not do.';

async function hashTyped(text: string): Promise<string> {
  const key = text.trim();
  if (KEY_FORM.test(key)) return hashKey(key);
  throw new CommandError('Standard input holds no key: give one whole key, trr_…, and nothing else.', 2);
}

/** A subject with whatever its keys have made through the API, and those in turn. Errors: as of the subject. */
export function withMade(clients: Table, { find }: Subject): Subject {
  return {
    find: async () => {
      const found = await find();
      const all = await listClients(clients, deadline());
      for (const maker of found) {
        for (const key of all) {
          const isNew = key.madeWith === maker.keyHash && !found.some(({ keyHash }) => keyHash === key.keyHash);
          if (isNew) found.push(key);
        }
      }
      return found;
    },
  };
}

/** The one client that keys are of. Errors: CommandError where they are of several. */
export function requireOneClient(keys: readonly StoredClient[]): string {
  const [clientId = '', ...more] = new Set(keys.map((key) => key.clientId));
  if (more.length === 0) return clientId;
  throw new CommandError('That names keys of several clients. Name the client.', 2);
}

/** After so many looks somebody else is at work on the same keys. */
const LOOKS_MAX = 10;

/**
 * Changes keys, and looks again: one that was made meanwhile is not forgotten. Brings how many were changed.
 *
 * Errors: CommandError where somebody else is at work on them.
 */
export async function untilNoneIsLeft(
  { find }: Subject,
  isLeft: (key: StoredClient) => boolean,
  changeKey: (key: StoredClient) => Promise<boolean>,
): Promise<number> {
  let changed = 0;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const left = (await find()).filter(isLeft);
    if (left.length === 0) return changed;
    for (const key of left) if (await changeKey(key)) changed += 1;
  }
  throw new CommandError('These keys are being changed by somebody else. See keys list, then repeat.');
}
