import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { StoredJob } from '../../contract/stored/job.ts';
import { askJob } from '../jobs/job.ts';
import { clientIdOf } from '../values/caller.ts';
import { raiseInternal, raiseNotFound } from '../values/raise.ts';
import { isUlid } from '../values/ulid.ts';

interface Args {
  readonly id: string;
}

export function request(ctx: Context<Args>): DynamoDBGetItemRequest {
  clientIdOf(ctx);
  if (!isUlid(ctx.args.id)) raiseUnknown();
  return askJob(ctx);
}

/** The job. Raises NotFound where the caller has none of that id. */
export function response(ctx: Context<Args>): StoredJob {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The job could not be read. Try again.', null);
  }
  const stored = ctx.result as StoredJob | null;
  if (!stored) raiseUnknown();
  return stored;
}

function raiseUnknown(): never {
  raiseNotFound('id', 'There is no job of yours with this id: take the id that predictFile gave.');
}
