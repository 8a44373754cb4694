import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { StoredRun } from '../contract/stored/models.ts';
import { addMetric, addProperties, publishMetrics } from './metrics.ts';
import type { Publish } from './publish.ts';

/**
 * Publishes as `publish` does, and emits the metrics of a run when its end is published: whoever writes the end of a
 * run publishes it, be it its own process or the one that settles it. `logLossOf` tells that of the version that the
 * run has made.
 */
export function reportingEnds(
  publish: Publish,
  metrics: Metrics,
  logLossOf: () => number | undefined = () => undefined,
): Publish {
  return (field, run) => {
    if (field === 'publishTrainingCompleted') reportRun(metrics, run, logLossOf());
    return publish(field, run);
  };
}

function reportRun(metrics: Metrics, run: StoredRun, logLoss: number | undefined): void {
  const { id, startedBy, status, startedAt, finishedAt, examples, decision, modelVersion } = run;
  addProperties(metrics, {
    clientId: startedBy,
    requestId: id,
    decision: status,
    ...(decision?.decidedBy == null ? {} : { decidedBy: decision.decidedBy }),
    ...(modelVersion === null ? {} : { modelVersion }),
  });
  addMetric(metrics, 'trainingsFailed', status === 'FAILED' ? 1 : 0);
  if (finishedAt !== null) {
    addMetric(metrics, 'trainingSeconds', (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
  }
  if (examples !== null) addMetric(metrics, 'trainingExamples', examples);
  if (logLoss !== undefined) addMetric(metrics, 'logLoss', logLoss);
  if (status === 'PROMOTED') addMetric(metrics, 'promotions', 1);
  publishMetrics(metrics);
}
