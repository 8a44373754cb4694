import type { Context } from '@aws-appsync/utils';
import type { ModelsAnswer } from '../../contract/invocations.ts';
import { raise, raiseIfTooLarge, raiseInternal } from '../values/raise.ts';

/** What the models function answered. Raises its failure, and Internal where it could not answer at all. */
export function answerOfModels(ctx: Pick<Context, 'result' | 'error'>): unknown {
  const answer = ctx.result as ModelsAnswer | null;
  if (answer?.failure) raise(answer.failure);
  // What failed within the function is in its own log, whole. A value may be null.
  raiseIfTooLarge(ctx.error);
  if (ctx.error || answer?.value === undefined) raiseInternal('The request could not be answered. Try again.', null);
  return answer.value;
}
