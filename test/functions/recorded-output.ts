import type { Context } from 'aws-lambda';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { vi } from 'vitest';
import type { Model } from '../../artifacts/open.ts';
import type { Wine } from '../../contract/wine.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import { appendPromotion, newestPromotion, planPromotion } from '../../store/models/promotions.ts';
import { makeSmallArtifact, registerVersion, type Registry, startRegistry } from './registry.ts';

/** A note and a key that no line may hold. */
export const NOTE = 'Marked note: plum, tar and roses.';
export const KEY = `trr_${'k'.repeat(40)}`;

/** What a function wrote: each line as it was read back. */
export type Line = Record<string, unknown>;

/** Everything that the functions wrote: while a process began, and for requests. */
export interface Recorded {
  beginnings: Line[];
  requests: Line[];
}

const context = {
  functionName: 'any',
  awsRequestId: '8d1a5c7e-0000-4000-8000-000000000000',
  getRemainingTimeInMillis: () => 60_000,
} as Context;

/** A model of which the answer is told by the note; nobody can be sure of its varieties. */
const model: Model = {
  version: 'v-starter',
  classify(wines: readonly Wine[]) {
    const answers = wines.map(({ description = '' }) => ({
      country: { ranking: [{ name: 'US', confidence: description === 'unsure' ? 0.4 : 0.9 }], evidence: [] },
      variety: { ranking: [{ name: description || 'Chardonnay', confidence: 0.4 }], evidence: [] },
      warnings: [],
    }));
    return Promise.resolve(answers);
  },
  inferenceMs: () => performance.now(),
  gauge: () => undefined,
};

/** Plays real requests through the handlers of all functions, at the default settings, and records what they write. */
export async function recordOutput(): Promise<Recorded> {
  const registry = await startRegistry({ exampleCount: 200 });
  const written: string[] = [];
  const take = (): Line[] => written.splice(0).map((line) => JSON.parse(line) as Line);
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void written.push(String(line)));
  }
  for (const [name, value] of Object.entries({ ...registry.environment, ...SETTINGS })) vi.stubEnv(name, value);
  const starter = { ...registry.starter, version: model.version };
  vi.doMock('../../artifacts/starter.ts', async (original) => ({
    ...(await original<object>()),
    loadStarter: () => Promise.resolve(model),
    readStarterManifest: () => Promise.resolve(starter),
  }));
  try {
    const recorded: Recorded = { beginnings: [], requests: [] };
    for (const play of [playPredict, playModels, playTrain, playAuthorizer]) {
      vi.resetModules();
      const asking = await play(registry);
      recorded.beginnings.push(...take());
      await asking();
      recorded.requests.push(...take());
    }
    return recorded;
  } finally {
    vi.doUnmock('../../artifacts/starter.ts');
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await registry.close();
  }
}

const SETTINGS = {
  CLIENTS_TABLE: 'Clients',
  USAGE_TABLE: 'Usage',
  TRAFFIC_TABLE: 'Traffic',
  FILE_BUCKET: 'Files',
  GRAPHQL_ENDPOINT: 'http://127.0.0.1:9/graphql',
  LAMBDA_ROWS_MAX: '100000',
  ALARM_PREFIX: 'Terroir.',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  POWERTOOLS_DEV: 'true',
  POWERTOOLS_METRICS_NAMESPACE: 'Terroir',
  POWERTOOLS_METRICS_DISABLED: 'false',
  POWERTOOLS_SERVICE_NAME: 'any',
};

async function playPredict({ dynamo }: Registry): Promise<() => Promise<void>> {
  const move = { promotionKind: 'PROMOTE', to: 'v-nowhere', by: 'o', at: '', reason: '', moveId: 'm' } as const;
  await appendPromotion(dynamo.models(), planPromotion(undefined, model.version, move), Date.now() + 10_000);
  const { handler } = await import('../../functions/predict/handler.ts');
  const wines = ['Pinot Noir', 'Chardonnay', 'unsure', NOTE].map((description) => ({ description }));
  const asked = { clientId: 'cellar', account: 'cellar', requestId: null };
  return async () => {
    for (const wine of wines) await handler({ ...asked, wines: [wine] }, context);
    await handler({ ...asked, wines: Array<object>(100).fill(wines[0] ?? {}), requestId: 'crate-7' }, context);
    await handler({ ...asked, wines: [{ description: NOTE, price: -1 }], requestId: `${NOTE} ${KEY}` }, context);
    await handler({ ...asked, wines: [wines[1]], requestId: 'crate-7' }, context);
    await handler({ ...asked, wines, quotaPerMinute: 1 }, context);
    await handler({ ...asked, wines: NOTE }, context);
  };
}

async function playModels(registry: Registry): Promise<() => Promise<void>> {
  const { dynamo } = registry;
  await registerVersion(registry, 'v-next');
  for (let at = 0; at < 30; at += 1) await putLabelled(registry);
  const { handler } = await import('../../functions/models/handler.ts');
  const ask = (operation: string, asked: object, clientId = 'operator') =>
    handler({ operation, clientId, arguments: asked }, context);
  return async () => {
    await ask('champion', {});
    await ask('promoteModel', { id: 'v-next', reason: NOTE });
    await ask('promoteModel', { id: 'v-none', reason: NOTE });
    await ask('promoteModel', { id: 'v-none', reason: '' });
    await ask(NOTE, {});
    await ask('startTraining', { reason: NOTE });
    dynamo.faults.current = undefined;
    await ask('takeStock', {}, 'schedule');
    await ask('settleRuns', {}, 'schedule');
  };
}

async function putLabelled({ dynamo }: Registry): Promise<void> {
  const labelledAt = new Date().toISOString();
  const answer = { ranking: [['Merlot', 0.8]] as [string, number][], evidence: [] };
  const prediction: StoredPrediction = {
    clientId: 'cellar',
    id: ulid(),
    wine: { price: 12, description: NOTE },
    country: answer,
    variety: answer,
    modelVersion: 'v-1',
    createdAt: new Date(Date.now() - 60_000).toISOString(),
    label: { variety: 'Malbec', labelledAt },
    labelMonth: labelledAt.slice(0, 7),
    labelledAt,
  };
  await dynamo.predictions().dynamo.send(new PutCommand({ TableName: 'Predictions', Item: prediction }));
}

/** The run that playModels has started ends as PROMOTED; the next one, by the schedule, fails. */
async function playTrain({ dynamo }: Registry): Promise<() => Promise<void>> {
  const { files, manifest } = await makeSmallArtifact('v-made');
  let isFirst = true;
  vi.doMock('../../functions/train/make-in-thread.ts', () => ({
    makeInThread: () => (job: { version: string }, tell: (progress: object) => void) => {
      if (!isFirst) return Promise.reject(new Error('The cork broke.'));
      isFirst = false;
      tell({ examples: 200 });
      const decision = { promoted: true, reason: 'All checks passed.', decidedBy: 'logLoss', checks: [] };
      const made = { kind: 'made', files, decision, inputs: job.version };
      return Promise.resolve({ ...made, manifest: { ...manifest, version: job.version } });
    },
  }));
  const { handler } = await import('../../functions/train/handler.ts');
  const { listRuns } = await import('../../store/models/runs.ts');
  return async () => {
    const [run] = await listRuns(dynamo.models(), 1, Date.now() + 10_000);
    await handler({ run: run?.id }, context);
    await handler({ source: 'schedule' }, context);
    vi.doUnmock('../../functions/train/make-in-thread.ts');
    const newest = await newestPromotion(dynamo.models(), Date.now() + 10_000);
    if (newest?.promotionKind !== 'GATE') throw new Error('The training that was played did not promote.');
  };
}

async function playAuthorizer({ dynamo }: Registry): Promise<() => Promise<void>> {
  const { handler } = await import('../../functions/authorizer/handler.ts');
  return async () => {
    dynamo.faults.current = () => ({ status: 400, json: { __type: 'AccessDeniedException', message: KEY } });
    const event = { authorizationToken: KEY, requestContext: { requestId: 'appsync-1' } };
    await handler(event, context).catch(() => undefined);
    dynamo.faults.current = undefined;
  };
}
