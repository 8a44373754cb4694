import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Model } from '../../../artifacts/open.ts';
import { appendPromotion, planPromotion } from '../../../store/models/promotions.ts';
import { type Dynamo, startDynamo } from '../../store/dynamo.ts';
import { fakeModel } from './fake-model.ts';

const context = { functionName: 'predict', awsRequestId: 'r' } as Context;
const note = 'A note that no log may hold.';
const payload = { clientId: 'cellar', wines: [{ description: note }], requestId: null };
let dynamo: Dynamo;
let written: string[];

beforeEach(async () => {
  dynamo = await startDynamo();
  written = [];
  vi.resetModules();
  vi.stubEnv('PREDICTIONS_TABLE', 'Predictions');
  vi.stubEnv('MODELS_TABLE', 'Models');
  vi.stubEnv('USAGE_TABLE', 'Usage');
  vi.stubEnv('TRAFFIC_TABLE', 'Traffic');
  vi.stubEnv('MODEL_BUCKET', 'models');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.endpoint);
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Terroir');
  vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
  // Powertools then writes through the console, where it can be read.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void written.push(String(line)));
  }
});
afterEach(async () => {
  vi.doUnmock('../../../artifacts/starter.ts');
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await dynamo.close();
});

/** The handler as Lambda starts it, with a model beside it or, without one, with no model files at all. */
async function startHandler(model?: Model) {
  if (model !== undefined) {
    vi.doMock('../../../artifacts/starter.ts', async (original) => {
      return { ...(await original<object>()), loadStarter: () => Promise.resolve(model) };
    });
  }
  const { handler } = await import('../../../functions/predict/handler.ts');
  return handler;
}
const log = () => written.join('\n');

describe('the predict function', () => {
  it('answers and counts a prediction, and logs nothing of the wine', async () => {
    const handler = await startHandler(fakeModel());
    expect(await handler(payload, context)).toMatchObject({ outcomes: [{ prediction: { clientId: 'cellar' } }] });
    expect(log()).toContain('"predictions":1');
    expect(log()).toContain('"modelVersion":"v-fake"');
    expect(log()).toContain('"coldStarts":1');
    expect(log()).not.toContain(note);
  });

  it('serves nothing without a model, tells the client to try again, and the log which file it is', async () => {
    const handler = await startHandler();
    for (let n = 0; n < 2; n++) {
      const failure = { errorType: 'ModelUnavailable', errorInfo: { retryable: true, retryAfterSeconds: 10 } };
      expect(await handler(payload, context)).toMatchObject({ failure });
    }
    expect(log()).toContain('because of manifest.json: ENOENT');
    expect(log()).not.toContain(note);
  });

  it('R5: serves the starter version with a warning where the champion is refused, and counts the refusal', async () => {
    const move = { promotionKind: 'PROMOTE', to: 'v-nowhere', by: 'o', at: '', reason: '', moveId: 'm' } as const;
    await appendPromotion(dynamo.models(), planPromotion(undefined, 'v-fake', move), Date.now() + 10_000);
    const handler = await startHandler(fakeModel());
    const answer = await handler(payload, context);
    const warnings = [expect.stringContaining('the starter version answered instead')];
    expect(answer).toMatchObject({ outcomes: [{ prediction: { modelVersion: 'v-fake', warnings } }] });
    expect(log()).toContain('"modelRefused":1');
    expect(log()).toContain('v-nowhere is not registered');
  });

  it('still tells what is wrong with a request where there is no model', async () => {
    const handler = await startHandler();
    const answer = await handler({ ...payload, wines: [] }, context);
    expect(answer).toMatchObject({ failure: { errorType: 'InvalidInput', errorInfo: { field: 'wines' } } });
  });

  it('answers what it did not foresee as Internal, and logs it whole but for the wine', async () => {
    const broken = { ...fakeModel(), classify: () => Promise.reject(new RangeError('the cork broke')) };
    const handler = await startHandler(broken);
    const answer = await handler(payload, context);
    expect(answer).toMatchObject({ failure: { errorType: 'Internal', errorInfo: { retryable: true } } });
    expect(JSON.stringify(answer)).not.toContain('cork');
    expect(log()).toContain('RangeError');
    expect(log()).toContain('the cork broke');
    expect(log()).not.toContain(note);
  });

  it.each([undefined, null, {}, { clientId: '', wines: [{ description: note }] }, { ...payload, wines: note }])(
    'answers a payload of another shape as Internal: %j',
    async (odd) => {
      const handler = await startHandler(fakeModel());
      expect(await handler(odd, context)).toMatchObject({ failure: { errorType: 'Internal' } });
      expect(log()).toContain('Unforeseen');
      expect(log()).not.toContain(note);
    },
  );
});
