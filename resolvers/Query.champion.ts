import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { ModelVersion } from '../generated/schema.ts';
import { type AnsweredVersion, answerVersion } from './models/answered-version.ts';
import { askModels, readAnswer } from './models/models-function.ts';

export function request(ctx: Context): LambdaRequest {
  return askModels(ctx, 'champion');
}

export function response(ctx: Context): AnsweredVersion {
  return answerVersion(readAnswer(ctx) as ModelVersion);
}
