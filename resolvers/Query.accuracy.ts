import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { QueryAccuracyArgs, SliceAccuracy } from '../generated/schema.ts';
import { askModels, readAnswer } from './models/models-function.ts';

export function request(ctx: Context<QueryAccuracyArgs>): LambdaRequest {
  return askModels(ctx, 'accuracy');
}

export function response(ctx: Context<QueryAccuracyArgs>): readonly SliceAccuracy[] {
  return readAnswer(ctx) as readonly SliceAccuracy[];
}
