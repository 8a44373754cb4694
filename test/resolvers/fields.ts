import { bundleAsDeployed } from './harness.ts';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DeleteCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { type DataSourceName, ROOT_FIELDS, type RootFieldName, STEPS } from '../../contract/root-fields.ts';
import { RESOLVER_SETTINGS } from '../../contract/settings.ts';
import { createCaller } from '../../packages/appsync-host/dynamodb/client.ts';
import { createAuthority } from '../../packages/appsync-host/iam/authority.ts';
import type { CallDynamodb, InvokeLambda } from '../../packages/appsync-host/service-calls.ts';
import { createFieldRunner } from '../../packages/appsync-host/resolver/runner.ts';
import type { DataSource, ResolverDefinition } from '../../packages/appsync-host/resolver/definition.ts';
import type { FieldError } from '../../packages/appsync-host/resolver/field.ts';

/** The tables that resolvers read and write, with their keys. */
const TABLES = {
  Predictions: ['clientId', 'id'],
  Models: ['kind', 'id'],
  Usage: ['account', 'day'],
  Clients: ['keyHash'],
  Jobs: ['clientId', 'id'],
} as const;
type TableName = keyof typeof TABLES;

const SOURCES: Record<DataSourceName, DataSource> = {
  predictions: { name: 'predictions', type: 'AMAZON_DYNAMODB', tableName: 'Predictions' },
  labels: { name: 'labels', type: 'AMAZON_DYNAMODB', tableName: 'Predictions' },
  registry: { name: 'registry', type: 'AMAZON_DYNAMODB', tableName: 'Models' },
  keys: { name: 'keys', type: 'AMAZON_DYNAMODB', tableName: 'Clients' },
  usage: { name: 'usage', type: 'AMAZON_DYNAMODB', tableName: 'Usage' },
  jobs: { name: 'jobs', type: 'AMAZON_DYNAMODB', tableName: 'Jobs' },
  predict: { name: 'predict', type: 'AWS_LAMBDA', functionName: 'predict' },
  models: { name: 'models', type: 'AWS_LAMBDA', functionName: 'models' },
  train: { name: 'train', type: 'AWS_LAMBDA', functionName: 'train' },
  drift: { name: 'drift', type: 'AWS_LAMBDA', functionName: 'drift' },
  bulk: { name: 'bulk', type: 'AWS_LAMBDA', functionName: 'bulk' },
  none: { name: 'none', type: 'NONE' },
};

/** The answer to one field: its value, or the error that ended it. */
export interface Answered<T> {
  value: T;
  error: FieldError | undefined;
}

/** Some fields as they are deployed, data sources and steps included, run as AppSync would; DynamoDB is in memory. */
export interface Fields {
  run<T>(field: RootFieldName, identity: unknown, args?: object): Promise<Answered<T>>;
  put(table: TableName, entries: readonly object[]): Promise<void>;
  get(table: TableName, key: object): Promise<Record<string, unknown> | undefined>;
  erase(table: TableName, key: object): Promise<void>;
  close(): Promise<void>;
}

const NO_LAMBDA = { type: 'Lambda:Unhandled', message: 'There is no Lambda.' };

export interface FieldsParts {
  /** What Lambdas answer; without it there is none. */
  invoke?: InvokeLambda;
  /** Called before each request to DynamoDB: what somebody else does at that moment. */
  before?: (action: string) => Promise<void>;
}

export async function openFields(names: readonly RootFieldName[], parts: FieldsParts = {}): Promise<Fields> {
  const server = dynalite({ createTableMs: 0 });
  await once(server.listen(0), 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = createCaller(endpoint, createAuthority({ accessKeyId: 'LAPTOP', secretAccessKey: 'x' }));
  const credentials = { accessKeyId: 'LAPTOP', secretAccessKey: 'x' };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }));
  for (const [name, keys] of Object.entries(TABLES)) await createTable(call, name, keys);
  const runner = createFieldRunner({
    definitions: await Promise.all(names.map(defineField)),
    dynamodb: async (action, body) => {
      await parts.before?.(action);
      return call(action, body);
    },
    invoke: parts.invoke ?? (() => Promise.resolve({ error: NO_LAMBDA })),
    tokenKey: randomBytes(32),
  });
  return {
    run: async <T>(field: RootFieldName, identity: unknown, args: object = {}) => {
      const [typeName = '', fieldName = ''] = field.split('.');
      const { value, errors } = await runner.run(typeName, fieldName, {
        arguments: { ...args },
        identity,
        source: null,
        request: { headers: {}, domainName: null },
        info: { fieldName, parentTypeName: typeName, variables: {}, selectionSetList: [], selectionSetGraphQL: '' },
        env: { [RESOLVER_SETTINGS.predictionsTable]: SOURCES.predictions.tableName ?? '' },
      });
      return { value: value as T, error: errors[0] };
    },
    put: async (table, entries) => {
      for (let start = 0; start < entries.length; start += 25) {
        const puts = entries.slice(start, start + 25).map((entry) => ({ PutRequest: { Item: { ...entry } } }));
        await client.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
      }
    },
    get: async (table, key) => (await client.send(new GetCommand({ TableName: table, Key: { ...key } }))).Item,
    erase: async (table, key) => {
      await client.send(new DeleteCommand({ TableName: table, Key: { ...key } }));
    },
    close: async () => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function createTable(call: CallDynamodb, name: string, keys: readonly string[]): Promise<void> {
  await call('CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
    KeySchema: keys.map((key, at) => ({ AttributeName: key, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
  });
}

async function defineField(field: RootFieldName): Promise<ResolverDefinition> {
  const [typeName = '', fieldName = ''] = field.split('.');
  const { source, code = field } = ROOT_FIELDS[field];
  const place = { typeName, fieldName, code: await bundleAsDeployed(code) };
  if (typeof source === 'string') return { ...place, kind: 'UNIT', dataSource: SOURCES[source] };
  const functions = source.map(async (name) => {
    const step = STEPS[name];
    return {
      name,
      code: await bundleAsDeployed(step.code ?? `steps/${name}`),
      dataSource: SOURCES[step.source],
    };
  });
  return { ...place, kind: 'PIPELINE', functions: await Promise.all(functions) };
}
