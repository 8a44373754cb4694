import {
  BatchGetItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Dynamodb, startDynamodb } from '../../../../packages/appsync-host/dynamodb/dynamodb.ts';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import { type AccessKeys, sha256, signHeaders } from '../../../../packages/appsync-host/iam/sigv4.ts';
import { sweep } from '../../../../packages/appsync-host/dynamodb/sweeper.ts';
import type { TableDefinition } from '../../../../packages/appsync-host/dynamodb/tables.ts';
import { createCaller } from '../iam/callers.ts';
import { makeFolder } from '../temporary-folder.ts';

const keys = { accessKeyId: 'LAPTOP', secretAccessKey: 'x' };
const authority = createAuthority(keys);
const events: TableDefinition = {
  logicalId: 'Events',
  tableName: 'Stack-Events',
  keys: [
    { AttributeName: 'owner', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
  attributes: [
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'N' },
  ],
  globalIndexes: [],
  localIndexes: [],
  expiryAttribute: 'expiresAt',
};
const byMonth = {
  IndexName: 'byMonth',
  KeySchema: [{ AttributeName: 'month', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};

async function start(folder: string, table = events, callers = authority): Promise<Dynamodb> {
  const dynamodb = await startDynamodb({ folder, tables: [table], authority: callers });
  onTestFinished(() => dynamodb.close());
  return dynamodb;
}

function connect({ endpoint }: Dynamodb, credentials: AccessKeys = keys): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return client;
}

/** Ids of the processes that this one has started. */
function listChildren(): number[] {
  const tasks = readdirSync('/proc/self/task').map((task) => `/proc/self/task/${task}/children`);
  return tasks.flatMap((file) => readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number));
}

const put = (owner: string, at: number, expiresAt?: number) => ({
  TableName: events.tableName,
  Item: {
    owner: { S: owner },
    at: { N: String(at) },
    ...(expiresAt !== undefined && { expiresAt: { N: String(expiresAt) } }),
  },
});
const ofOwner = {
  TableName: events.tableName,
  KeyConditionExpression: '#o = :o',
  ExpressionAttributeNames: { '#o': 'owner' },
  ExpressionAttributeValues: { ':o': { S: 'ann' } },
};

it('makes the tables of the template, and the SDK writes and reads them', async () => {
  const client = connect(await start(makeFolder()));
  expect((await client.send(new ListTablesCommand())).TableNames).toEqual([events.tableName]);
  for (const at of [1, 10, 2]) await client.send(new PutItemCommand(put('ann', at)));
  const { Items = [] } = await client.send(new QueryCommand({ ...ofOwner, ScanIndexForward: false }));
  expect(Items.map((entry) => entry['at']?.N)).toEqual(['10', '2', '1']);
});

it('finds everything again after a restart', async () => {
  const folder = makeFolder();
  const before = await start(folder);
  await before.call('PutItem', put('ann', 7));
  await before.close();
  const after = await start(folder);
  expect(await after.call('Query', ofOwner)).toMatchObject({ Count: 1 });
});

it('makes an index that can be asked', async () => {
  const table = {
    ...events,
    attributes: [...events.attributes, { AttributeName: 'month', AttributeType: 'S' }],
    globalIndexes: [byMonth],
  };
  const folder = makeFolder();
  const { call, close } = await start(folder, table);
  await call('PutItem', { ...put('ann', 7), Item: { ...put('ann', 7).Item, month: { S: '2026-11' } } });
  const found = await call('Query', {
    TableName: table.tableName,
    IndexName: 'byMonth',
    KeyConditionExpression: '#m = :m',
    ExpressionAttributeNames: { '#m': 'month' },
    ExpressionAttributeValues: { ':m': { S: '2026-11' } },
  });
  expect(found).toMatchObject({ Count: 1 });
  await close();
  await expect(start(folder, table)).resolves.toBeDefined();
});

it('refuses a folder whose table has other keys than the template, and names --fresh', async () => {
  const folder = makeFolder();
  await (await start(folder)).close();
  const otherKeys = { ...events, keys: events.keys.slice(0, 1), attributes: events.attributes.slice(0, 1) };
  await expect(start(folder, otherKeys)).rejects.toThrow(/Events.*--fresh/);
});

it('refuses a folder that another host has open', async () => {
  const folder = makeFolder();
  await start(folder);
  await expect(start(folder)).rejects.toThrow(/Cannot open the tables.*another program/);
});

it('starts the engine again when it falls over, and has lost nothing', async () => {
  const warn = vi.fn<(line: string) => void>();
  const others = listChildren();
  const dynamodb = await startDynamodb({ folder: makeFolder(), tables: [events], authority, warn });
  onTestFinished(() => dynamodb.close());
  await dynamodb.call('PutItem', put('ann', 7));
  for (const pid of listChildren()) if (!others.includes(pid)) process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(expect.stringMatching(/started again/)));
  const read = () => dynamodb.call('Query', ofOwner);
  await vi.waitFor(async () => expect(await read()).toMatchObject({ Count: 1 }), { timeout: 10_000, interval: 20 });
});

it('names a failed condition as DynamoDB does', async () => {
  const { call } = await start(makeFolder());
  await call('PutItem', put('ann', 7));
  const again = call('PutItem', { ...put('ann', 7), ConditionExpression: 'attribute_not_exists(expiresAt)' });
  await expect(again).resolves.toBeDefined();
  const refused = call('PutItem', { ...put('ann', 7), ConditionExpression: 'attribute_exists(expiresAt)' });
  await expect(refused).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', statusCode: 400 });
});

it('refuses what the engine lacks, or would silently ignore', async () => {
  const { call } = await start(makeFolder());
  await expect(call('TransactWriteItems', { TransactItems: [] })).rejects.toThrow(
    expect.objectContaining({ name: 'UnknownOperationException' }),
  );
  const ignored = call('PutItem', { ...put('ann', 1), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
  await expect(ignored).rejects.toThrow(/cannot honour ReturnValuesOnConditionCheckFailure/);
});

it('refuses callers without the credentials of the host', async () => {
  const dynamodb = await start(makeFolder());
  const stranger = connect(dynamodb, { ...keys, accessKeyId: 'STRANGER' });
  await expect(stranger.send(new ListTablesCommand())).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  expect((await fetch(dynamodb.endpoint, { method: 'POST', body: '{}' })).status).toBe(400);
});

it('takes a request only with a signature that holds', async () => {
  const dynamodb = await start(makeFolder());
  const send = async (credentials: AccessKeys, scope: object = {}, change: object = {}) => {
    const host = new URL(dynamodb.endpoint).host;
    const target = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.ListTables' };
    const request = { method: 'POST', url: '/', headers: { host, ...target } };
    const where = { region: 'us-east-1', service: 'dynamodb', nowMs: Date.now(), ...scope };
    const headers = { ...signHeaders(credentials, request, sha256('{}'), where), ...change };
    const response = await fetch(dynamodb.endpoint, { method: 'POST', headers, body: '{}' });
    const { __type, message } = (await response.json()) as { __type?: string; message?: string };
    return response.ok ? 'taken' : [response.status, __type, message];
  };
  expect(await send(keys)).toBe('taken');
  const refusal = (name: string, message: RegExp): unknown[] => [
    400,
    `com.amazon.coral.service#${name}`,
    expect.stringMatching(message),
  ];
  const mismatch = refusal('InvalidSignatureException', /^The request signature we calculated does not match/);
  expect(await send({ ...keys, secretAccessKey: 'y' })).toEqual(mismatch);
  expect(await send(keys, {}, { 'x-amz-target': 'DynamoDB_20120810.DeleteTable' })).toEqual(mismatch);
  const unknown = refusal('UnrecognizedClientException', /^The security token included in the request is invalid/);
  expect(await send({ ...keys, sessionToken: 'x' })).toEqual(unknown);
  const invalid = (message: RegExp): unknown[] => refusal('InvalidSignatureException', message);
  expect(await send(keys, { region: 'eu-west-1' })).toEqual(invalid(/valid region, not 'eu-west-1'/));
  expect(await send(keys, { service: 's3' })).toEqual(invalid(/correct service: 'dynamodb'/));
  expect(await send(keys, { nowMs: Date.now() - 16 * 60_000 })).toEqual(invalid(/^Signature expired/));
  const incomplete = refusal('IncompleteSignatureException', /X-Amz-Date/);
  expect(await send(keys, {}, { authorization: 'AWS4-HMAC-SHA256 Credential=LAPTOP/x' })).toEqual(incomplete);
  const missing = [400, 'com.amazon.coral.service#MissingAuthenticationTokenException', expect.any(String)];
  const bare = await fetch(dynamodb.endpoint, { method: 'POST', body: '{}' });
  const told = (await bare.json()) as { __type: string; message: string };
  expect([bare.status, told.__type, told.message]).toEqual(missing);
});

it('tells of bad input what DynamoDB tells', async () => {
  const client = connect(await start(makeFolder()));
  const twice = new CreateTableCommand({
    TableName: events.tableName,
    KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'owner', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await expect(client.send(twice)).rejects.toMatchObject({ name: 'ResourceInUseException' });
});

it('sweeps what has expired, and nothing else', async () => {
  const { call } = await start(makeFolder());
  for (let at = 0; at < 250; at++) await call('PutItem', put('ann', at, at < 245 ? 1000 : 3000));
  await call('PutItem', put('ann', 999));
  await sweep(call, [events], 2_000_000);
  expect(await call('Query', { ...ofOwner, Select: 'COUNT' })).toMatchObject({ Count: 6 });
});

it('lets a role do what its policies allow, table by table and index by index', async () => {
  const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Stack-Events';
  const allow = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });
  const caller = createCaller(
    keys,
    allow('dynamodb:PutItem', tableArn),
    allow('dynamodb:Query', `${tableArn}/index/byMonth`),
  );
  const attributes = [...events.attributes, { AttributeName: 'month', AttributeType: 'S' }];
  const table = { ...events, attributes, globalIndexes: [byMonth] };
  const dynamodb = await start(makeFolder(), table, caller.authority);
  const client = connect(dynamodb, caller.keys);
  await client.send(new PutItemCommand(put('ann', 1)));
  const ofMonth = {
    TableName: events.tableName,
    KeyConditionExpression: '#m = :m',
    ExpressionAttributeNames: { '#m': 'month' },
    ExpressionAttributeValues: { ':m': { S: '2026-11' } },
  };
  expect(await client.send(new QueryCommand({ ...ofMonth, IndexName: 'byMonth' }))).toMatchObject({ Count: 0 });
  const refused = [
    [new QueryCommand(ofOwner), 'dynamodb:Query', tableArn],
    [
      new BatchGetItemCommand({ RequestItems: { [events.tableName]: { Keys: [] } } }),
      'dynamodb:BatchGetItem',
      tableArn,
    ],
    [new ListTablesCommand(), 'dynamodb:ListTables', '*'],
  ] as const;
  for (const [command, action, resource] of refused) {
    const who = 'User: arn:aws:sts::000000000000:assumed-role/Taster/taste is not authorized to perform:';
    const why = `because no identity-based policy allows the ${action} action`;
    await expect(client.send(command as QueryCommand)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `${who} ${action} on resource: ${resource} ${why}`,
      $metadata: { httpStatusCode: 400 },
    });
  }
});

describe('what the engine alone would take', () => {
  const byMood = {
    ...byMonth,
    IndexName: 'byMood',
    KeySchema: [
      { AttributeName: 'mood', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
  };
  const withIndex: TableDefinition = {
    ...events,
    attributes: [...events.attributes, { AttributeName: 'mood', AttributeType: 'S' }],
    globalIndexes: [byMood],
  };
  const TableName = events.tableName;
  const Key = { owner: { S: 'ann' }, at: { N: '1' } };
  const refusal = (message: string) => expect.objectContaining({ name: 'ValidationException', message }) as Error;

  it('is no empty text as a key of an index', async () => {
    const { call } = await start(makeFolder(), withIndex);
    const rule = 'The AttributeValue for a key attribute cannot contain an empty string value.';
    const invalid = 'One or more parameter values are not valid.';
    const said = `${invalid} A value specified for a secondary index key is not supported. ${rule}`;
    const put = refusal(`${said} IndexName: byMood, IndexKey: mood`);
    const Item = { ...Key, mood: { S: '' } };
    await expect(call('PutItem', { TableName, Item })).rejects.toEqual(put);
    const batch = { RequestItems: { [TableName]: [{ PutRequest: { Item } }] } };
    await expect(call('BatchWriteItem', batch)).rejects.toEqual(put);
    const update = (UpdateExpression: string, S = '') =>
      call('UpdateItem', {
        TableName,
        Key,
        UpdateExpression,
        ...(UpdateExpression.includes('#') && { ExpressionAttributeNames: { '#m': 'mood' } }),
        ExpressionAttributeValues: { ':v': { S } },
      });
    const reason = 'The update expression attempted to update a secondary index key to a value that is not supported.';
    for (const expression of ['SET mood = :v', 'SET words = :v, #m = :v', 'set #m=if_not_exists(#m, :v)']) {
      await expect(update(expression)).rejects.toEqual(refusal(`${invalid} ${reason} ${rule}`));
    }
    await expect(update('SET words = :v')).resolves.toBeDefined();
    await expect(update('SET mood = :v', 'calm')).resolves.toBeDefined();
  });

  it('is nothing nested over 32 levels deep', async () => {
    const { call } = await start(makeFolder());
    const nest = (levels: number): object => (levels === 0 ? { S: 'x' } : { L: [nest(levels - 1)] });
    const write = (levels: number) => call('PutItem', { TableName, Item: { ...Key, nested: nest(levels) } });
    await expect(write(32)).resolves.toBeDefined();
    const message =
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';
    await expect(write(33)).rejects.toEqual(refusal(message));
    const update = { TableName, Key, UpdateExpression: 'SET a = :v', ExpressionAttributeValues: { ':v': nest(33) } };
    await expect(call('UpdateItem', update)).rejects.toEqual(refusal(message));
  });

  it('is no IN of more than a hundred', async () => {
    const { call } = await start(makeFolder());
    const scan = (count: number) => {
      const names = Array.from({ length: count }, (_, at) => `:v${at}`);
      const ExpressionAttributeValues = Object.fromEntries(names.map((name) => [name, { S: name }]));
      const FilterExpression = `kind IN (${names.join(', ')})`;
      return call('Scan', { TableName, FilterExpression, ExpressionAttributeValues });
    };
    await expect(scan(100)).resolves.toMatchObject({ Count: 0 });
    const reason = 'The IN operator is provided with too many operands; number of operands: 101';
    await expect(scan(101)).rejects.toEqual(refusal(`Invalid FilterExpression: ${reason}`));
  });
});

it('answers a batch of up to 16 MB at once, and names what is beyond', async () => {
  const { call } = await start(makeFolder());
  const TableName = events.tableName;
  const text = { S: 'x'.repeat(390_000) };
  const keys = Array.from({ length: 50 }, (_, at) => ({ owner: { S: 'ann' }, at: { N: String(at) } }));
  for (const key of keys) await call('PutItem', { TableName, Item: { ...key, text } });
  const read = async (Keys: object[]) => {
    const requests = { Keys, ProjectionExpression: '#a, #t', ExpressionAttributeNames: { '#a': 'at', '#t': 'text' } };
    const batch = { RequestItems: { [TableName]: requests }, ReturnConsumedCapacity: 'TOTAL' };
    const { Responses, UnprocessedKeys } = await call('BatchGetItem', batch);
    return {
      found: (Responses as Record<string, Record<string, { N: string }>[]>)[TableName]!,
      left: (UnprocessedKeys as Record<string, { Keys: object[] }>)[TableName],
    };
  };
  const fits = await read(keys.slice(0, 38));
  expect(fits.left).toBeUndefined();
  expect(new Set(fits.found.map(({ at }) => at!.N)).size).toBe(38);
  expect(Object.keys(fits.found[0]!).sort()).toEqual(['at', 'text']);
  const { found, left } = await read(keys);
  expect(found.length).toBeGreaterThanOrEqual(38);
  expect(found.length * 390_000).toBeLessThan(16 * 1024 ** 2);
  expect(left).toMatchObject({ ProjectionExpression: '#a, #t' });
  expect(left!.Keys).toHaveLength(50 - found.length);
  expect((await read(left!.Keys)).found).toHaveLength(50 - found.length);
});
