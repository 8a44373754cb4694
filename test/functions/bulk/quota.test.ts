import { afterAll, beforeAll, expect, it } from 'vitest';
import { addToMinute, beginMinute, countJob, readUsage } from '../../../store/clients/usage.ts';
import { type JobStage, startStage } from './job-stage.ts';

let stage: JobStage;
beforeAll(async () => void (stage = await startStage()));
afterAll(() => stage.close());

const WINES = `description\n${'plum\n'.repeat(30)}`;
const DAY = '2026-11-28';
const later = (): number => stage.clock.now() + 5_000;
const usageOf = (account: string, day = DAY) => readUsage(stage.dependencies.usage, account, day, later());

it('a job counts all rows of its file against the quota of the day, beside what predict counts', async () => {
  const account = 'counted';
  const minute = Math.floor(stage.clock.now() / 60_000);
  const increase = { account, day: DAY, minute, minuteWines: 5, dayWines: 5, minuteWinesMax: 100, dayWinesMax: 100 };
  await beginMinute(stage.dependencies.usage, increase, later());
  const job = await stage.begin(WINES, { account, winesPerDayMax: 100 });
  await stage.answerAll(job);
  expect(await addToMinute(stage.dependencies.usage, increase, later())).toMatchObject({
    dayWines: 40,
    minuteWines: 10,
  });
});

it('a job that comes before anything was counted that day does so, too', async () => {
  await stage.answerAll(await stage.begin(WINES, { account: 'first', winesPerDayMax: 30 }));
  expect(await usageOf('first')).toMatchObject({ dayWines: 30 });
});

it('a job for which there is no room ends, and says when it can go on; then it does', async () => {
  const account = 'full';
  await stage.answerAll(await stage.begin(WINES, { account, winesPerDayMax: 50 }));
  stage.clock.advance(1_000);
  const job = await stage.begin(WINES, { account, winesPerDayMax: 50 });
  const resetSeconds = 12 * 60 * 60 - 1;
  expect(await stage.answerAll(job)).toMatchObject({
    status: 'FAILED',
    answered: 0,
    failure: {
      errorType: 'QuotaExceeded',
      rule: 'quotaPerDay',
      message: `The file has 30 rows, more than are left of the quota of 50 wines a day: resume the job in ${resetSeconds} s.`,
    },
  });
  expect(await usageOf(account)).toMatchObject({ dayWines: 30 });
  stage.clock.advance(resetSeconds * 1_000);
  await stage.change(job, { status: 'SPLITTING', attempt: 2, endedAt: null, failure: null });
  expect(await stage.answerAll(job)).toMatchObject({ status: 'COMPLETED', answered: 30 });
  expect(await usageOf(account, '2026-11-29')).toMatchObject({ dayWines: 30, jobs: [job.id] });
  stage.clock.advance(-resetSeconds * 1_000 - 1_000);
});

it('a file that is larger than the quota ever allows is told so', async () => {
  const ended = await stage.answerAll(await stage.begin(WINES, { account: 'small', winesPerDayMax: 29 }));
  expect(ended.failure?.message).toBe(
    'The file has 30 rows, and the quota is 29 wines a day: put it in smaller files.',
  );
  expect(await usageOf('small')).toBeUndefined();
});

it('a job whose day is over when it is split again is not counted on the next day', async () => {
  const job = await stage.begin(WINES, { account: 'midnight', winesPerDayMax: 100 });
  await stage.split(job);
  stage.clock.advance(24 * 60 * 60 * 1000);
  await stage.split(job);
  stage.clock.advance(-24 * 60 * 60 * 1000);
  expect(await usageOf('midnight')).toMatchObject({ dayWines: 30 });
  expect(await usageOf('midnight', '2026-11-29')).toBeUndefined();
});

it('of many jobs at once as many are counted as there is room for, and each once', async () => {
  const count = (n: number) =>
    countJob(
      stage.dependencies.usage,
      { account: 'many', day: DAY, jobId: `job-${n % 10}`, wines: 10, dayWinesMax: 45 },
      later(),
    );
  const counted = await Promise.all(Array.from({ length: 30 }, (_, n) => count(n)));
  const jobs = new Set(counted.flatMap((isCounted, n) => (isCounted ? [n % 10] : [])));
  expect(jobs.size).toBe(4);
  expect(await usageOf('many')).toMatchObject({ dayWines: 40 });
});

it('a client without a quota counts nothing', async () => {
  await stage.answerAll(await stage.begin(WINES, { account: 'free' }));
  expect(await usageOf('free')).toBeUndefined();
});
