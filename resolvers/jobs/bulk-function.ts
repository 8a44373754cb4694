import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { BulkAnswer, BulkOperation, BulkQuestion } from '../../contract/invocations.ts';
import { callerOf } from '../values/caller.ts';
import { raise, raiseIfTooLarge, raiseInternal } from '../values/raise.ts';

interface Retryable {
  readonly requestId?: string | null;
}

/** Asks the bulk function for an operation, with the field's own arguments, in the caller's name. */
export function askBulk(ctx: Context<object>, operation: BulkOperation): LambdaRequest {
  const payload: BulkQuestion = {
    ...callerOf(ctx),
    operation,
    arguments: ctx.args as BulkQuestion['arguments'],
    requestId: requestIdOf(ctx),
  };
  return { operation: 'Invoke', payload };
}

/** What the bulk function answered. Raises its failure, and Internal where it could not answer at all. */
export function answerOfBulk(ctx: Context<object>): unknown {
  const answer = ctx.result as BulkAnswer | null;
  if (answer?.failure) raise(answer.failure);
  raiseIfTooLarge(ctx.error);
  // What failed within the function is in its own log, whole.
  if (ctx.error || answer?.value === undefined) {
    raiseInternal('The request could not be answered. Try again.', requestIdOf(ctx));
  }
  return answer.value;
}

function requestIdOf(ctx: Context<object>): string | null {
  return (ctx.args as Retryable).requestId ?? null;
}
