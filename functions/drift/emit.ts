import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { MetricName } from '../../contract/metrics.ts';
import type { StoredFindings } from '../../contract/stored-traffic.ts';
import { SIGNALS } from '../../contract/traffic.ts';
import { TARGETS, type Target } from '../../contract/wine.ts';
import { addMetric, publishMetrics } from '../metrics.ts';
import type { Accuracies } from './measure-accuracy.ts';

/**
 * Emits what a check found: `driftRatio` of each signal of which there was enough to tell, `driftWines`, `driftJobs`,
 * and of each target `estimatedAccuracy` and `measuredAccuracy`, as far as they are known.
 */
export function emitFindings(
  metrics: Metrics,
  { ratios, predictions }: StoredFindings,
  accuracies: Record<Target, Accuracies>,
): void {
  addMetric(metrics, 'driftWines', predictions);
  addMetric(metrics, 'driftJobs', 1);
  publishMetrics(metrics);
  for (const signal of SIGNALS) emitWith(metrics, 'driftRatio', ['signal', signal], ratios[signal]);
  for (const target of TARGETS) {
    emitWith(metrics, 'estimatedAccuracy', ['target', target], accuracies[target].estimated);
    emitWith(metrics, 'measuredAccuracy', ['target', target], accuracies[target].measured);
  }
}

/** A metric with a dimension beside the environment goes out alone: in a line with others they would have it too. */
function emitWith(
  metrics: Metrics,
  name: MetricName,
  [dimension, of]: readonly [name: string, value: string],
  value: number | undefined,
): void {
  if (value === undefined) return;
  metrics.addDimension(dimension, of);
  addMetric(metrics, name, value);
  publishMetrics(metrics);
}
