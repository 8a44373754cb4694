import { expect, it } from 'vitest';
import type { StoredClient } from '../../../contract/stored/client.ts';
import { untilNoneIsLeft } from '../../../cli/keys/find-keys.ts';

const keyOf = (keyHash: string): StoredClient => ({
  keyHash,
  clientId: 'shop',
  name: 'A shop',
  scopes: ['predict'],
  state: 'active',
  createdAt: '2026-11-28T00:00:00.000Z',
});
const isActive = ({ state }: StoredClient): boolean => state === 'active';

/** Keys of a client, to which `comes` are added one by one, each while another one is being revoked. */
function keysThatBecome(first: StoredClient[], comes: StoredClient[]) {
  const stored = [...first];
  return {
    stored,
    find: () => Promise.resolve([...stored]),
    revoke: (key: StoredClient) => {
      stored[stored.indexOf(key)] = { ...key, state: 'revoked' };
      const [more] = comes.splice(0, 1);
      if (more !== undefined) stored.push(more);
      return Promise.resolve(true);
    },
  };
}

it('R24: what is done to the keys of a client is done to one that is made meanwhile as well', async () => {
  const keys = keysThatBecome([keyOf('a')], [keyOf('b'), keyOf('c')]);
  expect(await untilNoneIsLeft(keys, isActive, keys.revoke)).toBe(3);
  expect(keys.stored.map(({ state }) => state)).toEqual(['revoked', 'revoked', 'revoked']);
});

it('gives up where somebody goes on making keys', async () => {
  const keys = keysThatBecome(
    [keyOf('a')],
    Array.from({ length: 50 }, (_, n) => keyOf(`b${n}`)),
  );
  await expect(untilNoneIsLeft(keys, isActive, keys.revoke)).rejects.toThrow('being changed by somebody else');
});
