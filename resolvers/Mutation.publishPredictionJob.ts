import type { Context, NONERequest } from '@aws-appsync/utils';
import type { MutationPublishPredictionJobArgs, PredictionJob } from '../generated/schema.ts';
import { raiseInternal } from './values/raise.ts';

/** Passes on the job that is published: its subscriber gets what the mutation answers. */
export function request(ctx: Context<MutationPublishPredictionJobArgs>): NONERequest {
  return { payload: ctx.args.job };
}

/** The job, as it came. */
export function response(ctx: Context<MutationPublishPredictionJobArgs>): PredictionJob {
  if (ctx.error) raiseInternal('The job could not be published. Try again.', null);
  return ctx.result as PredictionJob;
}
