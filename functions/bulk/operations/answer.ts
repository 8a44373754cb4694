import type { BulkAnswer, BulkOperation } from '../../../contract/invocations.ts';
import { ofRequest } from '../../failures.ts';
import { cancelPredictionJob } from './cancel-prediction-job.ts';
import { createUpload } from './create-upload.ts';
import type { Operating } from './dependencies.ts';
import { predictFile } from './predict-file.ts';
import { predictionJobFiles } from './prediction-job-files.ts';
import { type OperationRequest, Question } from './request.ts';
import { resumePredictionJob } from './resume-prediction-job.ts';

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
