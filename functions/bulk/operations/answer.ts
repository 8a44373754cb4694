import * as z from 'zod/mini';
import { BULK_OPERATIONS, type BulkAnswer, type BulkOperation } from '../../../contract/invocations.ts';
import { PARTITIONS_MAX } from '../../../contract/partitions.ts';
import { ofRequest } from '../../failures.ts';
import { cancelPredictionJob } from './cancel-prediction-job.ts';
import { createUpload } from './create-upload.ts';
import type { Operating } from './dependencies.ts';
import { predictFile } from './predict-file.ts';
import { predictionJobFiles } from './prediction-job-files.ts';
import { resumePredictionJob } from './resume-prediction-job.ts';

const Question = z.object({
  operation: z.enum(BULK_OPERATIONS),
  clientId: z.string().check(z.minLength(1)),
  arguments: z.record(z.string(), z.unknown()),
  requestId: z.nullish(z.string()),
  account: z.nullish(z.string().check(z.minLength(1))),
  // Numbers, should AppSync hand on as texts what the authorizer has told.
  quotaPerMinute: z.nullish(z.coerce.number()),
  quotaPerDay: z.nullish(z.coerce.number()),
  partitions: z.nullish(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(PARTITIONS_MAX))),
});

/** Who asks, and with which arguments of the GraphQL field. */
export type OperationRequest = Omit<z.output<typeof Question>, 'operation'>;

const OPERATIONS: Record<BulkOperation, (operating: Operating, request: OperationRequest) => Promise<BulkAnswer>> = {
  createUpload,
  predictFile,
  cancelPredictionJob,
  resumePredictionJob,
  predictionJobFiles,
};

/**
 * Answers what a resolver asks about uploads and jobs.
 *
 * Errors: ZodError for a payload of another shape, which no client can cause; StoreUnavailable where a table does not
 * answer in time; ExecutionRefused where Step Functions does not start what it should.
 */
export async function answerQuestion(operating: Operating, payload: unknown): Promise<BulkAnswer> {
  const { operation, ...request } = Question.parse(payload);
  const answer = await OPERATIONS[operation](operating, request);
  return answer.failure ? { failure: ofRequest(answer.failure, request.requestId ?? null) } : answer;
}
