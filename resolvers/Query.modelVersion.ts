import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { ModelVersion, QueryModelVersionArgs } from '../generated/schema.ts';
import { type AnsweredVersion, answerVersion } from './models/answered-version.ts';
import { askModels, readAnswer } from './models/models-function.ts';

export function request(ctx: Context<QueryModelVersionArgs>): LambdaRequest {
  return askModels(ctx, 'modelVersion');
}

export function response(ctx: Context<QueryModelVersionArgs>): AnsweredVersion | null {
  const version = readAnswer(ctx) as ModelVersion | null;
  return version && answerVersion(version);
}
