import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { Outcome, PredictAnswer } from '../../contract/invocations.ts';
import { COUNTED_CLASSES, UNSURE_BELOW } from '../../contract/metrics.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import { TARGETS } from '../../contract/wine.ts';
import { addCount, addMetric, addProperties, publishMetrics } from '../metrics.ts';
import { reportRejections } from '../rejections.ts';
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
  const confidences = TARGETS.map((target) => {
    const told = predictions.flatMap((prediction) => bestOf(prediction, target)?.[1] ?? []);
    addCount(metrics, `${target}Unsure`, told.filter((confidence) => confidence < UNSURE_BELOW).length);
    return { target, told };
  });
  for (const { target, told } of confidences) {
    // A metric's hundredth value publishes all that was added so far, and with it the properties.
    addProperties(metrics, properties);
    for (const confidence of told) addMetric(metrics, `${target}Confidence`, confidence);
  }
  publishMetrics(metrics);
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

function bestOf(prediction: StoredPrediction, target: 'country' | 'variety'): readonly [string, number] | undefined {
  return prediction[target].ranking[0];
}

/** To a microsecond. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
