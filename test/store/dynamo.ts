import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AttributeDefinition,
  CreateTableCommand,
  type DynamoDBClientConfig,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { type Clock, systemClock } from '../../store/dynamodb/clock.ts';
import { type Table, openTable } from '../../store/dynamodb/table.ts';
import { openEngine } from './engine.ts';

/** What a test makes of a request before DynamoDB sees it; undefined lets it through. */
type Fault = (operation: string, body: string) => Answer | 'hang' | undefined;
interface Answer {
  status: number;
  json: unknown;
}

/** DynamoDB in memory (see openEngine), on a port of its own, with the project's tables. */
export interface Dynamo {
  endpoint: string;
  predictions(clock?: Clock): Table;
  clients(clock?: Clock): Table;
  models(clock?: Clock): Table;
  usage(clock?: Clock): Table;
  traffic(clock?: Clock): Table;
  jobs(clock?: Clock): Table;
  /** Every request from now on goes by this first. */
  faults: { current: Fault | undefined };
  /** Names of the operations that were asked for, in order. */
  operations: string[];
  close(): Promise<void>;
}

export async function startDynamo(): Promise<Dynamo> {
  const server = openEngine();
  const [listener] = server.listeners('request') as RequestListener[];
  const faults: Dynamo['faults'] = { current: undefined };
  const operations: string[] = [];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    operations.push(operation);
    if (faults.current === undefined) listener?.(request, response);
    else void goThrough(faults.current, operation, request, response, listener);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config: DynamoDBClientConfig = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  await createTables(config);
  operations.length = 0;
  return {
    endpoint,
    faults,
    operations,
    predictions: (clock = systemClock) => openTable('Predictions', config, clock),
    clients: (clock = systemClock) => openTable('Clients', config, clock),
    models: (clock = systemClock) => openTable('Models', config, clock),
    usage: (clock = systemClock) => openTable('Usage', config, clock),
    traffic: (clock = systemClock) => openTable('Traffic', config, clock),
    jobs: (clock = systemClock) => openTable('Jobs', config, clock),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Reads the body, asks the fault, and otherwise lets the engine read it again. */
async function goThrough(
  fault: Fault,
  operation: string,
  request: IncomingMessage,
  response: ServerResponse,
  listener: RequestListener | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const answer = fault(operation, body.toString());
  if (answer === 'hang') return;
  if (answer === undefined) {
    listener?.(request, response);
    request.emit('data', body);
    request.emit('end');
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(answer.json));
}

async function createTables(config: DynamoDBClientConfig): Promise<void> {
  const { dynamo } = openTable('any', config);
  const attributes = (names: string[]) =>
    names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }) satisfies AttributeDefinition);
  const keys = (hash: string, range?: string): KeySchemaElement[] => [
    { AttributeName: hash, KeyType: 'HASH' },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' } as const]),
  ];
  const byLabelMonth = {
    IndexName: 'byLabelMonth',
    KeySchema: keys('labelMonth', 'labelledAt'),
    Projection: { ProjectionType: 'ALL' } as const,
  };
  for (const table of [
    {
      TableName: 'Predictions',
      AttributeDefinitions: attributes(['clientId', 'id', 'labelMonth', 'labelledAt']),
      KeySchema: keys('clientId', 'id'),
      GlobalSecondaryIndexes: [byLabelMonth],
    },
    { TableName: 'Clients', AttributeDefinitions: attributes(['keyHash']), KeySchema: keys('keyHash') },
    { TableName: 'Models', AttributeDefinitions: attributes(['kind', 'id']), KeySchema: keys('kind', 'id') },
    { TableName: 'Traffic', AttributeDefinitions: attributes(['kind', 'id']), KeySchema: keys('kind', 'id') },
    { TableName: 'Jobs', AttributeDefinitions: attributes(['clientId', 'id']), KeySchema: keys('clientId', 'id') },
    {
      TableName: 'Usage',
      AttributeDefinitions: attributes(['account', 'day']),
      KeySchema: keys('account', 'day'),
    },
  ]) {
    await dynamo.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' }));
  }
}

/**
 * The machine's time, by which no attempt is cut off: on a slow machine a second is soon over, and what was cut off may
 * have been done all the same, and counts twice.
 */
export const patientClock: Clock = { ...systemClock, signalAfter: neverAborts };
function neverAborts(): AbortSignal {
  return new AbortController().signal;
}

/** DynamoDB's answer when a table takes no more. */
export const THROTTLED: Answer = {
  status: 400,
  json: {
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message: 'The level of configured provisioned throughput for the table was exceeded.',
  },
};

/**
 * A clock that only moves when somebody waits, and then at once; it remembers the pauses. No attempt is cut off by it:
 * its last millisecond is none of the machine's, and a request that is given up is done all the same, later.
 */
export interface FakeClock extends Clock {
  pauses: number[];
  advance(ms: number): void;
  /** What an operator does who sets the machine's clock: no time passes. */
  set(byMs: number): void;
}

export function fakeClock(startMs = Date.UTC(2026, 10, 23)): FakeClock {
  let nowMs = startMs;
  let setMs = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => nowMs + setMs,
    elapsedMs: () => nowMs - startMs,
    advance(ms) {
      nowMs += ms;
    },
    set(byMs) {
      setMs += byMs;
    },
    wait(ms) {
      pauses.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    signalAfter: neverAborts,
  };
}
