import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../../../cli/commands/keys.ts';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import { findClient, hashKey, listClients, revokeClient } from '../../../store/clients/clients.ts';
import { type Dynamo, startDynamo } from '../../store/dynamo.ts';
import { readyMessage } from '../ready-message.ts';
import { setStage, type Stage } from '../surroundings.ts';

let dynamo: Dynamo;
let stage: Stage;
beforeAll(async () => void (dynamo = await startDynamo()));
afterAll(() => dynamo.close());
beforeEach(async () => {
  stage = await setStage();
  await mkdir(join(stage.folder, '.local'));
  await writeHostFile(join(stage.folder, '.local'), { ...readyMessage(dynamo.endpoint), key: 'unused' });
});
afterEach(() => stage.clear());

const later = (): number => Date.now() + 5_000;
const keys = (...args: string[]): Promise<number> => command.run(args, stage);
const keysOf = async (clientId: string): Promise<StoredClient[]> =>
  (await listClients(dynamo.clients(), later())).filter((client) => client.clientId === clientId);
/** How many partitions each key of a client writes to, and looks into. */
const partitionsOf = async (clientId: string): Promise<(number | undefined)[][]> =>
  (await keysOf(clientId)).map(({ partitions, partitionsRead }) => [partitions, partitionsRead]);

async function create(...options: string[]): Promise<StoredClient> {
  expect(await keys('create', '--name', 'An app', ...options)).toBe(0);
  const stored = await findClient(dynamo.clients(), await hashKey(stage.printed.pop() ?? ''), later());
  if (stored === undefined) throw new Error('No key was made.');
  return stored;
}

describe('the partitions of a client', () => {
  it('are one unless told, which is not stored, and as many as told from the first', async () => {
    const [one, four] = [await create('--partitions', '1'), await create('--partitions', '4')];
    expect(await partitionsOf(one.clientId)).toEqual([[undefined, undefined]]);
    expect(await partitionsOf(four.clientId)).toEqual([[4, undefined]]);
  });

  it('are raised in two steps: all keys look into them, the caches run out, and then all write to them', async () => {
    const { clientId } = await create();
    await create('--client', clientId);
    const waits: number[] = [];
    const wait = async (waitMs: number): Promise<void> => {
      waits.push(waitMs);
      expect(await partitionsOf(clientId)).toEqual(Array(2).fill([undefined, 4]));
      await keys('show', clientId);
    };
    expect(await command.run(['change', clientId, '--partitions', '4'], { ...stage, wait })).toBe(0);
    expect(waits).toEqual([40_000]);
    expect(await partitionsOf(clientId)).toEqual(Array(2).fill([4, 4]));
    await keys('show', clientId);
    const [header, first, , , since] = stage.printed;
    expect(header).toMatch(/ PARTITIONS$/);
    expect([first, since]).toEqual([expect.stringMatching(/ 1 of 4$/), expect.stringMatching(/ 4$/)]);
  });

  it('are raised by a repeat, where the command was cut off in between', async () => {
    const { clientId } = await create();
    const cutOff = { ...stage, wait: () => Promise.reject(new Error('Cut off.')) };
    await command.run(['change', clientId, '--partitions', '4'], cutOff).catch(String);
    expect(await partitionsOf(clientId)).toEqual([[undefined, 4]]);
    expect(await keys('change', clientId, '--partitions', '4')).toBe(0);
    expect(await partitionsOf(clientId)).toEqual([[4, 4]]);
  });

  it('may be fewer later, at once, and those that there ever were are read', async () => {
    const { clientId } = await create('--partitions', '8');
    const wait = (): Promise<void> => Promise.reject(new Error('There is nothing to wait for.'));
    expect(await command.run(['change', clientId, '--partitions', '2'], { ...stage, wait })).toBe(0);
    expect(await partitionsOf(clientId)).toEqual([[2, 8]]);
  });

  it('are those of every further key of the client, also where the newest was revoked before they were raised', async () => {
    const { clientId } = await create();
    const gone = await create('--client', clientId);
    await revokeClient(dynamo.clients(), gone.keyHash, later());
    await keys('change', clientId, '--partitions', '3');
    const { partitions, partitionsRead } = await create('--client', clientId);
    expect([partitions, partitionsRead]).toEqual([3, 3]);
    await expect(keys('create', '--name', 'x', '--client', clientId, '--partitions', '2')).rejects.toThrow(
      `Partitions are the client's: change them by keys change ${clientId}.`,
    );
  });

  it.each(['0', '9', '-1', '2.5', 'two', ''])('are never %s', async (text) => {
    await expect(keys('create', '--name', 'x', `--partitions=${text}`)).rejects.toThrow(
      `--partitions takes a number from 1 to 8; not ${text}.`,
    );
  });
});
