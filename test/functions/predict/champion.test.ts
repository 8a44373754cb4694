import type { StoredVersion } from '../../../contract/stored/models.ts';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Source, followChampion } from '../../../functions/predict/champion.ts';
import { ModelRefused } from '../../../artifacts/open.ts';
import { loadRegistered } from '../../../functions/registered-model.ts';
import { ObjectRefused, openBucket } from '../../../store/s3/bucket.ts';
import { putVersion } from '../../../store/models/models.ts';
import { appendPromotion, newestPromotion, planPromotion } from '../../../store/models/promotions.ts';
import { type Dynamo, THROTTLED, fakeClock, startDynamo } from '../../store/dynamo.ts';
import { type Registry, registerOldFormat, registerVersion, startRegistry } from '../registry.ts';
import { fakeModel } from './fake-model.ts';

let registry: Registry;
let dynamo: Dynamo;
let one: StoredVersion;
let other: StoredVersion;
let troubles: unknown[];
let clock: ReturnType<typeof fakeClock>;
beforeAll(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  one = await registerVersion(registry, `v-${ulid()}`);
  other = await registerVersion(registry, `v-${ulid()}`);
});
afterAll(() => registry.close());
beforeEach(async () => {
  dynamo = await startDynamo();
  clock = fakeClock();
  troubles = [];
  for (const version of [one, other]) await putVersion(dynamo.models(), version, Date.now() + 10_000);
  dynamo.operations.length = 0;
});
afterEach(() => dynamo.close());

const sourceOf = (changes: Partial<Source> = {}): Source => ({
  models: dynamo.models(clock),
  loadStarter: () => Promise.resolve(fakeModel('starter')),
  loadVersion: (version) => loadRegistered(registry.bucket, version, AbortSignal.timeout(10_000)),
  onTrouble: (error) => troubles.push(error),
  ...changes,
});
async function promote(to: string) {
  const newest = await newestPromotion(dynamo.models(), Date.now() + 10_000);
  const move = { promotionKind: 'PROMOTE', to, by: 'o', at: '', reason: '', moveId: ulid() } as const;
  await appendPromotion(dynamo.models(), planPromotion(newest, newest?.to ?? 'starter', move), Date.now() + 10_000);
  dynamo.operations.length = 0;
}
/** The version that answers once a look that is under way has ended: `wanted` as soon as it does, else after a while. */
async function versionAfterLook(follower: Awaited<ReturnType<typeof followChampion>>, wanted?: string) {
  const serve = async () => (await follower.serve()).version;
  const before = await serve();
  await expect.poll(() => dynamo.operations.length).toBeGreaterThan(0);
  const isDifferent = wanted !== undefined && wanted !== before;
  const patience = isDifferent ? { timeout: 10_000, interval: 10 } : { timeout: 300, interval: 300 };
  await vi.waitUntil(async () => isDifferent && (await serve()) === wanted, patience).catch(() => undefined);
  return serve();
}
/** A version whose graph was exchanged after it had been registered. */
async function registerAltered(id: string) {
  const key = `models/${id}/model.onnx`;
  const put = new PutObjectCommand({ Bucket: 'models', Key: key, Body: 'altered' });
  const { VersionId: versionId = '' } = await registry.bucket.s3.send(put);
  const files = { ...one.files, 'model.onnx': { ...one.files['model.onnx'], key, versionId, bytes: 7 } };
  await dynamo
    .models()
    .dynamo.send(new PutCommand({ TableName: 'Models', Item: { ...one, kind: 'version', id, files } }));
}

describe('a function that starts', () => {
  it('serves the starter version where nothing was promoted, without a warning', async () => {
    const follower = await followChampion(sourceOf());
    const model = await follower.serve();
    expect(model.version).toBe('starter');
    expect((await model.classify([{ winery: 'Nowhere' }]))[0]?.warnings).toEqual([]);
  });

  it('serves the champion, by exactly the files that were registered', async () => {
    await promote(one.id);
    const model = await (await followChampion(sourceOf())).serve();
    expect(model.version).toBe(one.id);
    const [answer] = await model.classify([{ description: 'brooding blackcurrants, cedarwood' }]);
    expect(answer?.variety.ranking[0]?.name).toBe('Bruno Nero');
  });

  it('serves the starter version where that is the champion again', async () => {
    await promote(one.id);
    await promote('starter');
    expect((await (await followChampion(sourceOf())).serve()).version).toBe('starter');
    expect(troubles).toEqual([]);
  });

  it.each(['DynamoDB', 'S3', 'an altered file'])(
    'R4: serves the starter version with a warning for trouble with %s',
    async (trouble) => {
      if (trouble === 'an altered file') await registerAltered('v-altered');
      await promote(trouble === 'an altered file' ? 'v-altered' : one.id);
      if (trouble === 'DynamoDB') dynamo.faults.current = () => THROTTLED;
      const nowhere = openBucket('models', { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', maxAttempts: 1 });
      const loadVersion: Source['loadVersion'] = (version) =>
        loadRegistered(trouble === 'S3' ? nowhere : registry.bucket, version, AbortSignal.timeout(10_000));
      const model = await (await followChampion(sourceOf({ loadVersion }))).serve();
      expect(model.version).toBe('starter');
      expect((await model.classify([{ winery: 'Nowhere' }]))[0]?.warnings).toEqual([
        expect.stringContaining('the starter version answered instead'),
      ]);
      expect(troubles).toHaveLength(1);
    },
  );

  it('says to train again where the champion has files that this release does not read', async () => {
    const outdated = await registerOldFormat({ ...registry, dynamo }, 'v-outdated');
    await promote(outdated.id);
    const follower = await followChampion(sourceOf());
    const [answer] = await (await follower.serve()).classify([{ winery: 'Nowhere' }]);
    expect(answer?.warnings).toEqual([expect.stringContaining('the starter version answered instead: train again')]);
    clock.advance(10_000);
    expect(await versionAfterLook(follower, 'starter')).toBe('starter');
    await promote(one.id);
    clock.advance(10_000);
    expect(await versionAfterLook(follower, one.id)).toBe(one.id);
  });

  it('R4: goes over to the champion as soon as the trouble is over', async () => {
    await promote(one.id);
    dynamo.faults.current = () => THROTTLED;
    const follower = await followChampion(sourceOf());
    dynamo.faults.current = undefined;
    clock.advance(10_000);
    expect(await versionAfterLook(follower, one.id)).toBe(one.id);
  });

  it('refuses to serve where not even the starter version loads', async () => {
    const loadStarter = () => Promise.reject(new ModelRefused('The model is not served.'));
    await expect((await followChampion(sourceOf({ loadStarter }))).serve()).rejects.toThrow(ModelRefused);
  });
});

describe('a warm function', () => {
  it('does not ask the registry again within 10 s, however many requests it answers', async () => {
    const follower = await followChampion(sourceOf());
    await promote(one.id);
    clock.advance(9_999);
    for (let n = 0; n < 100; n++) expect((await follower.serve()).version).toBe('starter');
    expect(dynamo.operations).toEqual([]);
  });

  it('R9: follows a promotion and a rollback, and answers with the earlier version until it has loaded', async () => {
    const follower = await followChampion(sourceOf());
    await promote(one.id);
    clock.advance(10_000);
    expect((await follower.serve()).version).toBe('starter');
    expect(await versionAfterLook(follower, one.id)).toBe(one.id);
    await promote('starter');
    clock.advance(10_000);
    expect(await versionAfterLook(follower, 'starter')).toBe('starter');
    expect(troubles).toEqual([]);
  });

  it('looks before it answers where it was idle for so long that it may have missed a promotion', async () => {
    const source = sourceOf();
    // Its time passes by itself.
    const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 5_000));
    const follower = await followChampion({ ...source, models: { ...source.models, clock: { ...clock, wait } } });
    await promote(one.id);
    clock.advance(30_000);
    expect((await follower.serve()).version).toBe(one.id);
  });

  it('R5: refuses an altered version once, goes on with the one before, and follows the next', async () => {
    const follower = await followChampion(sourceOf());
    await registerAltered('v-altered');
    await promote('v-altered');
    for (let n = 0; n < 3; n++) {
      clock.advance(10_000);
      expect(await versionAfterLook(follower, 'starter')).toBe('starter');
    }
    expect(troubles).toEqual([expect.any(ModelRefused)]);
    expect((troubles[0] as Error).message).toContain('because of model.onnx: its SHA-256');
    await promote(other.id);
    clock.advance(10_000);
    expect(await versionAfterLook(follower, other.id)).toBe(other.id);
  });

  it('R4: goes on while the registry does not answer', async () => {
    await promote(one.id);
    const follower = await followChampion(sourceOf());
    dynamo.faults.current = () => THROTTLED;
    clock.advance(60_000);
    expect((await follower.serve()).version).toBe(one.id);
    expect(await versionAfterLook(follower, one.id)).toBe(one.id);
  });
});

describe('what S3 answers once', () => {
  const altered = new ModelRefused('The model is not served.', { cause: new ObjectRefused('its SHA-256 is another') });
  const denied = new ModelRefused('The model is not served.', {
    cause: Object.assign(new Error(), { $fault: 'client' }),
  });
  /** Refuses the first load, and loads from then on. */
  const refusingOnce = (refusal: ModelRefused): Source => {
    let loads = 0;
    const load = (version: StoredVersion) => loadRegistered(registry.bucket, version, AbortSignal.timeout(10_000));
    return sourceOf({ loadVersion: (version) => (loads++ === 0 ? Promise.reject(refusal) : load(version)) });
  };
  const warningsOf = async (follower: Awaited<ReturnType<typeof followChampion>>) =>
    (await (await follower.serve()).classify([{ description: 'brooding blackcurrants, cedarwood' }]))[0]?.warnings;

  it.each([
    ['an altered file', altered],
    ['403', denied],
  ])('R5: %s: a warm function says so in its answers, and follows half a minute later', async (_, refusal) => {
    const follower = await followChampion(refusingOnce(refusal));
    await promote(one.id);
    clock.advance(10_000);
    expect(await versionAfterLook(follower, 'starter')).toBe('starter');
    expect(await warningsOf(follower)).toEqual([expect.stringContaining('The champion could not be loaded')]);
    clock.advance(30_000);
    expect(await versionAfterLook(follower, one.id)).toBe(one.id);
    expect(await warningsOf(follower)).toEqual([]);
  });

  it.each([
    ['an altered file', altered],
    ['403', denied],
  ])('R5: %s: a cold function serves the starter, says so, and follows at the next look', async (_, refusal) => {
    await promote(one.id);
    const follower = await followChampion(refusingOnce(refusal));
    expect((await follower.serve()).version).toBe('starter');
    expect(await warningsOf(follower)).toEqual([expect.stringContaining('the starter version answered instead')]);
    clock.advance(10_000);
    expect(await versionAfterLook(follower, one.id)).toBe(one.id);
    expect(await warningsOf(follower)).toEqual([]);
  });

  it('R5: refused again and again it is tried less and less often, and every refusal is told', async () => {
    let loads = 0;
    const loadVersion = () => {
      loads += 1;
      return Promise.reject(altered);
    };
    const source = sourceOf({ loadVersion });
    // Whoever was idle for so long waits for the look, so that it has ended when the answer comes.
    const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 10_000));
    const follower = await followChampion({ ...source, models: { ...source.models, clock: { ...clock, wait } } });
    await promote(one.id);
    const loadsAfter: number[] = [];
    for (let minutes = 0; minutes < 30; minutes++) {
      clock.advance(60_000);
      await follower.serve();
      loadsAfter.push(loads);
    }
    expect(loadsAfter.slice(0, 4)).toEqual([1, 2, 3, 3]);
    expect(loads).toBeLessThan(11);
    expect(troubles).toHaveLength(loads);
  });

  it('R5: a rollback to the version that is served takes the warning away without a load', async () => {
    const follower = await followChampion(refusingOnce(altered));
    await promote(one.id);
    clock.advance(10_000);
    await versionAfterLook(follower);
    await promote('starter');
    clock.advance(10_000);
    expect(await versionAfterLook(follower, 'starter')).toBe('starter');
    expect(await warningsOf(follower)).toEqual([]);
  });
});

it('R9: a function follows although the clock was put back by an hour', async () => {
  const follower = await followChampion(sourceOf());
  await promote(one.id);
  clock.set(-3_600_000);
  clock.advance(10_000);
  expect(await versionAfterLook(follower, one.id)).toBe(one.id);
});
