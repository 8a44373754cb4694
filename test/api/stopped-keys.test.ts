import { describe, expect, it, onTestFinished } from 'vitest';
import { command } from '../../cli/commands/keys.ts';
import { createUserToken } from '../../packages/client/transport/user-token.ts';
import { hashKey } from '../../store/clients/clients.ts';
import { setStage } from '../cli/surroundings.ts';
import { api, canMakeKeys, connect, errorOf, makeKey, someWine } from './api.ts';
import { openRealtime } from './realtime.ts';

/** Runs `terroir keys` where the keys of these tests are; brings what it printed. */
async function keys(...args: string[]): Promise<string[]> {
  const stage = await setStage(process.env);
  onTestFinished(stage.clear);
  const { keysIn } = api;
  const place = keysIn && 'folder' in keysIn ? ['--data', keysIn.folder] : ['--outputs', keysIn?.outputs ?? ''];
  expect(await command.run([...args, ...place], { ...stage, folder: process.cwd() })).toBe(0);
  return stage.printed;
}

const idOf = async (key: string): Promise<string> => (await hashKey(key)).slice(0, 12);
const PROGRESS = 'subscription { onTrainingProgress { id } }';
const COMPLETED = 'subscription { onTrainingCompleted { id } }';

/** A connection that listens to both with a key, or a token of it. */
async function listenWith(key: string) {
  const realtime = await openRealtime(key);
  for (const query of [PROGRESS, COMPLETED])
    expect(await realtime.start(query, key)).toMatchObject({ type: 'start_ack' });
  return realtime;
}

describe.runIf(canMakeKeys)('terroir keys on the running API', () => {
  it.each(['suspend', 'revoke'])(
    'R24: %s ends what a key listens to, and lets it begin nothing more',
    async (action) => {
      const clientId = `client-stop-${action}-${Date.now()}`;
      const [key, other] = [await makeKey({ clientId }), await makeKey({ clientId })];
      const token = await createUserToken(key, { user: 'ann' });
      const stopped = [await listenWith(key), await listenWith(token)];
      const going = await openRealtime(other);
      await going.start(PROGRESS, other);
      await keys(action, await idOf(key));
      for (const realtime of stopped) {
        const ends = [await realtime.next(), await realtime.next()];
        expect(ends.map(({ type, id }) => [type, id]).sort()).toEqual([
          ['complete', '1'],
          ['complete', '2'],
        ]);
        // What the authorizer said is still kept, and lets in no subscription.
        for (const credential of [key, token]) {
          expect(await realtime.start(PROGRESS, credential)).toMatchObject({ type: 'error' });
        }
      }
      // Nothing has ended for the other key of the client: it hears of what it asks for, and of nothing before.
      expect(await going.start(COMPLETED, other)).toMatchObject({ type: 'start_ack', id: '2' });
      expect(going.heard()).toEqual([]);
    },
  );

  it('R24: resume lets a suspended key listen again', async () => {
    const key = await makeKey();
    await keys('suspend', await idOf(key));
    await keys('resume', await idOf(key));
    expect((await openRealtime(key)).first).toMatchObject({ type: 'connection_ack' });
    await listenWith(key);
  });

  it('R24: the client tells whoever reads events that its key is no longer good', async () => {
    const key = await makeKey();
    const client = await connect(key);
    const events = client.completedTrainings();
    const next = errorOf(events.next());
    // It has begun once what it asks for beside has been answered: before, there would be nothing to end.
    await listenWith(key);
    await keys('revoke', await idOf(key));
    expect(await next).toMatchObject({ errorType: 'Unauthorized' });
  });

  it('R24: a rotated client goes on with the new key, and with the old one until its time is up', async () => {
    const old = await makeKey();
    const { id } = await (await connect(old)).predict(someWine());
    const [made = ''] = await keys('rotate', await idOf(old));
    for (const key of [old, made]) expect(await (await connect(key)).prediction(id)).toMatchObject({ id });
    const ended = await makeKey();
    const [replacement = ''] = await keys('rotate', await idOf(ended), '--overlap', '0h');
    expect(await errorOf((await connect(ended)).champion())).toMatchObject({ errorType: 'Unauthorized' });
    expect(await (await connect(replacement)).champion()).toBeDefined();
    // Its users need tokens that the new key has signed.
    const user = (key: string) => createUserToken(key, { user: 'ann' });
    expect(await errorOf((await connect(await user(ended))).champion())).toMatchObject({ errorType: 'Unauthorized' });
    expect(await (await connect(await user(replacement))).champion()).toBeDefined();
  });
});
