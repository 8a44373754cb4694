import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { MutationStartTrainingArgs, TrainingRun } from '../../generated/schema.ts';
import { askModels, readAnswer } from '../models/models-function.ts';

/** Takes the lease, so that one training runs at a time, and writes the run; the step's result is the run. */
export function request(ctx: Context<MutationStartTrainingArgs>): LambdaRequest {
  return askModels(ctx, 'startTraining');
}

export function response(ctx: Context<MutationStartTrainingArgs>): TrainingRun {
  return readAnswer(ctx) as TrainingRun;
}
