import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { Outcome, PredictAnswer, PredictQuestion } from '../../contract/invocations.ts';
import type { WineInput } from '../../generated/schema.ts';
import { clientIdOf } from '../values/caller.ts';
import { raise, raiseIfTooLarge, raiseInternal } from '../values/raise.ts';

interface Retryable {
  readonly requestId?: string | null;
}

/** Asks the predict function about these wines, in the caller's name. */
export function askPredict(ctx: Context<Retryable>, wines: readonly WineInput[]): LambdaRequest {
  const payload: PredictQuestion = { clientId: clientIdOf(ctx), wines, requestId: requestIdOf(ctx) };
  return { operation: 'Invoke', payload };
}

/** What the predict function answered. Raises its failure, and Internal where it could not answer at all. */
export function readOutcomes(ctx: Context<Retryable>): readonly Outcome[] {
  const answer = ctx.result as PredictAnswer | null;
  if (answer?.failure) raise(answer.failure);
  raiseIfTooLarge(ctx.error);
  // What failed within the function is in its own log, whole.
  if (ctx.error || !answer?.outcomes) raiseInternal('The wine could not be predicted. Try again.', requestIdOf(ctx));
  return answer.outcomes;
}

/** Ends the field for an outcome that is neither prediction nor rejection. */
export function raiseUnanswered(ctx: Context<Retryable>): never {
  raiseInternal('The prediction is missing from the answer. Try again.', requestIdOf(ctx));
}

function requestIdOf(ctx: Context<Retryable>): string | null {
  return ctx.args.requestId ?? null;
}
