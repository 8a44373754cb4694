import { type Context, type DynamoDBQueryRequest, runtime, util } from '@aws-appsync/utils';
import { partitionKeyOf } from '../../contract/partitions.ts';
import { PREDICTIONS } from '../../contract/tables.ts';
import type { PredictionPage, QueryPredictionHistoryArgs } from '../../generated/schema.ts';
import { endJoin, type Join, isPage, joinPartition, type PartitionRead } from '../predictions/history-join.ts';
import { raiseInternal } from '../values/raise.ts';

type AfterRead = Context<QueryPredictionHistoryArgs, object, { result: Join | PredictionPage }>;

/** Looks into the next partition for a page of the history. */
export function request(ctx: AfterRead): DynamoDBQueryRequest {
  const join = ctx.prev.result;
  // Should AppSync not skip the other steps where a response asks it to.
  if (isPage(join)) runtime.earlyReturn(join, { skipTo: 'END' });
  return {
    operation: 'Query',
    query: {
      expression: '#clientId = :clientId AND #id BETWEEN :earliest AND :latest',
      expressionNames: { '#clientId': PREDICTIONS.partitionKey, '#id': PREDICTIONS.sortKey },
      expressionValues: util.dynamodb.toMapValues({
        ':clientId': partitionKeyOf(join.clientId, join.read),
        ':earliest': join.floor,
        ':latest': join.latest,
      }),
    },
    consistentRead: true,
    scanIndexForward: false,
    // No filter of DynamoDB's: of a filtered read nobody could tell how far it came.
    limit: join.examinedMax,
  };
}

/** What has been found so far; the page, once no partition is left. */
export function response(ctx: AfterRead): Join | PredictionPage {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The history could not be read. Try again.', null);
  }
  const join = joinPartition(ctx.prev.result as Join, ctx.result as PartitionRead);
  return join.read < join.partitions ? join : runtime.earlyReturn(endJoin(join), { skipTo: 'END' });
}
