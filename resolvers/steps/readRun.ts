import { type Context, type DynamoDBGetItemRequest, runtime, util } from '@aws-appsync/utils';
import { KINDS } from '../../contract/tables.ts';
import type { QueryTrainingRunArgs, TrainingRun } from '../../generated/schema.ts';
import { clientIdOf } from '../values/caller.ts';
import { raiseInternal } from '../values/raise.ts';
import { isUlid } from '../values/ulid.ts';

export function request(ctx: Context<QueryTrainingRunArgs>): DynamoDBGetItemRequest {
  const { id } = ctx.args;
  clientIdOf(ctx);
  if (!isUlid(id)) runtime.earlyReturn(null);
  return { operation: 'GetItem', key: util.dynamodb.toMapValues({ kind: KINDS.run, id }), consistentRead: true };
}

export function response(ctx: Context<QueryTrainingRunArgs>): TrainingRun | null {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The training run could not be read. Try again.', null);
  }
  return ctx.result as TrainingRun | null;
}
