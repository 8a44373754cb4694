import { type Context, type DynamoDBGetItemRequest, util } from '@aws-appsync/utils';
import type { StoredJob } from '../../contract/stored/job.ts';
import type { PredictionJob } from '../../generated/schema.ts';
import { clientIdOf } from '../values/caller.ts';

/** Asks for a job of the caller's own: the key holds whose it is, so that nobody reaches another's. */
export function askJob(ctx: Context<{ readonly id: string }>): DynamoDBGetItemRequest {
  const key = { clientId: clientIdOf(ctx), id: ctx.args.id };
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(key), consistentRead: true };
}

/** A job as its client may see it. */
export function describeJob(job: StoredJob): PredictionJob {
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
    failedChunks: job.failedChunks,
    cancelRequested: job.cancelRequested,
    failure: job.failure,
  };
}
