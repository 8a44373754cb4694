import type { Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Model } from '../../../artifacts/open.ts';
import { loadStarter } from '../../../artifacts/starter.ts';
import type { PredictAnswer } from '../../../contract/invocations.ts';
import type { Probe, ReleasedFunctionName } from '../../../contract/releases.ts';
import { answerProbe as askAuthorizer } from '../../../functions/authorizer/probe.ts';
import { listProofs as proveDrift } from '../../../functions/drift/probe.ts';
import { answerProbe as askRegistry } from '../../../functions/models/versions/probe.ts';
import { tryVersion } from '../../../functions/models/versions/try-version.ts';
import { answerProbe as askPredict } from '../../../functions/predict/probe.ts';
import { proveReadiness } from '../../../functions/probes.ts';
import { listProofs as proveTrain } from '../../../functions/train/probe.ts';
import { registerVersion, type Registry, startRegistry } from '../registry.ts';
import { type AwsStub, type Invoked, startAws } from './aws-stub.ts';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:Terroir-Predict:7';
const EVENT = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e-1' };
const context = { functionName: 'hook', awsRequestId: 'r' } as Context;

let registry: Registry;
let starter: Model;
let stub: AwsStub;
let version: (probe: Probe) => Promise<unknown>;
let written: string[];

beforeAll(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  starter = await loadStarter(new URL('../../../models/starter/', import.meta.url));
}, 60_000);
afterAll(() => registry.close());
beforeEach(async () => {
  written = [];
  stub = await startAws(async (probe): Promise<Invoked> => {
    try {
      return { answer: await version(probe as Probe) };
    } catch (error) {
      const { name, message } = error as Error;
      return { thrown: { errorType: name, errorMessage: message } };
    }
  });
  vi.resetModules();
  for (const [name, value] of Object.entries(registry.environment)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', stub.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_CODEDEPLOY', stub.endpoint);
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void written.push(String(line)));
  }
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await stub.close();
});

/** The functions as they are, answering probes. */
const sound: Record<ReleasedFunctionName, (probe: Probe) => Promise<unknown>> = {
  predict: (probe) => {
    const { dynamo } = registry;
    const tables = { predictions: dynamo.predictions(), usage: dynamo.usage(), traffic: dynamo.traffic() };
    const follower = { serve: () => Promise.resolve(starter) };
    return askPredict({ follower, loadStarter: () => Promise.resolve(starter), tables, newId: ulid }, probe);
  },
  registry: (probe) => {
    const { dynamo, bucket, starterFolder } = registry;
    const tables = { models: dynamo.models(), predictions: dynamo.predictions(), traffic: dynamo.traffic() };
    const monitoring = { monitor: {} as never, readAlarms: () => Promise.resolve([]), readSeries: {} as never };
    const parts = {
      ...tables,
      bucket,
      starter: registry.starter,
      starterFolder,
      tryVersion: (one: Parameters<typeof tryVersion>[1]) => tryVersion({ bucket, starterFolder }, one),
      newId: ulid,
      publish: () => Promise.resolve(),
      onTrouble: () => undefined,
      openMonitor: () => Promise.resolve(monitoring),
    };
    return askRegistry(parts, probe);
  },
  authorizer: (probe) => askAuthorizer(registry.dynamo.clients(), probe),
  train: () => {
    const { dynamo, bucket, datasetFile } = registry;
    return proveReadiness(
      proveTrain({ models: dynamo.models(), predictions: dynamo.predictions(), bucket, datasetFile }),
    );
  },
  drift: () => {
    const { dynamo, starter: manifest } = registry;
    const readManifest = () => Promise.resolve(manifest);
    const tables = { traffic: dynamo.traffic(), predictions: dynamo.predictions(), models: dynamo.models() };
    return proveReadiness(proveDrift({ ...tables, starterVersion: manifest.version, readManifest }));
  },
  bulk: () => Promise.resolve({ ready: true, proved: ['answer files'] }),
};

/** Runs the hook of a function against a version of it; returns what CodeDeploy was told, and the hook's sentence. */
async function release(name: ReleasedFunctionName, tried: (probe: Probe) => Promise<unknown>) {
  version = tried;
  vi.stubEnv('TERROIR_RELEASED_FUNCTION', name);
  vi.stubEnv('TERROIR_NEW_VERSION', ARN);
  const { handler } = await import('../../../functions/release-hook/handler.ts');
  await handler(EVENT, context);
  const lines = written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { told: stub.told, sentence: lines.at(-1)?.['message'], line: lines.at(-1) };
}
const answerOf = async (probe: Probe) => (await sound.predict(probe)) as PredictAnswer;

describe('the hook of a release', () => {
  it.each(Object.keys(sound) as ReleasedFunctionName[])('lets %s pass as it is', { timeout: 60_000 }, async (name) => {
    const { told, sentence, line } = await release(name, sound[name]);
    expect(sentence).toBe('The new version may answer.');
    expect(told).toEqual([{ deploymentId: 'd-1', lifecycleEventHookExecutionId: 'e-1', status: 'Succeeded' }]);
    expect(line).toMatchObject({ function: name, version: ARN, calls: stub.invocations.length });
  });

  it('asks the new version itself, by its ARN, for more than a hundred known answers, and says that it is a probe', async () => {
    await release('predict', sound.predict);
    expect(stub.invocations.length).toBeGreaterThan(100);
    for (const invocation of stub.invocations) expect(invocation).toEqual({ arn: ARN, custom: { terroirProbe: '1' } });
  });

  it('changes nothing: no function writes more than what no condition allows', { timeout: 60_000 }, async () => {
    const { dynamo } = registry;
    const scan = async () => {
      const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
      const tables = [dynamo.predictions(), dynamo.usage(), dynamo.traffic(), dynamo.models(), dynamo.clients()];
      const found = await Promise.all(tables.map((one) => one.dynamo.send(new ScanCommand({ TableName: one.name }))));
      return found.map(({ Items }) => Items);
    };
    const before = await scan();
    for (const [name, tried] of Object.entries(sound)) await release(name as ReleasedFunctionName, tried);
    expect(await scan()).toEqual(before);
  });

  it('tells CodeDeploy to stop where it cannot even begin', async () => {
    vi.stubEnv('TERROIR_RELEASED_FUNCTION', 'cellar');
    vi.stubEnv('TERROIR_NEW_VERSION', ARN);
    const { handler } = await import('../../../functions/release-hook/handler.ts');
    await handler(EVENT, context);
    expect(stub.told).toMatchObject([{ status: 'Failed' }]);
    expect(written.at(-1)).toContain('The hook itself failed.');
  });
});

/** Versions that must not answer anybody, by what is wrong with them, and what the hook says. */
const BAD: [ReleasedFunctionName, string, (probe: Probe) => Promise<unknown>, string][] = [
  [
    'predict',
    'answers another class',
    async (probe) => {
      const answer = await answerOf(probe);
      for (const { prediction } of answer.outcomes ?? []) {
        if (prediction) Object.assign(prediction.country, { ranking: [['Atlantis', 0.9]] });
      }
      return answer;
    },
    'The new version answers known wine 1 with the country Atlantis (0.9), where Italy (',
  ],
  [
    'predict',
    'is less sure than it should be',
    async (probe) => {
      const answer = await answerOf(probe);
      for (const { prediction } of answer.outcomes ?? []) {
        const [best] = prediction?.variety.ranking ?? [];
        if (prediction && best) Object.assign(prediction.variety, { ranking: [[best[0], best[1] - 0.01]] });
      }
      return answer;
    },
    'The new version answers known wine 1 with the variety ',
  ],
  [
    'predict',
    'loses a wine of a batch',
    async (probe) => {
      const answer = await answerOf(probe);
      return (answer.outcomes?.length ?? 0) > 1 ? { outcomes: answer.outcomes?.slice(1) } : answer;
    },
    'The new version answers 99 of 100 known wines.',
  ],
  [
    'predict',
    'throws',
    () => Promise.reject(new RangeError('the cork broke')),
    'The new version does not answer (VersionFailed: it failed (Unhandled): RangeError: the cork broke).',
  ],
  [
    'predict',
    'fails with a value',
    async (probe) =>
      probe.probe === 'readiness' ? sound.predict(probe) : { failure: { errorType: 'Internal', message: '' } },
    'The new version fails known wines as Internal.',
  ],
  [
    'predict',
    'takes whatever it is given',
    async (probe) => {
      const answer = await answerOf(probe);
      return answer.outcomes?.[0]?.rejection ? { outcomes: [] } : answer;
    },
    'The new version does not refuse a wine, or a batch, that breaks a rule of the schema.',
  ],
  [
    'predict',
    'does not know probes, and answers as it always did',
    () => Promise.resolve({ failure: { errorType: 'Internal' } }),
    'The new version is not ready: it does not know the question.',
  ],
  [
    'registry',
    'forgets the champion',
    async (probe) =>
      probe.probe === 'answer' && probe.question['operation'] === 'champion' ? { value: null } : sound.registry(probe),
    'The new version does not name the champion.',
  ],
  [
    'registry',
    'takes a page of no versions',
    async (probe) =>
      probe.probe === 'answer' && (probe.question['arguments'] as { limit?: number }).limit === 0
        ? { value: { items: [] } }
        : sound.registry(probe),
    'The new version does not refuse a page of no versions.',
  ],
  [
    'authorizer',
    'lets everybody in',
    async (probe) => (probe.probe === 'readiness' ? sound.authorizer(probe) : { isAuthorized: true }),
    'The new version lets in a key that nobody has.',
  ],
  [
    'authorizer',
    'lets nobody in',
    async (probe) => (probe.probe === 'readiness' ? sound.authorizer(probe) : { isAuthorized: false }),
    'The new version keeps out a key that is active, or takes it for another client’s.',
  ],
  [
    'authorizer',
    'opens what a key must not use',
    async (probe) => {
      const told = (await sound.authorizer(probe)) as { deniedFields?: string[] };
      return { ...told, ...(told.deniedFields && { deniedFields: [] }) };
    },
    'to predict, history.',
  ],
];

describe('a new version is refused', { timeout: 60_000 }, () => {
  it.each(BAD)('where %s %s', async (name, _, tried, sentence) => {
    const { told, sentence: said } = await release(name, tried);
    expect(said).toContain(sentence);
    expect(told).toMatchObject([{ status: 'Failed' }]);
  });

  it('where it may not write what it has to: the hook says which, and of what table', async () => {
    const { dynamo } = registry;
    dynamo.faults.current = (operation) =>
      operation === 'PutItem' || operation === 'UpdateItem'
        ? { status: 400, json: { __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'not authorized' } }
        : undefined;
    try {
      for (const [name, what] of [
        ['predict', 'write predictions'],
        ['registry', 'write the registry'],
        ['train', 'write runs'],
        ['drift', 'keep what it finds'],
      ] as const) {
        const { sentence } = await release(name, sound[name]);
        expect(sentence).toContain(`The new version is not ready: it cannot ${what} (AccessDenied`);
      }
    } finally {
      dynamo.faults.current = undefined;
    }
  });

  it('where the champion would not answer', async () => {
    const { dynamo } = registry;
    const tables = { predictions: dynamo.predictions(), usage: dynamo.usage(), traffic: dynamo.traffic() };
    const follower = { serve: () => Promise.resolve({ ...starter, beneath: starter }) };
    const parts = { follower, loadStarter: () => Promise.resolve(starter), tables, newId: ulid };
    const { sentence } = await release('predict', (probe) => askPredict(parts, probe));
    expect(sentence).toContain('it cannot serve the champion (Error: another version would answer instead');
  });
});

it('a probe is answered by the starter version, whichever is the champion', async () => {
  const { dynamo } = registry;
  await registerVersion(registry, 'v-other');
  const champion = { ...starter, version: 'v-other' };
  const tables = { predictions: dynamo.predictions(), usage: dynamo.usage(), traffic: dynamo.traffic() };
  const follower = { serve: () => Promise.resolve(champion) };
  const parts = { follower, loadStarter: () => Promise.resolve(starter), tables, newId: ulid };
  const question = { modelVersion: starter.version, wines: [{ description: 'Plum.' }] };
  const answer = (await askPredict(parts, { probe: 'answer', question })) as PredictAnswer;
  expect(answer.outcomes?.[0]?.prediction?.modelVersion).toBe(starter.version);
});

it('the registry answers a probe nothing that changes something', async () => {
  const question = { operation: 'promoteModel', clientId: 'o', arguments: { id: 'v', reason: 'r' } };
  await expect(sound.registry({ probe: 'answer', question })).rejects.toThrow('No probe may ask for that.');
});
