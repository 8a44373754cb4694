import type { Context } from '@aws-appsync/utils';
import type { TrainingRun } from '../generated/schema.ts';

// The steps: claimTraining, then launchTraining. Each of them has an answer for what may go wrong with it.

export function request(): object {
  return {};
}

export function response(ctx: Context<object, object, { result: TrainingRun }>): TrainingRun {
  return ctx.prev.result;
}
