import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { ModelVersion, MutationRollbackModelArgs } from '../generated/schema.ts';
import { type AnsweredVersion, answerVersion } from './models/answered-version.ts';
import { askModels, readAnswer } from './models/models-function.ts';

export function request(ctx: Context<MutationRollbackModelArgs>): LambdaRequest {
  return askModels(ctx, 'rollbackModel');
}

export function response(ctx: Context<MutationRollbackModelArgs>): AnsweredVersion {
  return answerVersion(readAnswer(ctx) as ModelVersion);
}
