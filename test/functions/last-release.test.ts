import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authorize } from '../../functions/authorizer/authorize.ts';
import { listAdmissions } from '../../store/models/admissions.ts';
import { readLease } from '../../store/models/lease.ts';
import { monthOf, readLabelled } from '../../store/predictions/labels.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { readHours } from '../../store/clients/traffic.ts';
import { readRecords } from '../api/last-release/read-records.ts';
import { fakeModel } from './predict/fake-model.ts';
import { type Registry, startRegistry } from './registry.ts';

/*
 * What the last release stored, a few records of each kind: the functions of this one read them, and what these write
 * beside them has every part that it had, since functions of both answer while the traffic moves.
 */
const records = readRecords();
const NOW = Date.parse('2026-11-28T15:10:00Z');
const FULL_KEY = `trr_${'r'.repeat(40)}`;
const OLD_KEY = `trr_${'o'.repeat(40)}`;
const context = { functionName: 'any', awsRequestId: 'r' } as Context;
const later = () => Date.now() + 10_000;
let registry: Registry;

beforeEach(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  const { dynamo } = registry;
  const tables: Record<keyof typeof records, Table> = {
    clients: dynamo.clients(),
    predictions: dynamo.predictions(),
    usage: dynamo.usage(),
    traffic: dynamo.traffic(),
    models: dynamo.models(),
  };
  for (const [name, { name: TableName, dynamo: client }] of Object.entries(tables)) {
    const puts = records[name as keyof typeof records].map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
  }
  vi.resetModules();
  const settings = { ...registry.environment, USAGE_TABLE: 'Usage', POWERTOOLS_METRICS_NAMESPACE: 'Terroir' };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  for (const level of ['info', 'log', 'warn', 'error'] as const) vi.spyOn(console, level).mockReturnValue();
  vi.doMock('../../artifacts/starter.ts', async (original) => ({
    ...(await original<object>()),
    loadStarter: () => Promise.resolve(fakeModel()),
    readStarterManifest: () => Promise.resolve(registry.starter),
  }));
});
afterEach(async () => {
  vi.doUnmock('../../artifacts/starter.ts');
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await registry.close();
});

/** The names of everything in a record, with their types: `wine.price number`. */
function partsOf(record: unknown, path = ''): string[] {
  if (Array.isArray(record)) return [`${path} list`];
  if (typeof record !== 'object' || record === null) return [`${path} ${record === null ? 'null' : typeof record}`];
  return Object.entries(record).flatMap(([name, value]) => partsOf(value, path === '' ? name : `${path}.${name}`));
}

async function askModels(operation: string, asked: object = {}): Promise<{ value?: unknown; failure?: unknown }> {
  const { handler } = await import('../../functions/models/handler.ts');
  return (await handler({ operation, clientId: 'o', arguments: asked }, context)) as { value?: unknown };
}

describe('what the last release stored', () => {
  it('lets its clients in, by keys of every form, with what they may do', async () => {
    const clients = registry.dynamo.clients();
    expect(await authorize(clients, FULL_KEY)).toMatchObject({
      isAuthorized: true,
      resolverContext: { clientId: 'last-release', quotaPerMinute: 500, quotaPerDay: 10_000 },
    });
    const old = await authorize(clients, OLD_KEY);
    expect(old.deniedFields).not.toContain('Query.predictionHistory');
    expect(old.deniedFields).toContain('Mutation.labelPrediction');
  });

  it('tells of versions, the champion, runs and admitted classes', async () => {
    const id = 'v-01M8HA5N335W4RBMWB6D9RFBAV';
    expect(await askModels('champion')).toMatchObject({ value: { id, state: 'CHAMPION' } });
    expect(await askModels('modelVersions')).toMatchObject({ value: { items: [{ id }] } });
    expect(await askModels('admittedClasses')).toMatchObject({ value: [{ name: 'Ruritania' }] });
    const { listRuns } = await import('../../store/models/runs.ts');
    expect(await listRuns(registry.dynamo.models(), 5, later())).toMatchObject([{ status: 'UNCHANGED' }]);
    expect(await readLease(registry.dynamo.models(), later())).toMatchObject({ runId: '01M8HA5N335W4RBMWB6D9RFBAW' });
    expect(await listAdmissions(registry.dynamo.models(), later())).toHaveLength(1);
  });

  it('teaches: its labels are read', async () => {
    const labelled = [];
    for await (const page of readLabelled(registry.dynamo.predictions(), '2026-11', monthOf(NOW)))
      labelled.push(...page);
    expect(labelled).toMatchObject([{ label: { country: 'Spain', variety: 'Tempranillo' } }]);
  });

  it('counts: hours of its traffic are read, and what it found of drift is told', async () => {
    const hours = await readHours(registry.dynamo.traffic(), '2026-11-28T00', '2026-11-28T23');
    expect(hours).toMatchObject([{ hour: '2026-11-28T14', modelVersion: 'starter-9a4eae123dd7', tally: {} }]);
    expect(hours[0]?.tally.predictions).toBeGreaterThan(0);
    expect(await askModels('drift')).toMatchObject({ value: { checkedAt: '2026-11-28T14:52:00.705Z' } });
  });

  it('keeps its promise: a request of then that is repeated now is answered as it was, and records nothing', async () => {
    const [{ wine, id }] = records.predictions as [{ wine: object; id: string }];
    const before = await readHistory();
    const answer = await predict({ wines: [wine], requestId: 'last-release-1' });
    expect(answer).toMatchObject({ outcomes: [{ prediction: { id, wine, modelVersion: 'starter-9a4eae123dd7' } }] });
    expect(await readHistory()).toEqual(before);
  });
});

describe('what this release stores beside it', () => {
  it('has every part that it had then: predictions, claims of requestIds, counters', async () => {
    const { wine } = records.predictions[0] as { wine: object };
    await predict({
      wines: [wine],
      requestId: 'new',
      account: 'last-release',
      quotaPerMinute: 500,
      quotaPerDay: 9_999,
    });
    const old = new Set(records.predictions.map((record) => String(record['id'])));
    const fresh = (await readHistory()).filter(({ id }) => !old.has(String(id)));
    expect(fresh).toHaveLength(2);
    const [claim, prediction] = fresh.sort((one) => ('wine' in one ? 1 : -1));
    expect(partsOf(prediction)).toEqual(expect.arrayContaining(partsOf(records.predictions[0])));
    const oldClaim = records.predictions.find((record) => record['id'] === 'request#last-release-1');
    expect(partsOf(claim)).toEqual(expect.arrayContaining(partsOf(oldClaim)));
    const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
    const usage = registry.dynamo.usage();
    const { Items = [] } = await usage.dynamo.send(new ScanCommand({ TableName: usage.name }));
    for (const counted of Items) expect(partsOf(counted).sort()).toEqual(partsOf(records.usage[0]).sort());
  });
});

async function predict(question: object): Promise<unknown> {
  const { handler } = await import('../../functions/predict/handler.ts');
  return handler({ clientId: 'last-release', ...question }, context);
}

async function readHistory(): Promise<Record<string, unknown>[]> {
  const { name: TableName, dynamo } = registry.dynamo.predictions();
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'clientId = :clientId',
      ExpressionAttributeValues: { ':clientId': 'last-release' },
    }),
  );
  return Items;
}
