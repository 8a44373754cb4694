import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { BILLED_METRICS_MAX, ENVIRONMENT_DIMENSION, METRICS, METRICS_NAMESPACE } from '../../contract/metrics.ts';
import { KEY, type Line, NOTE, type Recorded, recordOutput } from './recorded-output.ts';

let recorded: Recorded;
beforeAll(async () => {
  recorded = await recordOutput();
}, 60_000);

interface Directive {
  Namespace: string;
  Dimensions: string[][];
  Metrics: { Name: string; Unit: string }[];
}

/** What CloudWatch makes of a line: a metric for each name and each set of dimensions, by their values. */
function metricsOf(line: Line): { name: string; unit: string; namespace: string; dimensions: [string, unknown][] }[] {
  const { CloudWatchMetrics = [] } = (line['_aws'] ?? {}) as { CloudWatchMetrics?: Directive[] };
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name, Unit }) => ({
        name: Name,
        unit: Unit,
        namespace: Namespace,
        dimensions: names.map((name): [string, unknown] => [name, line[name]]),
      })),
    ),
  );
}

const emitted = () => [...recorded.beginnings, ...recorded.requests].flatMap(metricsOf);
const byJob = Object.entries(METRICS).filter(([name]) => /^drift|^accuracy|Accuracy$/.test(name));

describe('what the functions measure', () => {
  it('is billed as forty metrics at most: each name with each value of its dimensions', () => {
    const recordedOnes = emitted().map(({ name, dimensions }) => JSON.stringify([name, dimensions]));
    const later = byJob.flatMap(([name, { dimension }]) => (dimension?.values ?? ['']).map((of) => `${name} ${of}`));
    const billed = new Set([...recordedOnes, ...later]);
    expect(billed.size).toBeGreaterThan(30);
    expect(billed.size).toBeLessThanOrEqual(BILLED_METRICS_MAX);
  });

  it('is what the contract lists, by name and unit, and nothing of that is left out', () => {
    for (const { name, unit, namespace } of emitted()) {
      expect([namespace, METRICS[name as keyof typeof METRICS]?.unit], name).toEqual([METRICS_NAMESPACE, unit]);
    }
    const names = new Set(emitted().map(({ name }) => name));
    const expected = Object.keys(METRICS).filter((name) => !byJob.some(([job]) => job === name));
    expect([...names].sort()).toEqual(expected.sort());
  });

  it('has the environment as its only dimension, and no name of a function', () => {
    for (const { name, dimensions } of emitted()) {
      expect(dimensions, name).toEqual([[ENVIRONMENT_DIMENSION, 'default']]);
    }
  });

  it('goes out in one line a request: one more where there are a hundred wines', () => {
    const lines = recorded.requests.filter((line) => 'latencyMs' in line && '_aws' in line);
    expect(lines).toHaveLength(9);
    expect(recorded.requests.filter((line) => line['requestId'] === 'crate-7' && '_aws' in line)).toHaveLength(3);
  });

  it('tells single requests from batches, and the stages of each', () => {
    const stages = ['validationMs', 'featuresMs', 'inferenceMs', 'storageMs'];
    const [single] = recorded.requests;
    expect(single).toMatchObject({ operation: 'predict', predictions: 1, coldStarts: 1, predictedPinotNoir: 1 });
    expect(Object.keys(single ?? {})).toEqual(expect.arrayContaining(stages));
    const batch = recorded.requests.find((line) => line['batchWines'] === 100);
    expect(batch).toMatchObject({ operation: 'predictBatch', predictions: 100, varietyUnsure: 100 });
  });

  it('tells how a training ended, and a slice by a line of its own', () => {
    const trainings = recorded.requests.filter((line) => 'trainingsFailed' in line);
    expect(trainings).toMatchObject([
      { trainingsFailed: 0, promotions: 1, trainingExamples: 200, decision: 'PROMOTED', decidedBy: 'logLoss' },
      { trainingsFailed: 1, decision: 'FAILED' },
    ]);
    const slices = recorded.requests.filter(({ message }) => message === 'A slice.');
    expect(slices).toMatchObject([
      { target: 'VARIETY', by: 'VARIETY', slice: 'Merlot', labelled: 30, right: 0, accuracy: 0, errorRate: 1 },
      { target: 'VARIETY', by: 'PRICE_RANGE', slice: '10–20', labelled: 30, errorRate: 1 },
    ]);
  });
});

describe('every line of a request', () => {
  it('tells whose it is and which one', () => {
    expect(recorded.requests.length).toBeGreaterThan(20);
    for (const line of recorded.requests) {
      expect(line, JSON.stringify(line)).toMatchObject({
        clientId: expect.stringMatching(/./) as string,
        requestId: expect.stringMatching(/./) as string,
      });
    }
  });

  it('R26: holds no key and no note', () => {
    for (const line of [...recorded.beginnings, ...recorded.requests]) {
      for (const mark of [NOTE, 'plum, tar', KEY, 'kkkkkkkk']) expect(JSON.stringify(line)).not.toContain(mark);
    }
  });
});

it('a metric that cannot be written fails no request, and the log tells of it', async () => {
  vi.resetModules();
  vi.doMock('../../functions/predict/report.ts', () => ({
    report: () => {
      throw new RangeError('too many');
    },
  }));
  vi.doMock('../../artifacts/starter.ts', async (original) => ({
    ...(await original<object>()),
    loadStarter: () => Promise.reject(new Error('none')),
  }));
  const written: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line) => void written.push(String(line)));
  const names = [
    'PREDICTIONS_TABLE',
    'MODELS_TABLE',
    'CLIENTS_TABLE',
    'USAGE_TABLE',
    'TRAFFIC_TABLE',
    'MODEL_BUCKET',
    'FILE_BUCKET',
    'AWS_ACCESS_KEY_ID',
  ];
  for (const name of names) vi.stubEnv(name, 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:9');
  const { handler } = await import('../../functions/predict/handler.ts');
  const answer = await handler({ clientId: 'c', wines: [], requestId: null }, {} as never);
  expect(answer).toMatchObject({ failure: { errorType: 'InvalidInput', errorInfo: { field: 'wines' } } });
  expect(written.join('\n')).toContain('The metrics of a call are lost.');
  vi.doUnmock('../../functions/predict/report.ts');
  vi.doUnmock('../../artifacts/starter.ts');
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it('docs/METRICS.md lists every metric with its unit and meaning', () => {
  const page = readFileSync(new URL('../../docs/METRICS.md', import.meta.url), 'utf8');
  for (const [name, { unit, meaning }] of Object.entries(METRICS)) {
    expect(page).toContain(`| \`${name}\` | ${unit} | ${meaning}`);
  }
});
