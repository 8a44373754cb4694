import type { StoredPrediction } from '../contract/stored/prediction.ts';
import type { Context } from '@aws-appsync/utils';
import type { MutationLabelPredictionArgs, Prediction } from '../generated/schema.ts';
import { readTruth } from './predictions/label.ts';
import { expandPrediction } from './predictions/expand-prediction.ts';

// The steps: readPrediction, then recordLabel.

export function request(ctx: Context<MutationLabelPredictionArgs>): object {
  // What breaks a rule is refused before anything is read.
  return readTruth(ctx.args);
}

export function response(ctx: Context<object, object, { result: StoredPrediction }>): Prediction {
  return expandPrediction(ctx.prev.result);
}
