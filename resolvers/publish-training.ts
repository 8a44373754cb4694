import type { Context, NONERequest } from '@aws-appsync/utils';
import type { TrainingRun, TrainingRunInput } from '../generated/schema.ts';
import { raiseInternal } from './values/raise.ts';

interface PublishArgs {
  readonly run: TrainingRunInput;
}

/** Passes on the run that is published: subscribers get what the mutation answers. */
export function request(ctx: Context<PublishArgs>): NONERequest {
  return { payload: ctx.args.run };
}

/** The run, as it came. */
export function response(ctx: Context<PublishArgs>): TrainingRun {
  if (ctx.error) raiseInternal('The run could not be published. Try again.', null);
  return ctx.result as TrainingRun;
}
