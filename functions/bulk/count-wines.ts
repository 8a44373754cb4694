import type { JobFailure, StoredJob } from '../../contract/stored/job.ts';
import { dropQuotaDay, settleQuotaDay } from '../../store/jobs/jobs.ts';
import { countJob } from '../../store/clients/usage.ts';
import { deadlineOf } from './current-job.ts';
import type { Dependencies } from './dependencies.ts';
import { quotaFailure } from './job-failures.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Counts the rows of a job against the quota of its client, once a job: first the day is settled, then they are counted
 * in the entry of that day, which names the job; whichever process goes on after either finds what is done. The reason
 * where there is no room for them.
 */
export async function countWines(
  dependencies: Dependencies,
  job: StoredJob,
  rows: number,
): Promise<JobFailure | undefined> {
  const { jobs, usage } = dependencies;
  const { account, id, winesPerDayMax } = job;
  if (winesPerDayMax === null) return undefined;
  const today = new Date(jobs.clock.now()).toISOString().slice(0, 10);
  const settled = await settleQuotaDay(jobs, job, today, deadlineOf(dependencies));
  const day = settled?.quotaDay ?? today;
  const wines = { account, day, jobId: id, wines: rows, dayWinesMax: winesPerDayMax };
  if (await countJob(usage, wines, deadlineOf(dependencies))) return undefined;
  await dropQuotaDay(jobs, job, day, deadlineOf(dependencies));
  const resetMs = Date.parse(today) + DAY_MS - jobs.clock.now();
  return quotaFailure(rows, winesPerDayMax, Math.max(1, Math.ceil(resetMs / 1000)));
}
