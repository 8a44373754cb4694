import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { ModelVersion, MutationPromoteModelArgs } from '../generated/schema.ts';
import { type AnsweredVersion, answerVersion } from './models/answered-version.ts';
import { askModels, readAnswer } from './models/models-function.ts';

export function request(ctx: Context<MutationPromoteModelArgs>): LambdaRequest {
  return askModels(ctx, 'promoteModel');
}

export function response(ctx: Context<MutationPromoteModelArgs>): AnsweredVersion {
  return answerVersion(readAnswer(ctx) as ModelVersion);
}
