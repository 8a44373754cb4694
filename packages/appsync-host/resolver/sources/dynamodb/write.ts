import { fromWireValues, toWireValues } from '../../attribute-values.ts';
import { isRecord, type JsonRecord } from '../../../record.ts';
import { UnsupportedByHost } from '../../signals.ts';
import type { SourceAnswer } from '../answer.ts';
import { describeFailure, itemOf, mergeExpressions, type RequestExpression, type TableAccess } from './table.ts';

/** The writes that take a condition. */
export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** Writes one item; the result is the whole item after a put or update, and the deleted one. */
export async function write(operation: WriteOperation, request: JsonRecord, parts: TableAccess): Promise<SourceAnswer> {
  const key = toWireValues(request['key'] as JsonRecord);
  const item = { ...toWireValues((request['attributeValues'] ?? {}) as JsonRecord), ...key };
  const expressions = mergeExpressions({
    ConditionExpression: request['condition'],
    UpdateExpression: request['update'],
  });
  const body = {
    TableName: parts.tableName,
    ...(operation === 'PutItem' ? { Item: item } : { Key: key }),
    ReturnValues: { PutItem: 'NONE', UpdateItem: 'ALL_NEW', DeleteItem: 'ALL_OLD' }[operation],
    ...expressions,
  };
  try {
    const answer = await parts.dynamodb(operation, body);
    return { result: operation === 'PutItem' ? fromWireValues(item) : itemOf(answer, 'Attributes') };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    return settleCondition({ operation, error, key, item, condition: request['condition'] as Condition }, parts);
  }
}

interface Condition extends RequestExpression {
  equalsIgnore?: string[] | null;
  consistentRead?: boolean | null;
  conditionalCheckFailedHandler?: { strategy?: string } | null;
}

interface FailedWrite {
  operation: WriteOperation;
  error: Error;
  key: JsonRecord;
  /** What a PutItem would have stored. */
  item: JsonRecord;
  condition: Condition;
}

/**
 * AppSync looks at the item before it calls a failed condition an error: a put of what is stored already, and a delete
 * of what is absent already, succeed (docs, condition expressions). Otherwise the result is the item as it is.
 */
async function settleCondition(failed: FailedWrite, parts: TableAccess): Promise<SourceAnswer> {
  const { operation, error, key, item, condition } = failed;
  const strategy = condition.conditionalCheckFailedHandler?.strategy ?? 'Reject';
  if (strategy !== 'Reject') throw new UnsupportedByHost(`conditionalCheckFailedHandler ${strategy}`);
  const ConsistentRead = condition.consistentRead !== false;
  const answer = await parts.dynamodb('GetItem', { TableName: parts.tableName, Key: key, ConsistentRead });
  const stored = itemOf(answer, 'Item');
  if (operation === 'DeleteItem' && stored === null) return { result: null };
  if (operation === 'PutItem' && stored !== null) {
    const wanted = fromWireValues(item);
    if (isSame(wanted, stored, condition.equalsIgnore ?? [])) return { result: stored };
  }
  return { result: stored, error: describeFailure(error) };
}

function isSame(left: JsonRecord, right: JsonRecord, ignored: readonly string[]): boolean {
  const comparable = (item: JsonRecord): string =>
    canonical(Object.fromEntries(Object.entries(item).filter(([name]) => !ignored.includes(name))));
  return comparable(left) === comparable(right);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}
