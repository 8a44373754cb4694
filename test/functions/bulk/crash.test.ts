import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredJob } from '../../../contract/stored/job.ts';
import { incrementUlid } from '../../../functions/bulk/row-ids.ts';
import { readUsage } from '../../../store/clients/usage.ts';
import { type JobStage, startStage } from './job-stage.ts';

let stage: JobStage;
beforeAll(async () => void (stage = await startStage()));
afterAll(() => stage.close());

class Crash extends Error {
  override name = 'Crash';
}

/** How a process dies: before a write is done, or after it, so that it never hears of it. */
type When = 'before' | 'after';

/** Lets whoever works with the stage die at the n-th write, to a table or to the bucket, and at each one after it. */
function crashAt(n: number, when: When): { writes: () => number; mend: () => void } {
  let writes = 0;
  const { jobs, usage, predictions, files } = stage.dependencies;
  const clients = [...new Set([jobs.dynamo, usage.dynamo, predictions.dynamo]), files.s3] as {
    send: (command: object, options?: object) => Promise<unknown>;
  }[];
  const sends = clients.map((client) => client.send);
  for (const [at, client] of clients.entries()) {
    const send = sends[at]!.bind(client);
    client.send = async (command, options) => {
      if (/^(Get|Head|List|BatchGet)/.test(command.constructor.name)) return send(command, options);
      writes += 1;
      if (writes > n || (writes === n && when === 'before')) throw new Crash();
      const answer = await send(command, options);
      if (writes === n) throw new Crash();
      return answer;
    };
  }
  return { writes: () => writes, mend: () => clients.forEach((client, at) => (client.send = sends[at]!)) };
}

const WINES = `description,price\n${Array.from({ length: 303 }, (_, n) => (n % 60 === 7 ? ',1\n' : `plum ${n},2\n`)).join('')}`;
const digest = (bytes: Buffer | undefined): string =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');

/** Does a job as the state machine does, each task again and again until it is done. */
async function answerInSpite(job: StoredJob, crash: () => { mend: () => void; writes: () => number }): Promise<number> {
  let writes = 0;
  const retry = async <T>(work: () => Promise<T>): Promise<T> => {
    const dying = crash();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    } finally {
      writes += dying.writes();
      dying.mend();
    }
    return work();
  };
  const chunks = (await retry(() => stage.split(job))) ?? [];
  for (const chunk of chunks) await retry(() => stage.run(job, { task: 'answer', chunk }));
  await retry(() => stage.run(job, { task: 'combine' }));
  return writes;
}

const usageOf = (account: string) =>
  readUsage(stage.dependencies.usage, account, '2026-11-28', stage.clock.now() + 5_000);

async function resultsOf(job: StoredJob) {
  const { status, answered, refused, rows, failure } = await stage.read(job);
  const [answers, refusals] = [
    await stage.object(job, 'answers.jsonl.gz'),
    await stage.object(job, 'refused.jsonl.gz'),
  ];
  return { status, answered, refused, rows, failure, digests: [digest(answers), digest(refusals)] };
}

it('a crash between any two writes changes no byte, and counts no wine twice', { timeout: 120_000 }, async () => {
  // All jobs are called alike, so that all answers must be the same.
  const id = '01KASX0000000000000000000R';
  const begin = (n: number): Promise<StoredJob> =>
    stage.begin(WINES, { id, clientId: 'client-7', account: `account-${n}`, winesPerDayMax: 3_000 });
  const first = await begin(0);
  const writes = await answerInSpite(first, () => crashAt(Infinity, 'before'));
  const expected = await resultsOf(first);
  expect(expected).toMatchObject({ status: 'COMPLETED', rows: 303, answered: 298, refused: 5 });
  expect((await usageOf('account-0'))?.dayWines).toBe(303);
  for (const when of ['before', 'after'] as const) {
    // No single task makes more writes than that.
    for (let n = 1; n <= Math.min(writes, 6); n += 1) {
      const account = `account-${when}-${n}`;
      await stage.forget(first);
      const job = await stage.begin(WINES, { id, account, winesPerDayMax: 3_000 });
      await answerInSpite(job, () => crashAt(n, when));
      expect(await resultsOf(job)).toEqual(expected);
      expect(await usageOf(account)).toMatchObject({ dayWines: 303, jobs: [id] });
    }
  }
});

it('a repeat does not write over what was said of a prediction since', async () => {
  const job = await stage.begin(`description\n${'plum\n'.repeat(120)}`, { record: true });
  const [chunk] = (await stage.split(job)) ?? [];
  // Its predictions are recorded, and its answers are not written.
  const dying = crashAt(121, 'before');
  await expect(stage.run(job, { task: 'answer', chunk: chunk! })).rejects.toThrow();
  dying.mend();
  const label = { country: 'Chile', labelledAt: '2026-11-28T12:00:00.000Z' };
  const { predictions } = stage.dependencies;
  const Key = { clientId: job.clientId, id: incrementUlid(job.id, 7) };
  const said = { ...{ TableName: 'Predictions', Key }, UpdateExpression: 'SET label = :label' };
  await predictions.dynamo.send(new UpdateCommand({ ...said, ExpressionAttributeValues: { ':label': label } }));
  await stage.run(job, { task: 'answer', chunk: chunk! });
  await stage.run(job, { task: 'combine' });
  expect(await stage.read(job)).toMatchObject({ status: 'COMPLETED', answered: 120 });
  expect(await stage.stored(Key)).toMatchObject({ label });
  const [line] = (await stage.lines(job, 'answers.jsonl.gz')).filter(({ row }) => row === 7);
  expect(line).toMatchObject({ id: Key.id, label: null });
});
