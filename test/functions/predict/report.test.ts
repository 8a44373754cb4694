import type { Outcome, PredictAnswer } from '../../../contract/invocations.ts';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { internal, invalidInput, modelUnavailable } from '../../../functions/failures.ts';
import { report } from '../../../functions/predict/report.ts';
import { examplePrediction } from '../../store/example-prediction.ts';

let written: string[];
beforeEach(() => {
  written = [];
  // Powertools then writes through the console, where it can be read.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  for (const level of ['log', 'warn'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void written.push(String(line)));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const prediction: Outcome = { prediction: examplePrediction('c', 'a') };

function emitted(answer: PredictAnswer): Record<string, unknown>[] {
  report(new Metrics({ namespace: 'Terroir', serviceName: 'predict' }), answer, 12.5);
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the metrics of a call', () => {
  it('count what was predicted, rejected and our fault, and tell why', () => {
    const rejections = [invalidInput('price', 'range', 'no'), invalidInput(null, 'atLeastOne', 'no'), internal('no')];
    const outcomes = [prediction, ...rejections.map((rejection) => ({ rejection })), prediction];
    expect(emitted({ outcomes })).toMatchObject([
      {
        service: 'predict',
        predictions: 2,
        rejections: 3,
        errors: 1,
        latencyMs: 12.5,
        countryConfidence: [0.8123, 0.8123],
        varietyConfidence: [0.3, 0.3],
        modelVersion: 'v-test',
        rejectedInvalidInput: '2',
        rejectedInternal: '1',
      },
    ]);
  });

  it('count a request that failed as a whole once', () => {
    const expected = { predictions: 0, rejections: 1, errors: 1, rejectedModelUnavailable: '1', modelVersion: 'none' };
    expect(emitted({ failure: modelUnavailable() })).toMatchObject([expected]);
  });

  it('tell the model version beside every one of a hundred predictions', () => {
    const lines = emitted({ outcomes: Array<Outcome>(100).fill(prediction) });
    for (const line of lines) expect(line).toMatchObject({ modelVersion: 'v-test' });
    expect(lines.flatMap((line) => line['varietyConfidence'] ?? [])).toHaveLength(100);
  });

  it('are no more than 40 names, each without a dimension that multiplies it', () => {
    const [line] = emitted({ outcomes: [prediction] });
    const { CloudWatchMetrics } = line?.['_aws'] as {
      CloudWatchMetrics: { Dimensions: unknown; Metrics: unknown[] }[];
    };
    expect(CloudWatchMetrics.map(({ Dimensions }) => Dimensions)).toEqual([[['service']]]);
    expect(CloudWatchMetrics[0]?.Metrics.length).toBeLessThan(40);
  });

  it('hold nothing of the wine', () => {
    emitted({ outcomes: [prediction] });
    expect(written.join('\n')).not.toMatch(/plum|Nowhere/);
  });
});
