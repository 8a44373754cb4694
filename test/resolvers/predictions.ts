import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import type { Prediction, PredictionPage, QueryPredictionHistoryArgs } from '../../generated/schema.ts';
import { createCaller } from '../../local/dynamodb/client.ts';
import { createFieldRunner, type FieldError, type FieldRunner } from '../../local/resolver/field.ts';
import type { StoredPrediction } from '../../store/prediction.ts';
import { bundleResolver } from './harness.ts';

const TABLE = 'Predictions';

/** The identity that AppSync gives to a resolver for a client's key. */
export function asClient(clientId: string): { resolverContext: { clientId: string } } {
  return { resolverContext: { clientId } };
}

/** A prediction as it is stored. */
export function storedPrediction(id: string, parts: Partial<StoredPrediction> = {}): StoredPrediction {
  return {
    clientId: 'anyone',
    id,
    wine: { description: 'Cherry and cedar.', points: 91 },
    country: {
      ranking: [
        ['France', 0.6001],
        ['US', 0.2],
        ['Italy', 0.1],
        ['Spain', 0.05],
        ['Chile', 0.01],
      ],
      evidence: [
        ['cedar', 'W', 0.412],
        ['cherry and cedar', 'P', -0.2],
        ['points', 'F', 0.1],
      ],
    },
    variety: {
      ranking: [
        ['Pinot Noir', 0.5],
        ['Merlot', 0.3],
        ['Syrah', 0.1],
        ['Malbec', 0.05],
        ['Gamay', 0.01],
      ],
      evidence: [],
    },
    modelVersion: 'v1',
    createdAt: '2026-11-23T17:00:00.000Z',
    ...parts,
  };
}

/** The answer to one field: its value, or the error that ended it. */
export interface Answered<T> {
  value: T;
  error: FieldError | undefined;
}

/** The two queries on a table of their own: resolvers and data source as AppSync runs them, DynamoDB in memory. */
export interface PredictionsTable {
  put(entries: readonly (StoredPrediction | Record<string, unknown>)[]): Promise<void>;
  history(clientId: string, args?: Partial<QueryPredictionHistoryArgs>): Promise<Answered<PredictionPage>>;
  prediction(clientId: string, id: string): Promise<Answered<Prediction | null>>;
  close(): Promise<void>;
}

export async function openPredictionsTable(): Promise<PredictionsTable> {
  const server = dynalite({ createTableMs: 0 });
  await once(server.listen(0), 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = createCaller(endpoint, 'LAPTOP');
  const credentials = { accessKeyId: 'LAPTOP', secretAccessKey: 'x' };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }));
  await call('CreateTable', {
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['clientId', 'id'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'clientId', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
  });
  const fields = createFieldRunner({
    definitions: await Promise.all(['prediction', 'predictionHistory'].map(defineQuery)),
    dynamodb: call,
    invoke: () => Promise.reject(new Error('No query asks a Lambda.')),
    tokenKey: randomBytes(32),
  });
  return {
    put: async (entries) => {
      for (let start = 0; start < entries.length; start += 25) {
        const puts = entries.slice(start, start + 25).map((entry) => ({ PutRequest: { Item: entry } }));
        await client.send(new BatchWriteCommand({ RequestItems: { [TABLE]: puts } }));
      }
    },
    history: (clientId, args = {}) => ask(fields, 'predictionHistory', clientId, args),
    prediction: (clientId, id) => ask(fields, 'prediction', clientId, { id }),
    close: async () => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function defineQuery(fieldName: string) {
  return {
    typeName: 'Query',
    fieldName,
    kind: 'UNIT' as const,
    code: await bundleResolver(`resolvers/Query.${fieldName}.ts`),
    dataSource: { name: 'predictions', type: 'AMAZON_DYNAMODB' as const, tableName: TABLE },
  };
}

async function ask<T>(fields: FieldRunner, fieldName: string, clientId: string, args: object): Promise<Answered<T>> {
  const { value, errors } = await fields.run('Query', fieldName, {
    arguments: { ...args },
    identity: asClient(clientId),
    source: null,
    request: { headers: {}, domainName: null },
    info: { fieldName, parentTypeName: 'Query', variables: {}, selectionSetList: [], selectionSetGraphQL: '' },
    env: {},
  });
  return { value: value as T, error: errors[0] };
}
