import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { ModelsOperation, ModelsQuestion } from '../contract/invocations.ts';
import { answerOfModels } from './models/models-answer.ts';
import { requireKeysScope } from './values/caller.ts';

// Every field about keys that the models function answers: its operations are called as the fields are.

/** Asks for the field, with its own arguments, in the name of the key that the request carries. */
export function request(ctx: Context<object>): LambdaRequest {
  const { clientId, keyHash } = requireKeysScope(ctx);
  const payload: ModelsQuestion = {
    operation: ctx.info.fieldName as ModelsOperation,
    clientId,
    keyHash,
    arguments: ctx.args as ModelsQuestion['arguments'],
  };
  return { operation: 'Invoke', payload };
}

export function response(ctx: Context<object>): unknown {
  return answerOfModels(ctx);
}
