import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Clock, systemClock } from './clock.ts';

/** A table of DynamoDB, and the time by which its reads and writes are bounded. */
export interface Table {
  name: string;
  dynamo: DynamoDBDocumentClient;
  clock: Clock;
}

/**
 * Opens the table of that name; nothing is sent before the first read or write.
 *
 * The SDK's own retries are off: they sleep up to 20 s and heed no deadline. `retryUntil` retries instead.
 */
export function openTable(name: string, config: DynamoDBClientConfig = {}, clock: Clock = systemClock): Table {
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 });
  const dynamo = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { name, dynamo, clock };
}
