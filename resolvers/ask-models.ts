import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { ModelsOperation, ModelsQuestion } from '../contract/invocations.ts';
import { answerOfModels } from './models/models-answer.ts';
import { clientIdOf } from './values/caller.ts';

// Every field, and the step claimTraining, that the models function answers: its operations are called as the fields
// are. The drift function is asked, and answers, in the same form.

/** Asks for the field, with its own arguments, in the caller's name. */
export function request(ctx: Context<object>): LambdaRequest {
  const payload: ModelsQuestion = {
    operation: ctx.info.fieldName as ModelsOperation,
    clientId: clientIdOf(ctx),
    arguments: ctx.args as ModelsQuestion['arguments'],
  };
  return { operation: 'Invoke', payload };
}

export function response(ctx: Context<object>): unknown {
  return answerOfModels(ctx);
}
