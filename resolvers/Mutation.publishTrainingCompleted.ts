import type { Context, NONERequest } from '@aws-appsync/utils';
import type { MutationPublishTrainingCompletedArgs, TrainingRun } from '../generated/schema.ts';
import { passRun, readRun } from './models/published-run.ts';

export function request(ctx: Context<MutationPublishTrainingCompletedArgs>): NONERequest {
  return passRun(ctx);
}

export function response(ctx: Context<MutationPublishTrainingCompletedArgs>): TrainingRun {
  return readRun(ctx);
}
