import { type Context, type DynamoDBQueryRequest, util } from '@aws-appsync/utils';
import type { StoredPromotion } from '../../contract/stored/models.ts';
import { KINDS, MODELS } from '../../contract/tables.ts';
import { clientIdOf } from '../values/caller.ts';
import { raiseInternal } from '../values/raise.ts';

/** Reads the newest move of the champion, before the models function is set to work, which takes its time. */
export function request(ctx: Context<object>): DynamoDBQueryRequest {
  clientIdOf(ctx);
  return {
    operation: 'Query',
    query: {
      expression: '#kind = :kind',
      expressionNames: { '#kind': MODELS.partitionKey },
      expressionValues: util.dynamodb.toMapValues({ ':kind': KINDS.promotion }),
    },
    consistentRead: true,
    scanIndexForward: false,
    limit: 1,
  };
}

/** Its number; 0 where there is none. */
export function response(ctx: Context<object>): number {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The champion could not be read. Try again.', null);
  }
  const { items } = ctx.result as { readonly items: readonly StoredPromotion[] };
  return items[0]?.sequence ?? 0;
}
