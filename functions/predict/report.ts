import type { Outcome, PredictAnswer } from '../../contract/invocations.ts';
import type { ErrorType, Failure } from '../../contract/errors.ts';
import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import { METRICS } from '../../contract/metrics.ts';
import { TARGETS } from '../../contract/wine.ts';

/**
 * Emits one call's metrics, in the embedded metric format: `predictions`, `rejections` (wines without an answer),
 * `errors` (those of them that are our fault), `countryConfidence` and `varietyConfidence` a prediction, `latencyMs`.
 * The model version and what was rejected why are properties, for Logs Insights: as dimensions each would be billed.
 */
export function report(metrics: Metrics, answer: PredictAnswer, latencyMs: number): void {
  const outcomes: readonly Outcome[] = answer.failure ? [{ rejection: answer.failure }] : answer.outcomes;
  const predictions = outcomes.flatMap((outcome) => outcome.prediction ?? []);
  const rejections = outcomes.flatMap((outcome) => outcome.rejection ?? []);
  const modelVersion = predictions[0]?.modelVersion ?? 'none';

  metrics.addMetadata('modelVersion', modelVersion);
  for (const [errorType, count] of countTypes(rejections)) metrics.addMetadata(`rejected${errorType}`, String(count));
  metrics.addMetric(METRICS.predictions, MetricUnit.Count, predictions.length);
  metrics.addMetric(METRICS.rejections, MetricUnit.Count, rejections.length);
  metrics.addMetric(METRICS.errors, MetricUnit.Count, rejections.filter(isOurs).length);
  metrics.addMetric(METRICS.latency, MetricUnit.Milliseconds, latencyMs);
  for (const target of TARGETS) {
    // A metric's hundredth value publishes all that was added so far, and with it the properties.
    metrics.addMetadata('modelVersion', modelVersion);
    for (const prediction of predictions) {
      const confidence = prediction[target].ranking[0]?.[1];
      if (confidence !== undefined) metrics.addMetric(METRICS[`${target}Confidence`], MetricUnit.NoUnit, confidence);
    }
  }
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  else metrics.clearMetadata();
}

/** Emits `modelRefused`: the champion did not load here, or is not what was registered. */
export function reportRefusal(metrics: Metrics): void {
  // Published at once: it is no part of any call's metrics.
  metrics.singleMetric().addMetric(METRICS.modelRefused, MetricUnit.Count, 1);
}

/** Counts in the call's metrics, with `fallbacks`, that another version than the champion answers it. */
export function noteFallback(metrics: Metrics): void {
  metrics.addMetric(METRICS.fallbacks, MetricUnit.Count, 1);
}

function countTypes(rejections: readonly Failure[]): Map<ErrorType, number> {
  const counts = new Map<ErrorType, number>();
  for (const { errorType } of rejections) counts.set(errorType, (counts.get(errorType) ?? 0) + 1);
  return counts;
}

function isOurs({ errorType }: Failure): boolean {
  return errorType === 'Internal' || errorType === 'ModelUnavailable';
}
