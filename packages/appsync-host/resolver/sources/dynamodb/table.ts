import { randomUUID } from 'node:crypto';
import { fromWireValues, isRecord, type JsonRecord } from '../../attribute-values.ts';

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
