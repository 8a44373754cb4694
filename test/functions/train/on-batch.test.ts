import { PutObjectCommand } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredDataset } from '../../../contract/stored/datasets.ts';
import type { StoredRun } from '../../../contract/stored/models.ts';
import { answerPayload } from '../../../functions/models/answer.ts';
import { settleLatest, settleRun } from '../../../functions/settle-run.ts';
import { conductRun } from '../../../functions/train/conduct.ts';
import type { Dependencies } from '../../../functions/train/dependencies.ts';
import { choosePlace, countRows, type Placing } from '../../../functions/train/place-run.ts';
import { KINDS } from '../../../contract/tables.ts';
import type { BatchJob } from '../../../store/aws/batch-jobs.ts';
import { LEASE_MS, QUEUE_LEASE_MS, readLease, takeLease } from '../../../store/models/lease.ts';
import { newestPromotion } from '../../../store/models/promotions.ts';
import { findRun } from '../../../store/models/runs.ts';
import { type Dynamo, fakeClock, startDynamo } from '../../store/dynamo.ts';
import { makeSmallArtifact, type Registry, startRegistry } from '../registry.ts';

let registry: Registry;
let artifact: Awaited<ReturnType<typeof makeSmallArtifact>>;
let dynamo: Dynamo;
let clock: ReturnType<typeof fakeClock>;
/** What AWS Batch would know, by the job's id. */
let jobs: Map<string, BatchJob & { runId: string }>;
let published: { field: string; run: StoredRun }[];

beforeAll(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  artifact = await makeSmallArtifact('v-any');
});
afterAll(() => registry.close());
beforeEach(async () => {
  dynamo = await startDynamo();
  clock = fakeClock(Date.now());
  jobs = new Map();
  published = [];
});
afterEach(() => dynamo.close());

const WAITING: Omit<BatchJob, 'status'> = {
  statusReason: '',
  reason: '',
  exitCode: undefined,
  startedMs: undefined,
  isTerminated: false,
};
const ENDED = { ...WAITING, status: 'FAILED', statusReason: 'Essential container in task exited' } as const;
const models = () => dynamo.models(clock);
const later = () => clock.now() + 10_000;
const setJob = (changes: Partial<BatchJob>) => {
  for (const [id, job] of jobs) jobs.set(id, { ...job, ...changes });
};
const onlyJob = () => [...jobs.keys()].at(-1) ?? '';

function dependenciesOf(changes: Partial<Dependencies> = {}): Dependencies {
  const decision = { promoted: true, reason: 'All checks passed.', checks: [] };
  return {
    models: models(),
    predictions: dynamo.predictions(clock),
    bucket: registry.bucket,
    starterVersion: registry.starter.version,
    starterFolder: registry.starterFolder,
    datasetFile: registry.datasetFile,
    code: 'code',
    make: ({ version }) =>
      Promise.resolve({
        kind: 'made',
        files: artifact.files,
        manifest: { ...artifact.manifest, version },
        decision,
        inputs: version,
      }),
    publish: (field, run) => {
      published.push({ field, run });
      return Promise.resolve();
    },
    jobs: {
      describe: (id) => Promise.resolve(jobs.get(id)),
      terminate: (id) => {
        setJob({ status: 'FAILED', isTerminated: jobs.has(id) });
        return Promise.resolve();
      },
    },
    newId: ulid,
    onTrouble: () => undefined,
    ...changes,
  };
}
const placing: Placing = {
  trainOn: 'batch',
  lambdaRowsMax: 1_000,
  countRows: () => Promise.resolve(200),
  submit: (runId) => {
    const id = `job-${jobs.size + 1}`;
    jobs.set(id, { ...WAITING, status: 'RUNNABLE', runId });
    return Promise.resolve(id);
  },
};
const never = new AbortController().signal;
/** The run as the function hands it over, or works on it. */
const dispatch = (run: string, parts: Partial<Placing> = {}) =>
  conductRun(dependenciesOf({ placing: { ...placing, ...parts } }), { run }, never);
const scheduled = (parts: Partial<Placing> = {}) =>
  conductRun(dependenciesOf({ placing: { ...placing, ...parts } }), { source: 'schedule' }, never);
/** What the container of that job does. */
const runContainer = (id: string, { attempt = 1, signal = never, ...changes }: ContainerWishes = {}) =>
  conductRun(dependenciesOf({ ...changes, job: { id, attempt } }), { run: jobs.get(id)?.runId ?? '' }, signal);
type ContainerWishes = Partial<Dependencies> & { attempt?: number; signal?: AbortSignal };
const start = async (given: object = {}, changes: Partial<Dependencies> = {}) => {
  const parts = { traffic: dynamo.traffic(clock), starter: registry.starter, tryVersion: () => Promise.resolve() };
  const request = { operation: 'startTraining', clientId: 'operator', arguments: { reason: 'It is time', ...given } };
  return answerPayload({ ...dependenciesOf(changes), ...parts }, request);
};
const started = async (given: object = {}) => ((await start(given)).value as StoredRun).id;

describe('where a run goes', () => {
  const choose = (changes: Partial<Placing>, wish: 'LAMBDA' | 'BATCH' | null = null) =>
    choosePlace({ ...placing, ...changes }, wish);
  const many = { countRows: () => Promise.resolve(1_001) };

  it('is what the environment says, or its starter', async () => {
    expect(await choose({ trainOn: 'lambda' })).toBe('LAMBDA');
    expect(await choose({ trainOn: 'batch' })).toBe('BATCH');
    expect(await choose({ trainOn: 'bySize' })).toBe('LAMBDA');
    expect(await choose({ trainOn: 'bySize', ...many })).toBe('BATCH');
    expect(await choose({ trainOn: 'batch' }, 'LAMBDA')).toBe('LAMBDA');
    expect(await choose({ trainOn: 'bySize' }, 'BATCH')).toBe('BATCH');
  });

  it('is nowhere where it does not fit into the function: the run fails, and names the setting', async () => {
    await expect(choose({ trainOn: 'lambda', ...many })).rejects.toThrow(
      "There are 1,001 examples, and the function takes 1,000 (lambdaRowsMax). Put trainOn: 'bySize' into",
    );
    await expect(choose({ trainOn: 'bySize', ...many }, 'LAMBDA')).rejects.toThrow('Start it on BATCH.');
    const run = await scheduled({ trainOn: 'lambda', ...many });
    expect(run).toMatchObject({ status: 'FAILED', failure: expect.stringContaining('-c trainOn=bySize') as string });
    expect(await readLease(models(), later())).toBeUndefined();
  });

  it('depends on the rows that the records of datasets tell of, but for removed ones', async () => {
    const record = { format: 1, parts: [], rows: 30, classes: { country: {}, variety: {} }, removal: null } as const;
    const removal = { by: 'operator', at: '2026-11-28T00:00:00.000Z', reason: 'Wrong' };
    const records: StoredDataset[] = [
      { ...record, name: 'kept' },
      { ...record, name: 'gone', removal },
    ];
    for (const dataset of records) {
      const Key = `datasets/.records/${dataset.name}.json`;
      const put = new PutObjectCommand({ Bucket: registry.bucket.name, Key, Body: JSON.stringify(dataset) });
      await registry.bucket.s3.send(put);
    }
    expect(await countRows(registry.bucket, dynamo.predictions(clock), 200)).toBe(230);
  });
});

describe('a run that a container trains', () => {
  it('waits in the queue with its lease, goes on in the container, and ends as any other', async () => {
    const id = await started();
    expect(await dispatch(id)).toMatchObject({ id, status: 'RUNNING', place: 'BATCH' });
    expect(await findRun(models(), id, later())).toMatchObject({ stage: 'wait for AWS Batch', place: 'BATCH' });
    expect(published.at(-1)).toMatchObject({ field: 'publishTrainingProgress', run: { place: 'BATCH' } });
    clock.advance(QUEUE_LEASE_MS - 1_000);
    expect(await start()).toMatchObject({ failure: { errorType: 'TrainingInProgress' } });
    setJob({ status: 'RUNNING', startedMs: clock.now() });
    expect(await runContainer(onlyJob())).toMatchObject({ status: 'PROMOTED', place: 'BATCH' });
    expect((await newestPromotion(models(), later()))?.to).toBe(`v-${id}`);
    expect(await readLease(models(), later())).toBeUndefined();
    expect(published.at(-1)?.field).toBe('publishTrainingCompleted');
  });

  it('is submitted once, however often its event arrives, and trained once, however often it is submitted', async () => {
    const id = await started();
    await dispatch(id);
    expect(await dispatch(id)).toBeUndefined();
    expect(jobs.size).toBe(1);
    const other = await placing.submit(id);
    let trained = 0;
    const make: Dependencies['make'] = (...asked) => {
      trained += 1;
      return dependenciesOf().make(...asked);
    };
    const [first, second] = await Promise.all([runContainer('job-1', { make }), runContainer(other, { make })]);
    expect([first, second].filter((run) => run !== undefined)).toMatchObject([{ status: 'PROMOTED' }]);
    expect(trained).toBe(1);
    expect(await runContainer(other, { make })).toBeUndefined();
  });

  it('keeps its lease however long the queue is, as long as somebody looks', async () => {
    const id = await started();
    await dispatch(id);
    for (let look = 0; look < 10; look += 1) {
      clock.advance(QUEUE_LEASE_MS - 60_000);
      expect(await settleLatest(dependenciesOf())).toEqual([]);
    }
    expect(await start()).toMatchObject({ failure: { errorType: 'TrainingInProgress' } });
    // Nobody looked for longer than the lease holds: whoever starts the next one does.
    clock.advance(QUEUE_LEASE_MS + 60_000);
    expect(await start()).toMatchObject({ failure: { errorType: 'TrainingInProgress' } });
    expect(await runContainer(onlyJob())).toMatchObject({ id, status: 'PROMOTED' });
  });

  it('fails where Batch does not take its job, and lets the next one go', async () => {
    const id = await started();
    const submit = () => Promise.reject(new Error('AWS Batch answered submitjob with status 403.'));
    expect(await dispatch(id, { submit })).toMatchObject({
      status: 'FAILED',
      failure: 'AWS Batch did not take its job; the log of the train function says more.',
    });
    expect(await dispatch(await started())).toMatchObject({ status: 'RUNNING' });
  });

  it.each([
    [{ ...ENDED, exitCode: 137, reason: 'OutOfMemoryError: Container killed' }, 'raise batchSize.memoryMb'],
    [{ ...ENDED, exitCode: 1 }, 'Its container ended with the exit code 1 before the run had.'],
    [{ ...ENDED, statusReason: 'Task failed to start' }, 'Its container could not be started.'],
    [{ ...ENDED, statusReason: 'Host EC2 (instance i-1) terminated.' }, 'AWS took away the machine of its container.'],
    [{ ...ENDED, statusReason: 'Job attempt duration exceeded timeout' }, 'Its container took longer than it may.'],
    [{ ...ENDED, isTerminated: true, statusReason: 'Enough' }, 'Somebody ended its job in AWS Batch.'],
  ] as [Partial<BatchJob>, string][])('whose job ended as %j fails with its reason', async (end, reason) => {
    const id = await started();
    await dispatch(id);
    setJob(end);
    const settled = await settleRun(dependenciesOf(), id);
    expect(settled).toMatchObject({ status: 'FAILED', failure: expect.stringContaining(reason) as string });
    expect(settled?.failure).toContain('job-1');
    expect(published.at(-2)?.field).toBe('publishTrainingCompleted');
    expect(await started()).not.toBe(id);
  });

  it('whose job nobody looked at is ended by whoever starts the next one', async () => {
    const id = await started();
    await dispatch(id);
    setJob({ ...ENDED, exitCode: 1 });
    const next = await started();
    expect(await findRun(models(), id, later())).toMatchObject({ status: 'FAILED' });
    expect(await dispatch(next)).toMatchObject({ id: next, status: 'RUNNING' });
  });

  it('is tried again by the next attempt of its job, with what was labelled by then', async () => {
    const id = await started();
    await dispatch(id);
    const lost: Dependencies['make'] = () => new Promise(() => undefined);
    setJob({ status: 'RUNNING', startedMs: clock.now() });
    void runContainer(onlyJob(), { make: lost });
    await expect.poll(async () => (await readLease(models(), later()))?.holder).toBe('batch:job-1');
    setJob({ status: 'RUNNABLE', startedMs: undefined });
    clock.advance(LEASE_MS + 1_000);
    expect(await settleLatest(dependenciesOf())).toEqual([]);
    expect(await runContainer(onlyJob(), { attempt: 2 })).toMatchObject({ id, status: 'PROMOTED' });
  });

  it('that had registered its version before it was lost is not trained again', async () => {
    const id = await started();
    await dispatch(id);
    await runContainer(onlyJob());
    const trained = await findRun(models(), id, later());
    // As if the process had been killed before it could say so.
    const silenced = { ...trained, status: 'RUNNING', modelVersion: null, decision: null, finishedAt: null };
    const Item = { ...silenced, kind: KINDS.run };
    await models().dynamo.send(new PutCommand({ TableName: models().name, Item }));
    await takeLease(models(), id, later());
    const make: Dependencies['make'] = () => Promise.reject(new Error('It is trained again.'));
    expect(await runContainer(onlyJob(), { attempt: 2, make })).toMatchObject({
      status: 'PROMOTED',
      modelVersion: `v-${id}`,
    });
  });

  it('that is silent has its job ended, so that it costs nothing more', async () => {
    const id = await started();
    await dispatch(id);
    setJob({ status: 'RUNNING', startedMs: clock.now() });
    clock.advance(6 * 60_000);
    expect(await settleRun(dependenciesOf(), id)).toMatchObject({
      status: 'FAILED',
      failure: 'Its container runs, and nothing was heard of it. AWS Batch knows more of its job job-1.',
    });
    expect(jobs.get('job-1')).toMatchObject({ isTerminated: true });
  });

  it('that is told to end says so, and gives its lease back', async () => {
    await dispatch(await started());
    const stopped = new AbortController();
    const make: Dependencies['make'] = (_, __, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        stopped.abort(new Error('told to end'));
      });
    expect(await runContainer(onlyJob(), { make, signal: stopped.signal })).toMatchObject({ status: 'FAILED' });
    expect(await readLease(models(), later())).toBeUndefined();
  });

  it('is not lost where Batch cannot be asked', async () => {
    const id = await started();
    await dispatch(id);
    const troubles: string[] = [];
    const parts = dependenciesOf({ onTrouble: (what) => troubles.push(what) });
    const mute = { ...parts, jobs: { ...parts.jobs!, describe: () => Promise.reject(new Error('mute')) } };
    expect(await settleRun(mute, id)).toMatchObject({ status: 'RUNNING' });
    expect(troubles).toEqual(['AWS Batch could not be asked for the job of a run.']);
  });

  it('cannot be wished for where there is no Batch', async () => {
    expect(await start({ on: 'BATCH' }, { jobs: undefined })).toMatchObject({
      failure: { errorType: 'InvalidInput', errorInfo: { field: 'on', rule: 'range' } },
    });
    const id = await started({ on: 'LAMBDA' });
    expect(await dispatch(id)).toMatchObject({ status: 'PROMOTED', place: 'LAMBDA' });
  });
});
