import type { StoredJob } from './stored/job.ts';

/** What a client sees of its job: what GraphQL's PredictionJob has, and nothing of where things lie. */
export type TellableJob = Omit<
  StoredJob,
  'clientId' | 'account' | 'winesPerDayMax' | 'uploadVersionId' | 'execution' | 'files' | 'rowsCombined'
> &
  Required<Pick<StoredJob, 'rowsCombined'>>;

/** A job as GraphQL's PredictionJob has it. */
export function describeJob(job: StoredJob): TellableJob {
  return {
    id: job.id,
    status: job.status,
    uploadId: job.uploadId,
    fileName: job.fileName,
    record: job.record,
    modelVersion: job.modelVersion,
    requestId: job.requestId,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    endedAt: job.endedAt,
    attempt: job.attempt,
    rows: job.rows,
    chunks: job.chunks,
    chunksDone: job.chunksDone,
    answered: job.answered,
    refused: job.refused,
    rowsCombined: job.rowsCombined ?? 0,
    failedChunks: job.failedChunks,
    cancelRequested: job.cancelRequested,
    failure: job.failure,
  };
}
