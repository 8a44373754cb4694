import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { TrialAnswer, TrialQuestion } from '../contract/invocations.ts';
import type { QueryTryWineArgs } from '../generated/schema.ts';
import { tellQuota } from './predictions/predict-function.ts';
import { callerOf } from './values/caller.ts';
import { raise, raiseIfTooLarge, raiseInternal } from './values/raise.ts';

export function request(ctx: Context<QueryTryWineArgs>): LambdaRequest {
  const { wine, modelVersion } = ctx.args;
  const trial = { modelVersion: modelVersion ?? null };
  const payload: TrialQuestion = { ...callerOf(ctx), wines: [wine], requestId: null, trial };
  return { operation: 'Invoke', payload };
}

export function response(ctx: Context<QueryTryWineArgs>): unknown {
  const answer = ctx.result as TrialAnswer | null;
  tellQuota(answer?.quota);
  if (answer?.failure) raise(answer.failure);
  raiseIfTooLarge(ctx.error);
  if (ctx.error || !answer?.value) raiseInternal('The wine could not be tried. Try again.', null);
  return answer.value;
}
