import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { ModelsAnswer, ModelsOperation, ModelsQuestion } from '../contract/invocations.ts';
import { clientIdOf } from './values/caller.ts';
import { raise, raiseIfTooLarge, raiseInternal } from './values/raise.ts';

// Every field, and the step claimTraining, that the models function answers: its operations are called as the fields
// are.

/** Asks for the field, with its own arguments, in the caller's name. */
export function request(ctx: Context<object>): LambdaRequest {
  const payload: ModelsQuestion = {
    operation: ctx.info.fieldName as ModelsOperation,
    clientId: clientIdOf(ctx),
    arguments: ctx.args as ModelsQuestion['arguments'],
  };
  return { operation: 'Invoke', payload };
}

/** What the function answered. Raises its failure, and Internal where it could not answer at all. */
export function response(ctx: Context<object>): unknown {
  const answer = ctx.result as ModelsAnswer | null;
  if (answer?.failure) raise(answer.failure);
  // What failed within the function is in its own log, whole. A value may be null.
  raiseIfTooLarge(ctx.error);
  if (ctx.error || answer?.value === undefined) raiseInternal('The request could not be answered. Try again.', null);
  return answer.value;
}
