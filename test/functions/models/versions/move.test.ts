import { loadStarter } from '../../../../artifacts/starter.ts';
import type { StoredVersion } from '../../../../contract/stored/models.ts';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { answerPayload } from '../../../../functions/models/answer.ts';
import type { Dependencies } from '../../../../functions/models/dependencies.ts';
import { loadRegistered } from '../../../../functions/registered-model.ts';
import { putVersion } from '../../../../store/models/models.ts';
import { appendPromotion, newestPromotion, planPromotion } from '../../../../store/models/promotions.ts';
import { type Dynamo, startDynamo } from '../../../store/dynamo.ts';
import { type Registry, registerOldFormat, registerVersion, startRegistry } from '../../registry.ts';

let registry: Registry;
let fresh: Dynamo;
let sound: StoredVersion;
let other: StoredVersion;
beforeAll(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  sound = await registerVersion(registry, `v-${ulid()}`);
  other = await registerVersion(registry, `v-${ulid()}`, { rejected: true });
});
afterAll(() => registry.close());
beforeEach(async () => {
  fresh = await startDynamo();
  for (const version of [sound, other]) await putVersion(fresh.models(), version, Date.now() + 10_000);
});
afterEach(() => fresh.close());

function dependenciesOf(): Dependencies {
  return {
    models: fresh.models(),
    predictions: fresh.predictions(),
    traffic: fresh.traffic(),
    bucket: registry.bucket,
    starter: registry.starter,
    starterFolder: registry.starterFolder,
    tryVersion: async (version) => {
      if (version === undefined) await loadStarter(registry.starterFolder);
      else await loadRegistered(registry.bucket, version, AbortSignal.timeout(10_000));
    },
    newId: ulid,
    publish: () => Promise.resolve(),
    onTrouble: () => undefined,
  };
}
const ask = (operation: string, given: object = {}, dependencies = dependenciesOf()) =>
  answerPayload(dependencies, { operation, clientId: 'operator', arguments: given });
const promote = (id: string, dependencies = dependenciesOf()) =>
  ask('promoteModel', { id, reason: 'it is better' }, dependencies);
const rollBack = () => ask('rollbackModel', { reason: 'it is worse' });
const failure = (errorType: string, field: string | null = null) => ({
  failure: { errorType, errorInfo: { field } },
});
const championId = async () => ((await ask('champion')) as { value: { id: string } }).value.id;

describe('promoteModel', () => {
  it('makes a version the champion, and records who did it, when, from what, and why', async () => {
    expect(await promote(sound.id)).toMatchObject({ value: { id: sound.id, state: 'CHAMPION' } });
    expect(await ask('champion')).toMatchObject({ value: { id: sound.id, sha256: sound.files['model.onnx'].sha256 } });
    expect(await newestPromotion(fresh.models(), Date.now() + 10_000)).toMatchObject({
      sequence: 1,
      promotionKind: 'PROMOTE',
      from: registry.starter.version,
      to: sound.id,
      by: 'operator',
      reason: 'it is better',
      at: expect.stringMatching(/^20.*Z$/) as string,
    });
  });

  it('R8: of 50 at once, exactly one wins, and the others get PromotionConflict', async () => {
    let waiting = 0;
    let letGo: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    // All have looked at the champion before the first one moves it.
    const tryVersion = async () => {
      waiting += 1;
      if (waiting === 50) letGo?.();
      await gate;
    };
    const dependencies = { ...dependenciesOf(), tryVersion };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => promote(n % 2 ? sound.id : other.id, dependencies)),
    );
    expect(answers.filter((answer) => 'value' in answer)).toHaveLength(1);
    const lost = answers.filter((answer) => 'failure' in answer);
    for (const one of lost) expect(one).toMatchObject(failure('PromotionConflict'));
    expect((await newestPromotion(fresh.models(), Date.now() + 10_000))?.sequence).toBe(1);
  });

  it('promotes a version that the gate held back, with a reason', async () => {
    expect(await ask('modelVersion', { id: other.id })).toMatchObject({ value: { state: 'REJECTED' } });
    expect(await promote(other.id)).toMatchObject({ value: { state: 'CHAMPION' } });
  });

  it('is NotFound for an unknown version, and InvalidInput for the champion or without a reason', async () => {
    expect(await promote('v-nowhere')).toMatchObject(failure('NotFound', 'id'));
    expect(await promote(registry.starter.version)).toMatchObject(failure('InvalidInput', 'id'));
    expect(await ask('promoteModel', { id: sound.id, reason: '  ' })).toMatchObject(failure('InvalidInput', 'reason'));
    expect(await ask('promoteModel', { id: sound.id, reason: 'x'.repeat(201) })).toMatchObject(
      failure('InvalidInput', 'reason'),
    );
    expect(await championId()).toBe(registry.starter.version);
  });

  it('R5: is ModelUnavailable for a version whose files are not what was registered, and the champion stays', async () => {
    const key = `models/v-altered/model.onnx`;
    const put = new PutObjectCommand({ Bucket: 'models', Key: key, Body: 'altered' });
    const { VersionId: versionId = '' } = await registry.bucket.s3.send(put);
    const file = sound.files['model.onnx'];
    for (const [id, altered] of Object.entries({
      'v-exchanged': { ...file, key, versionId },
      'v-same-length': { ...file, key, versionId, bytes: 7 },
      'v-missing': { ...file, versionId: 'no-such-version' },
      'v-renamed': file,
    })) {
      const version = { ...sound, id, files: { ...sound.files, 'model.onnx': altered } };
      await putVersion(fresh.models(), version, Date.now() + 10_000);
      expect(await promote(id)).toMatchObject(failure('ModelUnavailable'));
    }
    expect(await championId()).toBe(registry.starter.version);
  });
});

it('a version with files that this release does not read is not promoted, and the answer says what to do', async () => {
  const outdated = await registerOldFormat({ ...registry, dynamo: fresh }, `v-${ulid()}`);
  const answer = await promote(outdated.id);
  expect(answer).toMatchObject(failure('ModelUnavailable'));
  expect(answer.failure?.message).toMatch(/because of vocabulary\.bin: .* train again/);
  expect(await championId()).toBe(registry.starter.version);
});

describe('rollbackModel', () => {
  it('goes back the way the champions came, to the starter version, and then is NotFound', async () => {
    await promote(sound.id);
    await promote(other.id);
    expect(await rollBack()).toMatchObject({ value: { id: sound.id, state: 'CHAMPION' } });
    expect(await ask('modelVersion', { id: other.id })).toMatchObject({ value: { state: 'RETIRED' } });
    expect(await rollBack()).toMatchObject({ value: { id: registry.starter.version, state: 'CHAMPION' } });
    const third = await rollBack();
    expect(third).toMatchObject(failure('NotFound'));
    expect(third.failure?.message).toBe(
      'There is no promotion left to go back on: promote the version that is to answer.',
    );
  });

  it('is NotFound where nothing was promoted', async () => {
    expect(await rollBack()).toMatchObject(failure('NotFound'));
  });
});

describe('a champion that an earlier release took away with it', () => {
  it('is named, with what to do, and a promotion leaves it behind', async () => {
    const move = { promotionKind: 'PROMOTE', to: 'starter-gone', by: 'o', at: '', reason: '', moveId: 'm' } as const;
    await appendPromotion(fresh.models(), planPromotion(undefined, sound.id, move), Date.now() + 10_000);
    const answer = await ask('champion');
    expect(answer).toMatchObject(failure('ModelUnavailable'));
    expect(answer.failure?.message).toMatch(/starter-gone.*promote that, or another version/);
    expect(await promote(registry.starter.version)).toMatchObject({ value: { state: 'CHAMPION' } });
    const back = await rollBack();
    expect(back).toMatchObject(failure('NotFound', 'id'));
    expect(back.failure?.message).toMatch(/starter-gone.*promote another one/);
    expect(await championId()).toBe(registry.starter.version);
  });
});

describe('modelVersions', () => {
  it('lists every version newest first, page by page, with what has become of it', async () => {
    await promote(sound.id);
    const pages: string[][] = [];
    let nextToken: string | null = null;
    do {
      const answer = await ask('modelVersions', { limit: 1, nextToken });
      const { value } = answer as { value: { items: { id: string; state: string }[]; nextToken: string | null } };
      pages.push(value.items.map(({ id, state }) => `${id} ${state}`));
      nextToken = value.nextToken;
    } while (nextToken !== null);
    expect(pages.flat()).toEqual([`${other.id} REJECTED`, `${sound.id} CHAMPION`]);
  });

  it.each([
    '',
    'x',
    'bnVsbA==',
    btoa('{"kind":"version","before":"../x"}'),
    btoa('{"kind":"run","before":"v-01KASX0000000000000000000R"}'),
  ])('takes no other token: %j', async (nextToken) => {
    expect(await ask('modelVersions', { nextToken })).toMatchObject(failure('InvalidInput', 'nextToken'));
  });

  it.each([0, 101, -1])('takes no limit of %d', async (limit) => {
    expect(await ask('modelVersions', { limit })).toMatchObject(failure('InvalidInput', 'limit'));
  });

  it('does not list the starter version, which can be asked for', async () => {
    const { version } = registry.starter;
    expect(await ask('modelVersion', { id: version })).toMatchObject({ value: { id: version, trainedBy: null } });
    expect(await ask('modelVersion', { id: 'nobody' })).toEqual({ value: null });
    expect(await ask('modelVersion', { id: '' })).toEqual({ value: null });
  });
});
