import { type Context, type DynamoDBGetItemRequest, runtime } from '@aws-appsync/utils';
import type { StoredJob } from '../contract/stored/job.ts';
import type { PredictionJob, QueryPredictionJobArgs } from '../generated/schema.ts';
import { describeJob } from '../contract/describe-job.ts';
import { askJob } from './jobs/job.ts';
import { clientIdOf } from './values/caller.ts';
import { raiseInternal } from './values/raise.ts';
import { isUlid } from './values/ulid.ts';

export function request(ctx: Context<QueryPredictionJobArgs>): DynamoDBGetItemRequest {
  clientIdOf(ctx);
  // DynamoDB takes no empty key and none of over 1 KB.
  if (!isUlid(ctx.args.id)) runtime.earlyReturn(null);
  return askJob(ctx);
}

export function response(ctx: Context<QueryPredictionJobArgs>): PredictionJob | null {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The job could not be read. Try again.', null);
  }
  const stored = ctx.result as StoredJob | null;
  return stored && describeJob(stored);
}
