import type { Context, NONERequest } from '@aws-appsync/utils';
import type { TrainingRun, TrainingRunInput } from '../../generated/schema.ts';
import { raiseInternal } from '../values/raise.ts';

interface Publication {
  readonly run: TrainingRunInput;
}

/** Passes on the run that is published: subscribers get what the mutation answers. */
export function passRun(ctx: Context<Publication>): NONERequest {
  return { payload: ctx.args.run };
}

/** The run, as it came. */
export function readRun(ctx: Context<Publication>): TrainingRun {
  if (ctx.error) raiseInternal('The run could not be published. Try again.', null);
  return ctx.result as TrainingRun;
}
