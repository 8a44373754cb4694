import { fromWireValues } from '../../attribute-values.ts';
import { isRecord, type JsonRecord } from '../../../record.ts';
import { answerLazily, type SourceAnswer } from '../answer.ts';
import { mergeExpressions, type TableAccess } from './table.ts';

const PAGE_OPTIONS: Record<string, string> = {
  index: 'IndexName',
  limit: 'Limit',
  consistentRead: 'ConsistentRead',
  select: 'Select',
  scanIndexForward: 'ScanIndexForward',
  totalSegments: 'TotalSegments',
  segment: 'Segment',
};

/** Reads one page; a nextToken that this resolver did not give out is answered with an error. */
export async function readPage(
  operation: 'Query' | 'Scan',
  request: JsonRecord,
  parts: TableAccess,
): Promise<SourceAnswer> {
  const body: JsonRecord = {
    TableName: parts.tableName,
    ...mergeExpressions({
      KeyConditionExpression: request['query'],
      FilterExpression: request['filter'],
      ProjectionExpression: request['projection'],
    }),
  };
  for (const [name, wireName] of Object.entries(PAGE_OPTIONS)) {
    if (request[name] != null) body[wireName] = request[name];
  }
  const scope = [operation, parts.tableName, JSON.stringify(request['index'] ?? null)].join('\n');
  if (request['nextToken'] != null) {
    const token = request['nextToken'];
    const startKey = typeof token === 'string' ? parts.tokens.open(token, scope) : null;
    if (startKey === null) return refuseToken();
    body['ExclusiveStartKey'] = startKey;
  }
  const text = await parts.readText(operation, body);
  const seal = (lastKeyText: string): string => parts.tokens.seal(JSON.parse(lastKeyText) as JsonRecord, scope);
  return answerLazily({ text, seal }, () => toPage(JSON.parse(text) as JsonRecord, seal));
}

/** DynamoDB's answer as code sees it. */
function toPage(answer: JsonRecord, seal: (lastKeyText: string) => string): unknown {
  const items = Array.isArray(answer['Items']) ? (answer['Items'] as JsonRecord[]) : [];
  const lastKey = answer['LastEvaluatedKey'];
  return {
    items: items.map(fromWireValues),
    nextToken: isRecord(lastKey) ? seal(JSON.stringify(lastKey)) : null,
    scannedCount: Number(answer['ScannedCount'] ?? items.length),
  };
}

/** As the service answered in aws-amplify/amplify-cli#3411. */
function refuseToken(): SourceAnswer {
  const message =
    'com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given.';
  return { result: null, error: { message, type: 'DynamoDB:UserIllegalArgumentException' } };
}
