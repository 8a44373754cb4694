import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { MetricName } from '../../contract/metrics.ts';
import type { StoredFindings } from '../../contract/stored/traffic.ts';
import { SIGNALS } from '../../contract/traffic.ts';
import { TARGETS, type Target } from '../../contract/wine.ts';
import { addMetric, publishMetrics } from '../metrics.ts';
import type { Accuracies } from './measure-accuracy.ts';

/**
 * Emits what a check found: `driftWines`, `driftRatio` of each signal of which there was enough to tell, of each target
 * `estimatedAccuracy` and `measuredAccuracy`, as far as they are known, and `accuracyLabels` where the latter is.
 */
export function emitFindings(
  metrics: Metrics,
  { ratios, predictions }: StoredFindings,
  accuracies: Record<Target, Accuracies>,
): void {
  addMetric(metrics, 'driftWines', predictions);
  const labels = TARGETS.flatMap((target) => accuracies[target].measured?.labels ?? []);
  // The alarm takes all of them for as many as the fewest, so that it does not go off early.
  if (labels.length > 0) addMetric(metrics, 'accuracyLabels', Math.min(...labels));
  publishMetrics(metrics);
  for (const signal of SIGNALS) emitWith(metrics, 'driftRatio', ['signal', signal], ratios[signal]);
  for (const target of TARGETS) {
    emitWith(metrics, 'estimatedAccuracy', ['target', target], accuracies[target].estimated);
    emitWith(metrics, 'measuredAccuracy', ['target', target], accuracies[target].measured?.share);
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
