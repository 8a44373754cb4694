import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ENVIRONMENT_DIMENSION, VERSION_FAILURES } from '../../contract/metrics.ts';
import { isProbe } from '../../functions/probes.ts';
import { fakeModel } from './predict/fake-model.ts';
import { type Registry, startRegistry } from './registry.ts';

const plain = {
  functionName: 'any',
  awsRequestId: 'r',
  getRemainingTimeInMillis: () => 60_000,
} as unknown as Context;
const probing = { ...plain, clientContext: { custom: { terroirProbe: '1' } } } as unknown as Context;
const SETTINGS = {
  CLIENTS_TABLE: 'Clients',
  USAGE_TABLE: 'Usage',
  GRAPHQL_ENDPOINT: 'http://127.0.0.1:9/graphql',
  ALARM_PREFIX: 'Terroir.',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_FUNCTION_VERSION: '7',
  POWERTOOLS_DEV: 'true',
  POWERTOOLS_METRICS_NAMESPACE: 'Terroir',
  POWERTOOLS_METRICS_DISABLED: 'false',
};
type Handler = (payload: never, context: Context) => Promise<unknown>;
let registry: Registry;
let written: Record<string, unknown>[];

beforeEach(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  written = [];
  vi.resetModules();
  for (const [name, value] of Object.entries({ ...registry.environment, ...SETTINGS })) vi.stubEnv(name, value);
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => {
      written.push(JSON.parse(String(line)) as Record<string, unknown>);
    });
  }
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

async function start(folder: string): Promise<Handler> {
  const { handler } = (await import(`../../functions/${folder}/handler.ts`)) as { handler: Handler };
  return handler;
}

async function scanAll(): Promise<unknown[]> {
  const { dynamo } = registry;
  const tables = [dynamo.predictions(), dynamo.usage(), dynamo.traffic(), dynamo.models(), dynamo.clients()];
  const pages = await Promise.all(tables.map((one) => one.dynamo.send(new ScanCommand({ TableName: one.name }))));
  return pages.flatMap(({ Items = [] }) => Items);
}

describe('a probe', () => {
  it.each([
    ['predict', { modelVersion: 'v-fake', wines: [{ description: 'Plum.' }] }, { outcomes: [{ prediction: {} }] }],
    ['models', { operation: 'champion', clientId: 'hook', arguments: {} }, { value: { id: 'starter-made-up' } }],
    ['authorizer', { credential: `trr_${'k'.repeat(40)}` }, { isAuthorized: false }],
  ])(
    'is answered by λ %s as a request is, and leaves no trace: no entry, no metric, no line',
    async (name, question, answer) => {
      const handler = await start(name);
      expect(await handler({ probe: 'answer', question } as never, probing)).toMatchObject(answer);
      expect(await scanAll()).toEqual([]);
      expect(written).toEqual([]);
    },
  );

  it.each(['predict', 'authorizer', 'drift'])('tells whether λ %s is ready, and leaves no trace', async (name) => {
    const handler = await start(name);
    expect(await handler({ probe: 'readiness' } as never, probing)).toMatchObject({
      ready: true,
      proved: expect.arrayContaining(['run from the files that were built']) as string[],
    });
    expect(await scanAll()).toEqual([]);
    expect(written).toEqual([]);
  });

  it('starts no training: λ train says that it is not ready where its own files are missing', async () => {
    const handler = await start('train');
    const answer = await handler({ probe: 'readiness' } as never, probing);
    expect(answer).toMatchObject({ ready: false, reason: expect.stringContaining('bundled dataset') as string });
    expect(await scanAll()).toEqual([]);
  });

  it('finds a function that does not run from what was built', async () => {
    vi.stubEnv('BUNDLE_DIGEST', '0'.repeat(64));
    vi.stubEnv('LAMBDA_TASK_ROOT', import.meta.dirname);
    const handler = await start('authorizer');
    const answer = await handler({ probe: 'readiness' } as never, probing);
    expect(answer).toMatchObject({ ready: false, reason: expect.stringContaining('BundleAltered') as string });
  });

  it('is thrown what goes wrong with it, so that the hook sees a failure', async () => {
    for (const name of ['predict', 'models', 'authorizer']) {
      const handler = await start(name);
      await expect(handler({ probe: 'cellar' } as never, probing), name).rejects.toThrow();
    }
  });

  it('takes the cold start with it: the first request after it is none', async () => {
    const handler = await start('predict');
    await handler({ probe: 'readiness' } as never, probing);
    await handler({ clientId: 'cellar', wines: [{ description: 'Plum.' }], requestId: null } as never, plain);
    expect(written.filter((line) => 'coldStarts' in line)).toEqual([]);
  });

  it.each([
    {},
    { clientContext: undefined },
    { clientContext: { custom: { terroirProbe: 'yes' } } },
    { clientContext: { terroirProbe: '1' } },
  ])('is nothing that says so in another way: %j', (context) => {
    expect(isProbe(context as never)).toBe(false);
  });

  it('cannot be made of a request: a payload that looks like one is a request of the wrong shape', async () => {
    const handler = await start('predict');
    const answer = await handler({ probe: 'readiness' } as never, plain);
    expect(answer).toMatchObject({ failure: { errorType: 'Internal' } });
  });
});

describe('a call that fails by our fault and is answered', () => {
  const failures = () =>
    written.filter((line) => VERSION_FAILURES.name in line).map((line) => line[VERSION_FAILURES.dimension]);

  it('counts for its version, under two dimensions, so that the alarm of a release sees it', async () => {
    const handler = await start('predict');
    registry.dynamo.faults.current = () => ({ status: 400, json: { __type: 'AccessDeniedException', message: '' } });
    const answer = await handler({ clientId: 'c', wines: [{ description: 'Plum.' }], requestId: null } as never, plain);
    expect(answer).toMatchObject({ failure: { errorType: 'Internal' } });
    const [line] = written.filter((one) => VERSION_FAILURES.name in one);
    expect(line).toMatchObject({ [VERSION_FAILURES.name]: 1, [VERSION_FAILURES.dimension]: 'predict:7' });
    expect(line).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Dimensions: [[ENVIRONMENT_DIMENSION, VERSION_FAILURES.dimension]] }] },
    });
  });

  it('counts of the registry, too', async () => {
    const handler = await start('models');
    registry.dynamo.faults.current = () => ({ status: 400, json: { __type: 'AccessDeniedException', message: '' } });
    await handler({ operation: 'champion', clientId: 'o', arguments: {} } as never, plain);
    expect(failures()).toEqual(['registry:7']);
  });

  it('is not what a client does wrong, and not a call that was answered', async () => {
    const predict = await start('predict');
    await predict({ clientId: 'c', wines: [], requestId: null } as never, plain);
    await predict({ clientId: 'c', wines: [{ description: 'Plum.' }], requestId: null } as never, plain);
    const models = await start('models');
    await models({ operation: 'modelVersions', clientId: 'o', arguments: { limit: 0 } } as never, plain);
    expect(failures()).toEqual([]);
  });

  it('is nobody’s release where the function is called by its own name', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_VERSION', '$LATEST');
    const handler = await start('predict');
    await handler({ clientId: '', wines: [] } as never, plain);
    expect(failures()).toEqual([]);
  });
});
