import { type Context, type LambdaRequest, util } from '@aws-appsync/utils';
import type { Outcome, PredictAnswer, PredictQuestion, QuotaState } from '../../contract/invocations.ts';
import type { WineInput } from '../../generated/schema.ts';
import { callerOf } from '../values/caller.ts';
import { raise, raiseIfTooLarge, raiseInternal } from '../values/raise.ts';

interface Retryable {
  readonly requestId?: string | null;
}

/** Asks the predict function about these wines, in the caller's name. */
export function askPredict(ctx: Context<Retryable>, wines: readonly WineInput[]): LambdaRequest {
  const payload: PredictQuestion = { ...callerOf(ctx), wines, requestId: requestIdOf(ctx) };
  return { operation: 'Invoke', payload };
}

/**
 * What the predict function answered; how the caller's quota stands becomes headers. Raises its failure, and Internal
 * where it could not answer at all.
 */
export function readOutcomes(ctx: Context<Retryable>): readonly Outcome[] {
  const answer = ctx.result as PredictAnswer | null;
  tellQuota(answer?.quota);
  if (answer?.failure) raise(answer.failure);
  raiseIfTooLarge(ctx.error);
  // What failed within the function is in its own log, whole.
  if (ctx.error || !answer?.outcomes) raiseInternal('The wine could not be predicted. Try again.', requestIdOf(ctx));
  return answer.outcomes;
}

/** Fields of one request run in turn, and the headers of the last one count: it knows of what the others have used. */
export function tellQuota(quota: QuotaState | undefined): void {
  if (!quota) return;
  util.http.addResponseHeaders({
    'x-ratelimit-limit': `${quota.limit}`,
    'x-ratelimit-remaining': `${quota.remaining}`,
    'x-ratelimit-reset': `${quota.resetSeconds}`,
  });
}

/** Ends the field for an outcome that is neither prediction nor rejection. */
export function raiseUnanswered(ctx: Context<Retryable>): never {
  raiseInternal('The prediction is missing from the answer. Try again.', requestIdOf(ctx));
}

function requestIdOf(ctx: Context<Retryable>): string | null {
  return ctx.args.requestId ?? null;
}
