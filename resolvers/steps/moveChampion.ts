import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { ModelsOperation, ModelsQuestion } from '../../contract/invocations.ts';
import { answerOfModels } from '../models/models-answer.ts';
import { clientIdOf } from '../values/caller.ts';

type AfterRead = Context<object, object, { result: number }>;

/** Asks for the field, and says which move was the newest when the request came. */
export function request(ctx: AfterRead): LambdaRequest {
  const payload: ModelsQuestion = {
    operation: ctx.info.fieldName as ModelsOperation,
    clientId: clientIdOf(ctx),
    arguments: ctx.args as ModelsQuestion['arguments'],
    newestMove: ctx.prev.result,
  };
  return { operation: 'Invoke', payload };
}

export function response(ctx: AfterRead): unknown {
  return answerOfModels(ctx);
}
