import { describe, expect, it } from 'vitest';
import { createUserToken } from '../../packages/client/transport/user-token.ts';
import type { Client } from '../../packages/client/client.ts';
import { canMakeKeys, collect, connect, errorOf, makeKey, someWine } from './api.ts';

const SCOPES = ['predict', 'history', 'label'] as const;

/** Clients of two users of an application, and of the application itself. */
async function openShop() {
  const key = await makeKey({ scopes: SCOPES });
  const user = async (name: string): Promise<Client> =>
    connect(await createUserToken(key, { user: name, scopes: SCOPES, expiresInSeconds: 600 }));
  return { key, ann: await user('ann'), bob: await user('bob'), shop: await connect(key), user };
}

describe.runIf(canMakeKeys)('R23: users of an application', () => {
  it('see what they have asked themselves, with whichever token', async () => {
    const { ann, user } = await openShop();
    const prediction = await ann.predict(someWine());
    const again = await user('ann');
    expect(await again.prediction(prediction.id)).toEqual(prediction);
    expect(await collect(again.history())).toEqual([prediction]);
    expect((await again.label(prediction.id, { variety: 'Gamay' })).label).toMatchObject({ variety: 'Gamay' });
  });

  it('see nothing of each other, the application nothing of them, and they nothing of it', async () => {
    const { ann, bob, shop } = await openShop();
    const stranger = await connect(await makeKey({ scopes: SCOPES }));
    const all = [ann, bob, shop, stranger];
    for (const one of all) {
      const { id } = await one.predict(someWine());
      for (const other of all.filter((each) => each !== one)) {
        expect(await other.prediction(id)).toBeNull();
        expect(await errorOf(other.label(id, { variety: 'Gamay' }))).toMatchObject({ errorType: 'NotFound' });
        expect((await collect(other.history())).map((prediction) => prediction.id)).not.toContain(id);
      }
    }
  });

  it('of another application may have the same names', async () => {
    const [first, second] = [await openShop(), await openShop()];
    const { id } = await first.ann.predict(someWine());
    expect(await second.ann.prediction(id)).toBeNull();
  });

  it('may use each the same requestId for another wine', async () => {
    const { ann, bob, shop } = await openShop();
    const asked = await Promise.all([ann, bob, shop].map((one) => one.predict(someWine(), { requestId: 'crate 7' })));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(3);
    expect(await errorOf(bob.predict(someWine(), { requestId: 'crate 7' }))).toMatchObject({
      errorType: 'RequestConflict',
    });
  });
});
