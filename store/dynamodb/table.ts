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
export function openTable(name: string, config?: DynamoDBClientConfig, clock: Clock = systemClock): Table {
  return { name, dynamo: config ? createDocumentClient(config) : (usual ??= createDocumentClient({})), clock };
}

/** What all tables share that are opened without a config: so they share connections, which take long to make. */
let usual: DynamoDBDocumentClient | undefined;

function createDocumentClient(config: DynamoDBClientConfig): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 });
  // Without a logger it still prepares every input and output to be logged, which took a quarter of a batch's time.
  client.middlewareStack.remove('loggerMiddleware');
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
