import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { MutationPredictArgs, Prediction } from '../generated/schema.ts';
import { askPredict, raiseUnanswered, readOutcomes } from './predictions/predict-function.ts';
import { raise } from './values/raise.ts';
import { expandPrediction } from './predictions/expand-prediction.ts';

export function request(ctx: Context<MutationPredictArgs>): LambdaRequest {
  return askPredict(ctx, [ctx.args.wine]);
}

export function response(ctx: Context<MutationPredictArgs>): Prediction {
  const outcome = readOutcomes(ctx)[0];
  if (outcome?.rejection) raise(outcome.rejection);
  if (!outcome?.prediction) raiseUnanswered(ctx);
  return expandPrediction(outcome.prediction);
}
