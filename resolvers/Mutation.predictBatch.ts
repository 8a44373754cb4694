import type { Failure } from '../contract/errors.ts';
import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { BatchResult, MutationPredictBatchArgs, PredictionBatch, Rejection } from '../generated/schema.ts';
import { askPredict, raiseUnanswered, readOutcomes } from './predictions/predict-function.ts';
import { expandPrediction } from './predictions/expand-prediction.ts';

export function request(ctx: Context<MutationPredictBatchArgs>): LambdaRequest {
  return askPredict(ctx, ctx.args.wines);
}

export function response(ctx: Context<MutationPredictBatchArgs>): PredictionBatch {
  const results = readOutcomes(ctx).map((outcome, index): BatchResult => {
    if (outcome.rejection) return rejectionOf(outcome.rejection, index);
    if (!outcome.prediction) raiseUnanswered(ctx);
    return expandPrediction(outcome.prediction);
  });
  const predicted = results.filter((result) => result.__typename === 'Prediction').length;
  return { results, predicted, rejected: results.length - predicted };
}

function rejectionOf({ errorType, errorInfo, message }: Failure, index: number): Rejection {
  return { __typename: 'Rejection', index, errorType, field: errorInfo.field, message };
}
