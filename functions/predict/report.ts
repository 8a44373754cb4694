import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { Outcome, PredictAnswer } from '../../contract/invocations.ts';
import type { ErrorType, Failure } from '../../contract/errors.ts';
import { COUNTED_CLASSES, type MetricName, UNSURE_BELOW } from '../../contract/metrics.ts';
import type { StoredPrediction } from '../../contract/stored-prediction.ts';
import { TARGETS } from '../../contract/wine.ts';
import { addMetric, addProperties, publishMetrics } from '../metrics.ts';
import type { Stages } from './stages.ts';

/** What is known of a call beside its answer. */
export interface Asked {
  /** Whose request it is, as log lines tell it. */
  caller: Readonly<Record<string, string>>;
  stages: Stages;
  /** As many as came, be they sound or not. */
  wines: number;
  /** Whether it is the first call of its process. */
  isCold: boolean;
}

/**
 * Emits one call's metrics, as contract/metrics.ts lists them, in one line. What was added before goes out with it. The
 * model version and what was rejected why are properties, for Logs Insights: as dimensions each would be billed.
 */
export function report(metrics: Metrics, answer: PredictAnswer, latencyMs: number, asked?: Asked): void {
  const outcomes: readonly Outcome[] = answer.failure ? [{ rejection: answer.failure }] : answer.outcomes;
  const predictions = outcomes.flatMap((outcome) => outcome.prediction ?? []);
  const rejections = outcomes.flatMap((outcome) => outcome.rejection ?? []);
  const properties = { ...asked?.caller, modelVersion: predictions[0]?.modelVersion ?? 'none' };

  addProperties(metrics, properties);
  addMetric(metrics, 'predictions', predictions.length);
  addMetric(metrics, 'latencyMs', latencyMs);
  reportRejections(metrics, rejections);
  if (asked !== undefined) reportAsked(metrics, asked);
  for (const { target, name, metric } of COUNTED_CLASSES) {
    addCount(metrics, metric, predictions.filter((prediction) => bestOf(prediction, target)?.[0] === name).length);
  }
  for (const target of TARGETS) {
    const confidences = predictions.flatMap((prediction) => bestOf(prediction, target)?.[1] ?? []);
    // A metric's hundredth value publishes all that was added so far, and with it the properties.
    addProperties(metrics, properties);
    addCount(metrics, `${target}Unsure`, confidences.filter((confidence) => confidence < UNSURE_BELOW).length);
    for (const confidence of confidences) addMetric(metrics, `${target}Confidence`, confidence);
  }
  publishMetrics(metrics);
}

/** Counts a call's rejections by cause, in metrics and, each by its name, in properties. */
export function reportRejections(metrics: Metrics, rejections: readonly Failure[]): void {
  for (const [errorType, count] of countTypes(rejections)) metrics.addMetadata(`rejected${errorType}`, String(count));
  const countOf = (...types: ErrorType[]): number =>
    rejections.filter(({ errorType }) => types.includes(errorType)).length;
  addCount(metrics, 'rejections', rejections.length);
  addCount(metrics, 'invalidInputs', countOf('InvalidInput'));
  addCount(metrics, 'quotaRefusals', countOf('QuotaExceeded'));
  addCount(metrics, 'errors', countOf('Internal', 'ModelUnavailable'));
}

function reportAsked(metrics: Metrics, { stages, wines, isCold }: Asked): void {
  metrics.addMetadata('operation', wines > 1 ? 'predictBatch' : 'predict');
  if (wines > 1) addMetric(metrics, 'batchWines', wines);
  if (isCold) addMetric(metrics, 'coldStarts', 1);
  const { validationMs, classifyMs, inferenceMs, storageMs } = stages;
  if (validationMs !== undefined) addMetric(metrics, 'validationMs', round(validationMs));
  if (classifyMs > 0) {
    addMetric(metrics, 'featuresMs', round(Math.max(0, classifyMs - inferenceMs)));
    addMetric(metrics, 'inferenceMs', round(inferenceMs));
  }
  if (storageMs !== undefined) addMetric(metrics, 'storageMs', round(Math.max(0, storageMs)));
}

/** Emits `modelRefused` at once: it is no part of any call's metrics. */
export function reportRefusal(metrics: Metrics): void {
  addMetric(metrics, 'modelRefused', 1);
  publishMetrics(metrics);
}

/** Counts in the call's metrics, with `fallbacks`, that another version than the champion answers it. */
export function noteFallback(metrics: Metrics): void {
  addMetric(metrics, 'fallbacks', 1);
}

/** A line of the log costs by the letter, and a metric that is not there is none. */
function addCount(metrics: Metrics, name: MetricName, count: number): void {
  if (count > 0) addMetric(metrics, name, count);
}

function bestOf(prediction: StoredPrediction, target: 'country' | 'variety'): readonly [string, number] | undefined {
  return prediction[target].ranking[0];
}

function countTypes(rejections: readonly Failure[]): Map<ErrorType, number> {
  const counts = new Map<ErrorType, number>();
  for (const { errorType } of rejections) counts.set(errorType, (counts.get(errorType) ?? 0) + 1);
  return counts;
}

/** To a microsecond. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
