import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { emitFindings } from '../../../functions/drift/emit.ts';
import type { StoredFindings } from '../../../contract/stored/traffic.ts';
import { openMetrics } from '../../../functions/metrics.ts';

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Terroir');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.stubEnv('ENVIRONMENT', 'staging');
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

interface Emitted {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
}

/** Each metric with its dimensions and value, as CloudWatch reads the lines. */
function emitted() {
  return lines.flatMap((line) => {
    const blob = JSON.parse(line) as Emitted & Record<string, unknown>;
    return blob._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
      Metrics.map(({ Name }) => {
        expect(Dimensions).toHaveLength(1);
        return [Name, Dimensions[0]!.map((dimension) => blob[dimension]).join(' '), blob[Name]];
      }),
    );
  });
}

it('emits each signal and accuracy that is known under one set of dimensions', () => {
  const found: StoredFindings = {
    checkedAt: '2026-11-28T12:00:00.000Z',
    modelVersion: 'v-1',
    state: 'DRIFTED',
    predictions: 720,
    ratios: { price: 1.5, words: 0.25 },
    findings: [],
    histograms: [],
  };
  const accuracies = {
    country: { estimated: 0.9, measured: { share: 0.8, labels: 90 } },
    variety: { estimated: 0.6, measured: { share: 0.5, labels: 40 } },
  };
  emitFindings(openMetrics(), found, accuracies);
  expect(emitted()).toEqual([
    ['driftWines', 'staging', 720],
    ['accuracyLabels', 'staging', 40],
    ['driftRatio', 'staging words', 0.25],
    ['driftRatio', 'staging price', 1.5],
    ['estimatedAccuracy', 'staging country', 0.9],
    ['measuredAccuracy', 'staging country', 0.8],
    ['estimatedAccuracy', 'staging variety', 0.6],
    ['measuredAccuracy', 'staging variety', 0.5],
  ]);
});
