import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import type { BulkTask, Chunk } from '../../../contract/bulk.ts';
import type { StoredJob } from '../../../contract/stored/job.ts';
import type { Dependencies } from '../../../functions/bulk/dependencies.ts';
import { runTask, type TaskOutcome } from '../../../functions/bulk/run-task.ts';
import { createAuthority } from '../../../packages/appsync-host/iam/authority.ts';
import { startS3 } from '../../../packages/appsync-host/s3/s3.ts';
import { openBucket } from '../../../store/s3/bucket.ts';
import { listKeys, putObject, readNewest } from '../../../store/jobs/job-files.ts';
import { readJob } from '../../../store/jobs/jobs.ts';
import { systemClock } from '../../../store/dynamodb/clock.ts';
import { retryUntil } from '../../../store/dynamodb/retry.ts';
import { jobFolder, uploadKey } from '../../../store/jobs/uploads.ts';
import { fakeModel } from '../predict/fake-model.ts';
import { type FakeClock, fakeClock, startDynamo } from '../../store/dynamo.ts';

/** What the jobs of a test work with: tables and a bucket of their own, and a model that answers anything. */
export interface JobStage {
  dependencies: Dependencies;
  clock: FakeClock;
  model: ReturnType<typeof fakeModel>;
  dynamo: Awaited<ReturnType<typeof startDynamo>>;
  /** How each event stood that subscribers were told of. */
  told: StoredJob[];
  /** Puts a file, and writes a job that answers it. */
  begin: (content: string | Uint8Array, changes?: Partial<StoredJob>) => Promise<StoredJob>;
  /** Does a task, with so much time. */
  run: (job: StoredJob, task: Partial<BulkTask> & { task: BulkTask['task'] }, timeMs?: number) => Promise<TaskOutcome>;
  /** Splits the file of a job to its end; its chunks, undefined where the job has ended by it. */
  split: (job: StoredJob) => Promise<Chunk[] | undefined>;
  /** Does all that the state machine of a job asks for. */
  answerAll: (job: StoredJob) => Promise<StoredJob>;
  read: (job: StoredJob) => Promise<StoredJob>;
  /** Writes over what is stored of a job. */
  change: (job: StoredJob, changes: Partial<StoredJob>) => Promise<void>;
  /** Removes all that a job has written. */
  forget: (job: StoredJob) => Promise<void>;
  /** A prediction as it is stored. */
  stored: (key: { clientId: string; id: string }) => Promise<Record<string, unknown> | undefined>;
  /** The lines of a file beside a job. */
  lines: (job: StoredJob, name: string) => Promise<Record<string, unknown>[]>;
  /** An object of a job, whatever it is. */
  object: (job: StoredJob, name: string) => Promise<Buffer | undefined>;
  close: () => Promise<void>;
}

/** A connection that was idle may be closed just as a request goes out. */
function send<T>(request: () => Promise<T>): Promise<T> {
  return retryUntil(systemClock, Date.now() + 10_000, request);
}

export async function startStage(): Promise<JobStage> {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-'));
  const keys = { accessKeyId: 'test', secretAccessKey: 'test' };
  const buckets = [{ bucketName: 'files', isVersioned: true }];
  const s3 = await startS3({ folder, buckets, authority: createAuthority(keys) });
  const files = openBucket('files', { endpoint: s3.endpoint, region: 'us-east-1', credentials: keys, maxAttempts: 1 });
  const dynamo = await startDynamo();
  const clock = fakeClock(Date.UTC(2026, 10, 28, 12));
  const model = fakeModel('v-pinned');
  const told: StoredJob[] = [];
  const dependencies: Dependencies = {
    jobs: dynamo.jobs(clock),
    usage: dynamo.usage(clock),
    predictions: dynamo.predictions(clock),
    files,
    openVersion: (id) => Promise.resolve(id === model.version ? model : undefined),
    publishJob: (job) => {
      told.push(job);
      return Promise.resolve();
    },
    onTrouble: () => undefined,
    release: '1.2.3',
  };
  const read = async (job: StoredJob): Promise<StoredJob> => {
    const found = await readJob(dependencies.jobs, job, clock.now() + 10_000);
    if (found === undefined) throw new Error('The job is gone.');
    return found;
  };
  const run: JobStage['run'] = async (job, task, timeMs = 900_000) => {
    const { clientId, id: jobId, attempt } = await read(job);
    const about = { clientId, jobId, attempt, ...(task.task === 'split' && { chunksAtOnceMax: 40 }) };
    return runTask(dependencies, { ...about, ...task }, { getRemainingTimeInMillis: () => timeMs });
  };
  const split: JobStage['split'] = async (job) => {
    let cursor: object | null = null;
    for (;;) {
      const outcome = await run(job, { task: 'split', cursor } as never);
      if (outcome.outcome === 'ended') return undefined;
      if (outcome.outcome === 'split') {
        const bytes = await readNewest(files, outcome.chunksKey);
        return JSON.parse(String(bytes)) as Chunk[];
      }
      if (outcome.outcome !== 'more') throw new Error(`Splitting came to ${outcome.outcome}.`);
      cursor = outcome.cursor;
    }
  };
  const object: JobStage['object'] = async (job, name) =>
    readNewest(files, (await jobFolder(job.clientId, job.id)) + name);
  return {
    ...{ dependencies, clock, model, dynamo, told, run, split, read, object },
    async begin(content, changes = {}) {
      const [clientId, uploadId] = ['client-7', ulid(Math.floor(clock.now()))];
      const { versionId } = await putObject(
        files,
        await uploadKey(clientId, uploadId),
        Buffer.from(content as Uint8Array),
      );
      const job: StoredJob = {
        ...{ clientId, id: ulid(Math.floor(clock.now())), status: 'SPLITTING', uploadId, uploadVersionId: versionId },
        ...{ fileName: 'wines.csv', record: false, modelVersion: 'v-pinned', account: clientId, winesPerDayMax: null },
        ...{ requestId: null, createdAt: '2026-11-28T12:00:00.000Z', updatedAt: '2026-11-28T12:00:00.000Z' },
        ...{ endedAt: null, attempt: 1, execution: null, rows: null, chunks: null, chunksDone: 0, answered: 0 },
        ...{ refused: 0, failedChunks: [], cancelRequested: false, failure: null, files: [] },
        ...changes,
      };
      await send(() => dependencies.jobs.dynamo.send(new PutCommand({ TableName: 'Jobs', Item: job })));
      return job;
    },
    async change(job, changes) {
      const Item = { ...(await read(job)), ...changes };
      await send(() => dependencies.jobs.dynamo.send(new PutCommand({ TableName: 'Jobs', Item })));
    },
    async forget(job) {
      for await (const Key of listKeys(files, await jobFolder(job.clientId, job.id))) {
        await files.s3.send(new DeleteObjectCommand({ Bucket: 'files', Key }));
      }
    },
    async stored(Key) {
      const get = new GetCommand({ TableName: 'Predictions', Key, ConsistentRead: true });
      return (await send(() => dependencies.predictions.dynamo.send(get))).Item;
    },
    async answerAll(job) {
      const chunks = await split(job);
      if (chunks === undefined) return read(job);
      for (const chunk of chunks) await run(job, { task: 'answer', chunk });
      await run(job, { task: 'combine' });
      return read(job);
    },
    async lines(job, name) {
      const bytes = await object(job, name);
      if (bytes === undefined) throw new Error(`There is no ${name}.`);
      const text = gunzipSync(bytes).toString();
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    async close() {
      await dynamo.close();
      await s3.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
