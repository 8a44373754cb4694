import type { Context, NONERequest } from '@aws-appsync/utils';
import type { MutationPublishTrainingProgressArgs, TrainingRun } from '../generated/schema.ts';
import { passRun, readRun } from './models/published-run.ts';

export function request(ctx: Context<MutationPublishTrainingProgressArgs>): NONERequest {
  return passRun(ctx);
}

export function response(ctx: Context<MutationPublishTrainingProgressArgs>): TrainingRun {
  return readRun(ctx);
}
