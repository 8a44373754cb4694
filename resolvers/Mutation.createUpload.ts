import { type Context, type LambdaRequest, util } from '@aws-appsync/utils';
import type { MutationCreateUploadArgs } from '../generated/schema.ts';
import { answerOfBulk, askBulk } from './jobs/bulk-function.ts';
import { callerOf } from './values/caller.ts';

/** Which scope opens an upload hangs on its purpose, and deniedFields know whole fields alone. */
export function request(ctx: Context<MutationCreateUploadArgs>): LambdaRequest {
  const { scopes } = callerOf(ctx);
  const needed = ctx.args.purpose === 'IMPORT' ? 'operate' : 'predict';
  if (!(scopes ?? '').split(',').includes(needed)) util.unauthorized();
  return askBulk(ctx, 'createUpload');
}

export function response(ctx: Context<MutationCreateUploadArgs>): unknown {
  return answerOfBulk(ctx);
}
