/** What the operations on a table have in common. */
import { randomUUID } from 'node:crypto';
import type { CallDynamodb } from '../../../service-calls.ts';
import { fromWireValues, toWireValues } from '../../attribute-values.ts';
import { isRecord, type JsonRecord } from '../../../record.ts';
import type { PageTokens } from './page-token.ts';

/** A data source's table, and what reaches it. */
export interface TableAccess {
  tableName: string;
  dynamodb: CallDynamodb;
  /** As `dynamodb`; its answer as JSON. */
  readText: (action: string, body: object) => Promise<string>;
  tokens: PageTokens;
}

/** Worded as the service words what DynamoDB refuses (appsync-community#343). */
export function describeFailure(error: Error): { message: string; type: string } {
  const told = `Service: DynamoDb, Status Code: 400, Request ID: ${randomUUID()}`;
  return { message: `${error.message} (${told})`, type: `DynamoDB:${error.name}` };
}

/** The item of an answer as plain JSON; null when there is none. */
export function itemOf(answer: JsonRecord, name: 'Item' | 'Attributes'): JsonRecord | null {
  const found = answer[name];
  return isRecord(found) ? fromWireValues(found) : null;
}

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
