import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { fakeModel } from './predict/fake-model.ts';
import { type Echo, ECHOES, startEchoing } from './echoing-server.ts';

const note = 'Marked note: plum, tar and roses.';
const key = `trr_${'k'.repeat(40)}`;
const context = { functionName: 'any', awsRequestId: 'r', getRemainingTimeInMillis: () => 60_000 } as Context;
let written: string[];

beforeEach(() => {
  written = [];
  vi.resetModules();
  const tables = {
    PREDICTIONS_TABLE: 'Predictions',
    MODELS_TABLE: 'Models',
    CLIENTS_TABLE: 'Clients',
    USAGE_TABLE: 'Usage',
    TRAFFIC_TABLE: 'Traffic',
  };
  const credentials = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const powertools = {
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_NAMESPACE: 'Terroir',
    POWERTOOLS_METRICS_DISABLED: 'false',
  };
  const endpoint = { GRAPHQL_ENDPOINT: 'http://127.0.0.1:9/graphql', MODEL_BUCKET: 'models', FILE_BUCKET: 'files' };
  const memory = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512' };
  for (const [name, value] of Object.entries({ ...tables, ...credentials, ...powertools, ...endpoint, ...memory })) {
    vi.stubEnv(name, value);
  }
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...line) => void written.push(line.map(String).join(' ')));
  }
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  }
  // Patience is for tables that answer later; these never do, so that it may run out twenty times as fast.
  const hasty = {
    now: () => Date.now(),
    elapsedMs: () => performance.now() * 20,
    wait: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms / 20)),
    signalAfter: (ms: number) => AbortSignal.timeout(Math.ceil(ms)),
  };
  vi.doMock('../../store/dynamodb/clock.ts', () => ({ systemClock: hasty }));
  vi.doMock('../../artifacts/starter.ts', async (original) => {
    const manifest = () => Promise.resolve({ version: 'v-fake' });
    const starter = { loadStarter: () => Promise.resolve(fakeModel()), readStarterManifest: manifest };
    return { ...(await original<object>()), ...starter };
  });
});
afterEach(() => {
  vi.doUnmock('../../store/dynamodb/clock.ts');
  vi.doUnmock('../../artifacts/starter.ts');
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** All that Lambda would log: what the function wrote, and each field of what it threw. */
async function logOf(call: () => Promise<unknown>): Promise<string> {
  const outcome = await call().catch((error: unknown) => error);
  if (outcome instanceof Error) {
    written.push(JSON.stringify({ ...outcome, name: outcome.name, message: outcome.message, stack: outcome.stack }));
  }
  return written.join('\n');
}

async function echo(way: Echo): Promise<void> {
  const server = await startEchoing(way, `${note} ${key}`);
  onTestFinished(server.close);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', server.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', server.endpoint);
}

const WAYS = Object.keys(ECHOES) as Echo[];
const MARKS = ['Marked note', 'plum, tar', 'kkkkkkkk', Buffer.from(note).toString('hex').slice(0, 20)];

function expectNoMark(log: string): void {
  expect(log).not.toBe('');
  for (const mark of MARKS) expect(log).not.toContain(mark);
  // Bytes as JSON writes them: "rawPacket":{"type":"Buffer","data":[77,97,…
  expect(log.replaceAll(/\s/g, '')).not.toContain([...Buffer.from('Marked')].join(','));
}

describe('R26: log and metrics hold no note and no key where the tables answer with what they were sent', () => {
  const wine = { description: note, price: 45 };

  it.each(WAYS)('predict, by %s', { timeout: 60_000 }, async (way) => {
    await echo(way);
    const { handler } = await import('../../functions/predict/handler.ts');
    const payloads = [
      { clientId: 'cellar', account: 'cellar', quotaPerDay: 9, wines: [wine], requestId: `${note} ${key}` },
      { clientId: 'cellar', account: 'cellar', wines: [wine, { description: 7 }, { [note]: note }], requestId: null },
      { clientId: '', wines: note, requestId: { note } },
    ];
    const call = async () => {
      for (const payload of payloads) await handler(payload, context);
    };
    expectNoMark(await logOf(call));
  });

  it.each(WAYS)('models, by %s', { timeout: 60_000 }, async (way) => {
    await echo(way);
    const { handler } = await import('../../functions/models/handler.ts');
    const ask = (operation: string, asked: object) => handler({ operation, clientId: 'c', arguments: asked }, context);
    const call = async () => {
      await ask('champion', {});
      await ask('admitClass', { target: 'VARIETY', name: note });
      await ask(note, { note });
    };
    expectNoMark(await logOf(call));
  });

  it.each(WAYS)('train, by %s', { timeout: 60_000 }, async (way) => {
    await echo(way);
    const { handler } = await import('../../functions/train/handler.ts');
    expectNoMark(await logOf(() => handler({ run: note }, context)));
    expectNoMark(await logOf(() => handler({ [note]: note }, context)));
  });

  it.each(WAYS)('authorizer, by %s', { timeout: 60_000 }, async (way) => {
    await echo(way);
    const { handler } = await import('../../functions/authorizer/handler.ts');
    const log = await logOf(() => handler({ authorizationToken: key }, context));
    written.push('end');
    expectNoMark(log === '' ? 'nothing' : log);
  });
});

describe('a line of the log', () => {
  it('tells whose request it is about, and forgets that with the next', async () => {
    const { openLog } = await import('../../functions/log.ts');
    const log = openLog();
    log.begin(context, { clientId: 'cellar', requestId: 'crate-7' });
    log.error('Unforeseen.', new Error('x'));
    log.begin(context);
    log.error('Unforeseen.', new Error('x'));
    const [first, second] = written.map((line) => JSON.parse(line) as object);
    expect(first).toMatchObject({ clientId: 'cellar', requestId: 'crate-7', error: { name: 'Error', message: 'x' } });
    expect(second).not.toHaveProperty('clientId');
    expect(second).not.toHaveProperty('requestId');
  });

  it.each([note, key, `${'x'.repeat(200)}`])(
    'tells a requestId that is a text by its SHA-256: %s',
    async (requestId) => {
      const { openLog } = await import('../../functions/log.ts');
      const log = openLog();
      log.begin(context, { clientId: 'cellar', requestId });
      log.info('It happened.');
      expect(JSON.parse(written[0] ?? '')).toMatchObject({
        requestId: expect.stringMatching(/^sha256:[0-9a-f]{16}$/) as string,
      });
    },
  );
});
