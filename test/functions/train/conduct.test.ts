import { TrainingFailed } from '../../../artifacts/training-failed.ts';
import type { TrainEvent } from '../../../contract/invocations.ts';
import type { StoredRun } from '../../../contract/stored/models.ts';
import { gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Wine } from '../../../contract/wine.ts';
import { answerPayload } from '../../../functions/models/answer.ts';
import { conductRun } from '../../../functions/train/conduct.ts';
import { openRegistered } from '../../../functions/registered-model.ts';
import { type MakeVersion, type TrainOutcome } from '../../../functions/train/job.ts';
import { makeVersion } from '../../../functions/train/make-version.ts';
import type { Dependencies } from '../../../functions/train/dependencies.ts';
import { LEASE_MS, takeLease } from '../../../store/models/lease.ts';
import { findVersion, listVersions } from '../../../store/models/models.ts';
import { appendPromotion, newestPromotion, planPromotion, planRollback } from '../../../store/models/promotions.ts';
import { findRun, writeRun } from '../../../store/models/runs.ts';
import { fakeClock, startDynamo, type Dynamo } from '../../store/dynamo.ts';
import { type Registry, inventUnsure, registerOldFormat, registerVersion, startRegistry } from '../registry.ts';

let registry: Registry;
/** Its starter version has learnt all there is. */
let learned: Registry;
let dynamo: Dynamo;
let published: { field: string; run: StoredRun }[];
const later = () => Date.now() + 10_000;

beforeAll(async () => {
  registry = await startRegistry({ isIgnorant: true });
  learned = await startRegistry({ exampleCount: 800, isSure: true });
});
afterAll(async () => {
  await registry.close();
  await learned.close();
});
beforeEach(async () => {
  dynamo = await startDynamo();
  published = [];
  for (const [name, value] of Object.entries(registry.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await dynamo.close();
  const { Contents = [] } = await listDatasets();
  for (const { Key } of Contents) await removeObject(Key ?? '');
});

const make: MakeVersion = (job, tell) => makeVersion(job, tell);
function dependenciesOf(changes: Partial<Dependencies> = {}): Dependencies {
  return {
    models: dynamo.models(),
    predictions: dynamo.predictions(),
    bucket: registry.bucket,
    starterVersion: registry.starter.version,
    starterFolder: registry.starterFolder,
    datasetFile: registry.datasetFile,
    code: 'code',
    make,
    publish: (field, run) => {
      published.push({ field, run });
      return Promise.resolve();
    },
    newId: ulid,
    onTrouble: () => undefined,
    ...changes,
  };
}
const conduct = (
  dependencies = dependenciesOf(),
  event: TrainEvent = { source: 'schedule' },
  signal = new AbortController().signal,
) => conductRun(dependencies, event, signal);
const start = (dependencies = dependenciesOf()) => {
  const tryVersion = () => Promise.resolve();
  const registryParts = { ...dependencies, traffic: registry.dynamo.traffic(), starter: registry.starter, tryVersion };
  const request = { operation: 'startTraining', clientId: 'operator', arguments: { reason: 'new labels' } };
  return answerPayload(registryParts, request);
};
const championId = async () => (await newestPromotion(dynamo.models(), later()))?.to ?? registry.starter.version;

async function listDatasets() {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  return registry.bucket.s3.send(new ListObjectsV2Command({ Bucket: 'models', Prefix: 'datasets/' }));
}
async function removeObject(Key: string) {
  const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  await registry.bucket.s3.send(new DeleteObjectCommand({ Bucket: 'models', Key }));
}
async function putPart(name: string, Body: Uint8Array) {
  await registry.bucket.s3.send(new PutObjectCommand({ Bucket: 'models', Key: `datasets/${name}`, Body }));
}
const partOf = (count: number, seed: number) => {
  const lines = inventUnsure(count, seed).map((example) => {
    const { description, country, variety, region, winery, points, price } = example;
    const line = { description: `${description} ${seed}`, country, variety, region, winery, points, price };
    return JSON.stringify(line);
  });
  return gzipSync(lines.join('\n'));
};
/** A prediction that was labelled just now. */
async function label(wine: Wine, truth: { country?: string; variety?: string }) {
  const labelledAt = new Date().toISOString();
  const answer = { ranking: [['Merlot', 0.5]], evidence: [] };
  const prediction = { clientId: 'cellar', id: ulid(), wine, country: answer, variety: answer, modelVersion: 'v' };
  const labelled = { label: { ...truth, labelledAt }, labelMonth: labelledAt.slice(0, 7), labelledAt };
  const Item = { ...prediction, createdAt: labelledAt, ...labelled };
  await dynamo.predictions().dynamo.send(new PutCommand({ TableName: 'Predictions', Item }));
}

describe('a run', () => {
  it('with the inputs of the starter version trains nothing, and says UNCHANGED', async () => {
    const run = await conduct();
    expect(run).toMatchObject({
      status: 'UNCHANGED',
      startedBy: 'schedule',
      share: 1,
      modelVersion: null,
      examples: 500,
    });
    expect(published.at(-1)).toMatchObject({ field: 'publishTrainingCompleted', run: { status: 'UNCHANGED' } });
    expect(await findRun(dynamo.models(), run?.id ?? '', later())).toEqual(run);
    expect(await championId()).toBe(registry.starter.version);
  });

  it('with more examples registers a better version, promotes it, and is UNCHANGED the next time', async () => {
    await putPart('cellar/1.jsonl.gz', partOf(700, 2));
    const run = await conduct();
    expect(run).toMatchObject({ status: 'PROMOTED', decision: { promoted: true }, examples: 1200 });
    const version = await findVersion(dynamo.models(), run?.modelVersion ?? '', later());
    expect(version).toMatchObject({ trainedBy: run?.id, rejected: false, decision: run?.decision ?? {} });
    expect(await newestPromotion(dynamo.models(), later())).toMatchObject({
      promotionKind: 'GATE',
      by: 'gate',
      to: version?.id,
      from: registry.starter.version,
    });
    const { Body } = await registry.bucket.s3.send(
      new GetObjectCommand({ Bucket: 'models', Key: `datasets/labels/${run?.id}.jsonl.gz` }),
    );
    expect(Body).toBeDefined();
    expect(await conduct()).toMatchObject({ status: 'UNCHANGED' });
    expect(await conduct(dependenciesOf({ code: 'other code' }))).toMatchObject({ status: 'PROMOTED' });
  });

  it('learns from labels, and tells how many there were and what it left out', async () => {
    for (const { description = '', country, variety } of inventUnsure(12, 3)) {
      await label({ description }, { country: country ?? '', variety: variety ?? '' });
    }
    await label({ winery: 'Nowhere' }, { variety: 'Ebony' });
    await label({ description: 'Quite another wine.' }, { variety: 'Unheard Of' });
    const run = await conduct();
    expect(run).toMatchObject({ labels: 14, examples: 514 });
    expect(run?.refused).toEqual([
      '1 examples are left out: no note.',
      'Classes of the variety with too few examples to be learnt: Unheard Of (1).',
    ]);
  });

  it('makes no class of another spelling, nor of a name that says that nobody knows', async () => {
    const known = inventUnsure(1, 9)[0]?.variety ?? '';
    const names = ['NaN', 'null', known.toUpperCase()];
    const lines = names.flatMap((variety, kind) =>
      inventUnsure(40, 20 + kind).map(({ description }) =>
        JSON.stringify({ description: `${description} ${kind}`, country: 'none', variety }),
      ),
    );
    await putPart('a/names.jsonl.gz', gzipSync(lines.join('\n')));
    const run = await conduct();
    const version = await findVersion(dynamo.models(), run?.modelVersion ?? '', later());
    if (version === undefined) throw new Error(run?.failure ?? 'There is no version.');
    const { manifest } = await openRegistered(registry.bucket, version, AbortSignal.timeout(10_000));
    const { country, variety } = manifest.targets;
    expect(variety.classes.toSorted()).toEqual(registry.starter.targets.variety.classes.toSorted());
    expect(country.classes.toSorted()).toEqual(registry.starter.targets.country.classes.toSorted());
  });

  it('names a corrupt part of a dataset, and goes on without it', async () => {
    await putPart('a/cut.jsonl.gz', partOf(50, 4).subarray(0, 900));
    await putPart('a/wrong.jsonl.gz', gzipSync('{"description":"fine"}\nnot json\n'));
    await putPart('a/plain.jsonl.gz', Buffer.from('no gzip at all'));
    await putPart('b/sound.jsonl.gz', partOf(60, 5));
    const run = await conduct();
    expect(run?.refused.slice(0, 3)).toEqual([
      expect.stringMatching(/^datasets\/a\/cut\.jsonl\.gz is left out: it is not a valid gzip file/),
      expect.stringMatching(/^datasets\/a\/plain\.jsonl\.gz is left out: .* not a valid gzip file/),
      'datasets/a/wrong.jsonl.gz is left out: line 2 is not an example.',
    ]);
    expect(run?.examples).toBe(560);
  });

  it('holds labels back that were made up, and registers the version as rejected', async () => {
    // The variety gives the country away: hardly any of what is said of these wines can be true.
    for (const { description = '', variety = '', country } of inventUnsure(60, 6)) {
      await label({ description, variety }, { country: country === 'Ostia' ? 'Nordland' : 'Ostia' });
    }
    const { starterFolder, datasetFile } = learned;
    const run = await conduct(dependenciesOf({ starterFolder, datasetFile }));
    expect(run).toMatchObject({ status: 'REJECTED', decision: { promoted: false } });
    const plausibility = run?.decision?.checks.find(({ name }) => name === 'country label plausibility');
    expect(plausibility).toMatchObject({ passed: false });
    expect(await findVersion(dynamo.models(), run?.modelVersion ?? '', later())).toMatchObject({ rejected: true });
    expect(await championId()).toBe(registry.starter.version);
    // The very same again would be held back again.
    expect(await conduct(dependenciesOf({ starterFolder, datasetFile }))).toMatchObject({
      status: 'UNCHANGED',
      modelVersion: null,
    });
    const { versions } = await listVersions(dynamo.models(), { limit: 10, before: undefined }, later());
    expect(versions.map(({ id }) => id)).toEqual([run?.modelVersion]);
  });

  it('with the inputs of a champion that was gone back on does not bring it back', async () => {
    await putPart('cellar/1.jsonl.gz', partOf(700, 2));
    expect(await conduct()).toMatchObject({ status: 'PROMOTED' });
    const newest = await newestPromotion(dynamo.models(), later());
    const move = planRollback(newest, { by: 'o', at: '', reason: 'It is sour.', moveId: 'm' })!;
    await appendPromotion(dynamo.models(), move, later());
    expect(await conduct()).toMatchObject({ status: 'UNCHANGED' });
    expect(await championId()).toBe(registry.starter.version);
  });

  it('is compared with the starter version where the champion has files that this release does not read', async () => {
    const champion = await registerOldFormat({ ...registry, dynamo }, `v-${ulid()}`);
    const move = { promotionKind: 'PROMOTE', to: champion.id, by: 'o', at: '', reason: '', moveId: 'm' } as const;
    await appendPromotion(dynamo.models(), planPromotion(undefined, 'starter', move), later());
    await putPart('cellar/1.jsonl.gz', partOf(700, 2));
    const run = await conduct();
    expect(run).toMatchObject({ status: 'PROMOTED' });
    expect(await championId()).toBe(run?.modelVersion);
  });

  it('does not move a champion that was moved while it trained', async () => {
    await putPart('cellar/1.jsonl.gz', partOf(700, 2));
    const dependencies = dependenciesOf({
      make: async (job, tell) => {
        const outcome = await makeVersion(job, tell);
        const move = { promotionKind: 'PROMOTE', to: 'v-by-hand', by: 'o', at: '', reason: '', moveId: 'm' } as const;
        await appendPromotion(dynamo.models(), planPromotion(undefined, 'starter', move), later());
        return outcome;
      },
    });
    const run = await conduct(dependencies);
    const decision = { promoted: false, reason: expect.stringContaining('the comparison is void') as string };
    expect(run).toMatchObject({ status: 'REJECTED', decision });
    expect(await findVersion(dynamo.models(), run?.modelVersion ?? '', later())).toMatchObject({ rejected: false });
    expect(await championId()).toBe('v-by-hand');
  });
});

describe('a run that fails', () => {
  const failing = (fail: () => Promise<TrainOutcome>) => conduct(dependenciesOf({ make: fail }));

  it('R7: leaves the champion as it was, says why, publishes it, and frees the lease', async () => {
    const run = await failing(() => Promise.reject(new TrainingFailed('A choice takes two classes.')));
    expect(run).toMatchObject({ status: 'FAILED', failure: 'A choice takes two classes.', modelVersion: null });
    expect(published.at(-1)).toMatchObject({ field: 'publishTrainingCompleted', run: { status: 'FAILED' } });
    expect(await championId()).toBe(registry.starter.version);
    expect(await takeLease(dynamo.models(), 'next', later())).toEqual({ taken: true });
  });

  it('for a reason that nobody foresaw tells no details to those who read the run', async () => {
    const run = await failing(() => Promise.reject(new RangeError('secret corner')));
    expect(run?.failure).toMatch(/^Unforeseen: RangeError; the log/);
  });

  it('because time ran out says so, and does not wait for the training', async () => {
    const outOfTime = AbortSignal.abort(new TrainingFailed('The training takes longer than the function may run.'));
    const dependencies = dependenciesOf({
      make: (_, __, signal) =>
        new Promise((_resolve, reject) => {
          if (signal.aborted) reject(new Error('stopped'));
        }),
    });
    const run = await conduct(dependencies, { source: 'schedule' }, outOfTime);
    expect(run).toMatchObject({ status: 'FAILED', failure: 'The training takes longer than the function may run.' });
  });

  it('because the champion is not what was registered names the file', async () => {
    const version = await registerVersion(registry, `v-${ulid()}`);
    const altered = { ...version.files['model.onnx'], sha256: '0'.repeat(64) };
    const damaged = { ...version, kind: 'version', files: { ...version.files, 'model.onnx': altered } };
    await dynamo.models().dynamo.send(new PutCommand({ TableName: 'Models', Item: damaged }));
    const move = { promotionKind: 'PROMOTE', to: version.id, by: 'o', at: '', reason: '', moveId: 'm' } as const;
    await appendPromotion(dynamo.models(), planPromotion(undefined, 'starter', move), later());
    const run = await conduct();
    expect(run).toMatchObject({
      status: 'FAILED',
      failure: expect.stringContaining('model.onnx: its SHA-256') as string,
    });
  });

  it('R7: by being killed blocks nobody for ever: the next run ends it, tells of it, and goes on', async () => {
    const clock = fakeClock(Date.now());
    const dependencies = dependenciesOf({ models: dynamo.models(clock) });
    const begun = (await start(dependencies)) as { value: StoredRun };
    expect(await start(dependencies)).toMatchObject({ failure: { errorType: 'TrainingInProgress' } });
    expect(await conduct(dependencies)).toBeUndefined();
    clock.advance(LEASE_MS);
    expect(await conduct(dependencies)).toMatchObject({ status: 'UNCHANGED' });
    const killed = { id: begun.value.id, status: 'FAILED', failure: expect.stringContaining('60 s') as string };
    expect(await findRun(dynamo.models(), begun.value.id, later())).toMatchObject(killed);
    expect(published[0]).toMatchObject({ field: 'publishTrainingCompleted', run: killed });
  });
});

describe('a run that an operator started', () => {
  it('is taken up once, however often its event arrives', async () => {
    const { value } = (await start()) as { value: StoredRun };
    expect(value).toMatchObject({ status: 'RUNNING', startedBy: 'operator', reason: 'new labels', share: 0 });
    const event = { run: value.id };
    const twice = await Promise.all([conduct(dependenciesOf(), event), conduct(dependenciesOf(), event)]);
    expect(twice.filter(Boolean)).toMatchObject([{ id: value.id, status: 'UNCHANGED', startedBy: 'operator' }]);
    expect(await conduct(dependenciesOf(), event)).toBeUndefined();
    expect(await conduct(dependenciesOf(), { run: 'unknown' })).toBeUndefined();
  });

  it('stops when somebody else has ended it, and does not overwrite that', async () => {
    const { value } = (await start()) as { value: StoredRun };
    const dependencies = dependenciesOf({
      make: async (_job, _tell, signal) => {
        await writeRun(dynamo.models(), { ...value, status: 'FAILED', failure: 'killed' }, later());
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
      },
    });
    await conduct(dependencies, { run: value.id });
    expect(await findRun(dynamo.models(), value.id, later())).toMatchObject({ status: 'FAILED', failure: 'killed' });
  });

  it('tells how far it is, and goes on where nobody can be told', async () => {
    const troubles: string[] = [];
    const dependencies = dependenciesOf({
      make: async (_, tell) => {
        tell({ stage: 'train variety', share: 0.5 });
        while (!troubles.length) await new Promise((resolve) => setTimeout(resolve, 20));
        return { kind: 'unchanged' };
      },
      publish: () => Promise.reject(new Error('no API')),
      onTrouble: (what) => troubles.push(what),
    });
    const { value } = (await start()) as { value: StoredRun };
    expect(await conduct(dependencies, { run: value.id })).toMatchObject({
      status: 'UNCHANGED',
      stage: 'train variety',
    });
    expect(troubles[0]).toBe('An event could not be published.');
  });
});
