import type { Context, LambdaRequest } from '@aws-appsync/utils';
import { clientIdOf } from '../values/caller.ts';
import { type Failure, raise, raiseInternal } from '../values/raise.ts';

/** What the models function does; each is called as the field that it answers. */
type Operation =
  'accuracy' | 'champion' | 'modelVersion' | 'modelVersions' | 'promoteModel' | 'rollbackModel' | 'startTraining';

/** Either of the two; a value may be null. */
interface Answer {
  readonly value?: unknown;
  readonly failure?: Failure;
}

/** Asks the models function for an operation with the field's own arguments, in the caller's name. */
export function askModels(ctx: Context<object>, operation: Operation): LambdaRequest {
  return {
    operation: 'Invoke',
    payload: { operation, clientId: clientIdOf(ctx), arguments: ctx.args },
  };
}

/** What the models function answered. Raises its failure, and Internal where it could not answer at all. */
export function readAnswer(ctx: Context<object>): unknown {
  const answer = ctx.result as Answer | null;
  if (answer?.failure) raise(answer.failure);
  // What failed within the function is in its own log, whole.
  if (ctx.error || answer?.value === undefined) raiseInternal('The request could not be answered. Try again.', null);
  return answer.value;
}
