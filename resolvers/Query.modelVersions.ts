import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { ModelVersionPage, QueryModelVersionsArgs } from '../generated/schema.ts';
import { type AnsweredVersion, answerVersion } from './models/answered-version.ts';
import { askModels, readAnswer } from './models/models-function.ts';

interface AnsweredPage {
  readonly items: readonly AnsweredVersion[];
  readonly nextToken: string | null;
}

export function request(ctx: Context<QueryModelVersionsArgs>): LambdaRequest {
  return askModels(ctx, 'modelVersions');
}

export function response(ctx: Context<QueryModelVersionsArgs>): AnsweredPage {
  const { items, nextToken } = readAnswer(ctx) as ModelVersionPage;
  return { items: items.map((version) => answerVersion(version)), nextToken: nextToken ?? null };
}
