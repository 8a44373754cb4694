import { type Context, type LambdaRequest, util } from '@aws-appsync/utils';
import type { MutationCreateUploadArgs } from '../generated/schema.ts';
import { answerOfBulk, askBulk } from './jobs/bulk-function.ts';
import { callerOf } from './values/caller.ts';

/** What imports are made of is for operators; the authorizer closes whole fields, and asks for no argument. */
export function request(ctx: Context<MutationCreateUploadArgs>): LambdaRequest {
  const { scopes } = callerOf(ctx);
  if (ctx.args.purpose === 'IMPORT' && (scopes ?? '').split(',').indexOf('operate') < 0) util.unauthorized();
  return askBulk(ctx, 'createUpload');
}

export function response(ctx: Context<MutationCreateUploadArgs>): unknown {
  return answerOfBulk(ctx);
}
