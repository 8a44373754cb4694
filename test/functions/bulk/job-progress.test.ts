import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { runTask } from '../../../functions/bulk/run-task.ts';
import { type JobStage, startStage } from './job-stage.ts';

let stage: JobStage;
beforeAll(async () => void (stage = await startStage()));
afterAll(() => stage.close());
beforeEach(() => void (stage.told.length = 0));

it('a job tells every two seconds that it gets on while its file is split, and soon hears that it is to end', async () => {
  const job = await stage.begin(`description\n${'plum\n'.repeat(12_000)}`);
  const splitting = { task: 'split', clientId: job.clientId, jobId: job.id, attempt: 1, chunksAtOnceMax: 40 };
  // Each chunk takes a second and a half.
  const slow = { getRemainingTimeInMillis: () => (stage.clock.advance(1_500), 900_000) };
  expect(await runTask(stage.dependencies, splitting, slow)).toMatchObject({ outcome: 'split' });
  const told = stage.told.filter(({ status }) => status === 'SPLITTING').map(({ updatedAt }) => Date.parse(updatedAt));
  expect(told.length).toBeGreaterThanOrEqual(2);
  for (const [n, ms] of told.slice(1).entries()) expect(ms - (told[n] ?? 0)).toBeLessThan(5_000);

  const other = await stage.begin(`description\n${'plum\n'.repeat(12_000)}`);
  const { publishJob } = stage.dependencies;
  stage.dependencies.publishJob = (now) => stage.change(now, { cancelRequested: true });
  const outcome = await runTask(stage.dependencies, { ...splitting, jobId: other.id }, slow);
  stage.dependencies.publishJob = publishJob;
  expect(outcome).toMatchObject({ outcome: 'more' });
  expect(await stage.answerAll(other)).toMatchObject({ status: 'CANCELLED', rows: null });
});

it.each([false, true])('a job tells within five seconds that a slow chunk gets on; recorded: %s', async (record) => {
  const job = await stage.begin(`description\n${'plum\n'.repeat(4_000)}`, { record });
  const [first, second] = (await stage.split(job)) ?? [];
  const { openVersion } = stage.dependencies;
  // Each hundred wines take a second.
  stage.dependencies.openVersion = async (id) => {
    const model = await openVersion(id);
    const classify: NonNullable<typeof model>['classify'] = (...given) => (
      stage.clock.advance(1_000),
      model!.classify(...given)
    );
    return model && { ...model, classify };
  };
  await stage.run(job, { task: 'answer', chunk: first! });
  stage.told.length = 0;
  const begunMs = stage.clock.now();
  await stage.run(job, { task: 'answer', chunk: second! });
  stage.dependencies.openVersion = openVersion;
  const toldMs = [begunMs, ...stage.told.map(({ publishedMs }) => publishedMs ?? NaN), stage.clock.now()];
  expect(stage.told.length).toBeGreaterThanOrEqual(4);
  for (const [n, ms] of toldMs.slice(1).entries()) expect(ms - toldMs[n]!).toBeLessThan(5_000);
  // As it is by then, not as it was when the chunk began.
  expect(stage.told.map(({ answered }) => answered)).toEqual(
    stage.told.map((_, n) => (n < stage.told.length - 1 ? 2_000 : 4_000)),
  );
});

it('a job tells within five seconds how far its answers are put together', async () => {
  const job = await stage.begin(`description\n${'plum\n'.repeat(36_000)}`);
  for (const chunk of (await stage.split(job)) ?? []) await stage.run(job, { task: 'answer', chunk });
  stage.told.length = 0;
  const { s3 } = stage.dependencies.files;
  const send = s3.send.bind(s3);
  s3.send = ((command: object) => {
    if (command instanceof GetObjectCommand) stage.clock.advance(250);
    return send(command as never);
  }) as typeof s3.send;
  await stage.run(job, { task: 'combine' });
  s3.send = send;
  const [begun, ...later] = stage.told;
  expect(begun).toMatchObject({ status: 'COMBINING', rowsCombined: 0 });
  expect(later.at(-1)).toMatchObject({ status: 'COMPLETED', rowsCombined: 36_000 });
  const shares = later.slice(0, -1).map(({ rowsCombined }) => rowsCombined ?? NaN);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.filter((rows) => rows > 0 && rows < 36_000).length).toBeGreaterThanOrEqual(1);
  for (const [n, { updatedAt }] of later.entries()) {
    expect(Date.parse(updatedAt) - Date.parse(stage.told[n]!.updatedAt)).toBeLessThan(5_000);
  }
});

it('a job counts nothing more once it has ended, whatever comes late', async () => {
  const job = await stage.begin(`description\n${'plum\n'.repeat(4_000)}`);
  const [first, second] = (await stage.split(job)) ?? [];
  await stage.run(job, { task: 'answer', chunk: first! });
  const { openVersion } = stage.dependencies;
  stage.dependencies.openVersion = async (id) => {
    await stage.run(job, { task: 'combine' });
    return openVersion(id);
  };
  await stage.run(job, { task: 'answer', chunk: second! });
  stage.dependencies.openVersion = openVersion;
  const ended = { status: 'COMPLETED', answered: 2_000, chunksDone: 1, failedChunks: [{ n: 1, rows: 2_000 }] };
  expect(await stage.read(job)).toMatchObject(ended);
  expect(stage.told.at(-1)).toMatchObject(ended);
});
