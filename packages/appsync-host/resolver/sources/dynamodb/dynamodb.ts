import { toWireValues } from '../../attribute-values.ts';
import type { JsonRecord } from '../../../record.ts';
import { runBatch } from './batch.ts';
import { describeFailure, itemOf, mergeExpressions, type TableAccess } from './table.ts';
import { readPage } from './page.ts';
import { write } from './write.ts';
import { checkDynamodbRequest } from '../request-shape.ts';
import { FieldFault, UnsupportedByHost } from '../../signals.ts';
import type { RunSource, SourceAnswer } from '../answer.ts';

/** An AMAZON_DYNAMODB data source: request objects in, plain JSON out, failures as AppSync names them. */
export function createDynamodbSource(parts: TableAccess): RunSource {
  return async (request) => {
    const operation = checkDynamodbRequest(request);
    const body = request as JsonRecord;
    if (body['_version'] != null || body['customPartitionKey'] != null || body['populateIndexFields'] != null) {
      throw new UnsupportedByHost('a versioned DynamoDB data source');
    }
    try {
      return await runOperation(operation, body, parts);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof UnsupportedByHost || error instanceof FieldFault) throw error;
      return { result: null, error: describeFailure(error) };
    }
  };
}

function runOperation(operation: string, request: JsonRecord, parts: TableAccess): Promise<SourceAnswer> {
  switch (operation) {
    case 'GetItem':
      return getItem(request, parts);
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return write(operation, request, parts);
    case 'Query':
    case 'Scan':
      return readPage(operation, request, parts);
    default:
      return runBatch(operation, request, parts);
  }
}

async function getItem(request: JsonRecord, { tableName, dynamodb }: TableAccess): Promise<SourceAnswer> {
  const answer = await dynamodb('GetItem', {
    TableName: tableName,
    Key: toWireValues(request['key'] as JsonRecord),
    ConsistentRead: request['consistentRead'] === true,
    ...mergeExpressions({ ProjectionExpression: request['projection'] }),
  });
  return { result: itemOf(answer, 'Item') };
}
