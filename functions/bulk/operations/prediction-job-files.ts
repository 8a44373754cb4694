import type { BulkAnswer } from '../../../contract/invocations.ts';
import { DOWNLOAD_URL_SECONDS } from '../../../contract/limits.ts';
import { JOB_FILES_DAYS } from '../../../contract/objects.ts';
import { hasEnded } from '../../../store/jobs/job-attempts.ts';
import { signGet } from '../../../store/jobs/uploads.ts';
import type { OperationRequest } from './request.ts';
import type { Operating } from './dependencies.ts';
import { readOwnJob } from './read-own-job.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The files of a job that has ended, each with an address to fetch it at. */
export async function predictionJobFiles(operating: Operating, request: OperationRequest): Promise<BulkAnswer> {
  const { files, tables } = operating;
  const job = await readOwnJob(operating, request);
  if ('errorType' in job) return { failure: job };
  const nowMs = tables.jobs.clock.now();
  const isKept = nowMs - Date.parse(job.createdAt) < JOB_FILES_DAYS * DAY_MS;
  if (!hasEnded(job) || !isKept) return { value: [] };
  const expiresAt = new Date(nowMs + DOWNLOAD_URL_SECONDS * 1000).toISOString();
  const signed = job.files.map(async ({ name, key, bytes, sha256, rows }) => {
    const { url } = await signGet(files, key, { name, seconds: DOWNLOAD_URL_SECONDS });
    return { name, bytes, sha256, rows, url, expiresAt };
  });
  return { value: await Promise.all(signed) };
}
