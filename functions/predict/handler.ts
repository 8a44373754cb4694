import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { openTable } from '../../store/table.ts';
import { internal, modelUnavailable } from '../errors.ts';
import { readSetting } from '../settings.ts';
import { type PredictAnswer, answerRequest } from './answer.ts';
import { ModelRefused, loadModel } from './model.ts';
import { report } from './report.ts';
import { parseRequest } from './request.ts';

const logger = new Logger();
const metrics = new Metrics();
const table = openTable(readSetting('PREDICTIONS_TABLE'));
// Loaded once, while the function starts, when Lambda gives it more CPU than later; a refusal is told to every call.
const model = await loadModel(new URL('./model/', import.meta.url)).catch((error: unknown) => {
  if (error instanceof ModelRefused) return error;
  throw error;
});

/** Answers Mutation.predict and Mutation.predictBatch; whatever goes wrong is answered as a failure, never thrown. */
export async function handler(payload: unknown, context: Context): Promise<PredictAnswer> {
  const startMs = performance.now();
  logger.addContext(context);
  metrics.captureColdStartMetric();
  const answer = await answerPayload(payload);
  report(metrics, answer, performance.now() - startMs);
  return answer;
}

async function answerPayload(payload: unknown): Promise<PredictAnswer> {
  try {
    const request = parseRequest(payload);
    if ('errorType' in request) return { failure: request };
    if (!(model instanceof ModelRefused)) return await answerRequest({ model, table, newId: ulid }, request);
    logger.error('No model to answer with.', model);
    return { failure: modelUnavailable() };
  } catch (error) {
    logger.error('Unforeseen.', { error });
    return { failure: internal('Something went wrong on our side: try again.') };
  }
}
