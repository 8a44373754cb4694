import { Metrics } from '@aws-lambda-powertools/metrics';
import { ENVIRONMENT_DIMENSION, METRICS, type MetricName } from '../contract/metrics.ts';
import { SETTINGS } from '../contract/settings.ts';

/**
 * Opens the metrics of a function: in the namespace that Powertools reads from its variables, with the environment
 * (that of the function, unless another is told) as the only dimension. What is added is written as one line of the
 * log, in the embedded metric format, by publishMetrics().
 */
export function openMetrics(environment = process.env[SETTINGS.environment] ?? 'default'): Metrics {
  const metrics = new Metrics();
  // Powertools puts the name of the function into every set of dimensions, and each set is billed.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [ENVIRONMENT_DIMENSION]: environment });
  return metrics;
}

/** Adds a value of a metric to what is published next. */
export function addMetric(metrics: Metrics, name: MetricName, value: number): void {
  metrics.addMetric(name, METRICS[name].unit, value);
}

/** Adds a count, unless it is 0: a line of the log costs by the letter, and a metric that is not there is none. */
export function addCount(metrics: Metrics, name: MetricName, count: number): void {
  if (count > 0) addMetric(metrics, name, count);
}

/** Adds properties to what is published next: they are searched by Logs Insights, and not billed as metrics. */
export function addProperties(metrics: Metrics, properties: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(properties)) metrics.addMetadata(name, value);
}

/** Writes what was added; where nothing was, only the properties are forgotten. */
export function publishMetrics(metrics: Metrics): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  else metrics.clearMetadata();
}

/** Tells the first question from the later ones: of a process that Lambda started because somebody asked. */
export function createColdStartDetector(environment: NodeJS.ProcessEnv = process.env): () => boolean {
  let isCold = environment['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'on-demand';
  return () => {
    const wasCold = isCold;
    isCold = false;
    return wasCold;
  };
}
