import { isRecord, toWireValues, type JsonRecord } from '../../attribute-values.ts';

/** An expression as a request object holds it. */
export interface RequestExpression {
  expression?: string;
  expressionNames?: JsonRecord | null;
  expressionValues?: JsonRecord | null;
}

/**
 * Puts the expressions of a request, by the name DynamoDB gives each, into one body: DynamoDB has one table of names
 * and one of values. Absent and empty ones are left out, for DynamoDB refuses them.
 */
export function mergeExpressions(expressions: Record<string, unknown>): JsonRecord {
  const body: JsonRecord = {};
  const names: JsonRecord = {};
  const values: JsonRecord = {};
  for (const [wireName, one] of Object.entries(expressions)) {
    if (!isRecord(one)) continue;
    const { expression, expressionNames, expressionValues }: RequestExpression = one;
    body[wireName] = expression;
    Object.assign(names, expressionNames);
    Object.assign(values, toWireValues(expressionValues ?? {}));
  }
  if (Object.keys(names).length > 0) body['ExpressionAttributeNames'] = names;
  if (Object.keys(values).length > 0) body['ExpressionAttributeValues'] = values;
  return body;
}
