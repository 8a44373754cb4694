import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { BulkOperation } from '../contract/invocations.ts';
import { askBulk, answerOfBulk } from './jobs/bulk-function.ts';

// Every field that the bulk function answers as it is called: its operations are named as the fields are.

/** Asks for the field, with its own arguments, in the caller's name. */
export function request(ctx: Context<object>): LambdaRequest {
  return askBulk(ctx, ctx.info.fieldName as BulkOperation);
}

export function response(ctx: Context<object>): unknown {
  return answerOfBulk(ctx);
}
