import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { TrainingRun } from '../../generated/schema.ts';
import { raiseInternal } from '../values/raise.ts';

type AfterClaim = Context<object, object, { result: TrainingRun }>;

/** Sets the train function to work on the run that the step before has written; nobody waits for its end. */
export function request(ctx: AfterClaim): LambdaRequest {
  const { id } = ctx.prev.result;
  return { operation: 'Invoke', invocationType: 'Event', payload: { run: id } };
}

export function response(ctx: AfterClaim): TrainingRun {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    // The run keeps its lease, of a minute: nobody extends it.
    raiseInternal('The training could not be launched. Try again in a minute.', null, 60);
  }
  return ctx.prev.result;
}
