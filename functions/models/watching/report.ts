import type { Metrics } from '@aws-lambda-powertools/metrics';
import { MODELS_OPERATIONS, type ModelsAnswer } from '../../../contract/invocations.ts';
import type { Log } from '../../log.ts';
import { addMetric, addProperties, publishMetrics } from '../../metrics.ts';
import { reportRejections } from '../../rejections.ts';
import type { Stock } from '../trainings/take-stock.ts';

/** What is known of a call beside its answer. */
export interface Called {
  payload: unknown;
  /** Whose request it is, as log lines tell it. */
  caller: Readonly<Record<string, string>>;
  latencyMs: number;
  /** Whether it is the first call of its process. */
  isCold: boolean;
}

const MOVES = ['promoteModel', 'rollbackModel'];
/** What the schedules ask for: their lines would tell the same every minute. */
const UNASKED = ['settleRuns', 'takeStock'];

/** Tells of one call: a line of the log for whoever asked, and metrics where there is anything to count. */
export function reportCall(metrics: Metrics, log: Log, called: Called, answer: ModelsAnswer): void {
  const { caller, latencyMs, isCold } = called;
  const operation = operationOf(called.payload);
  addProperties(metrics, { ...caller, operation });
  if (isCold) addMetric(metrics, 'coldStarts', 1);
  if (answer.failure) reportRejections(metrics, [answer.failure]);
  else if (MOVES.includes(operation)) addMetric(metrics, 'promotions', 1);
  else if (operation === 'takeStock') reportStock(metrics, log, answer.value as Stock);
  publishMetrics(metrics);
  if (UNASKED.includes(operation)) return;
  log.info('Answered.', { operation, latencyMs: Math.round(latencyMs), errorType: answer.failure?.errorType ?? null });
}

/** A slice is a line of the log, and no metric: there are dozens. */
function reportStock(metrics: Metrics, log: Log, { trainingAgeHours, slices }: Stock): void {
  if (trainingAgeHours !== undefined) addMetric(metrics, 'trainingAgeHours', trainingAgeHours);
  for (const { target, by, slice, labelled, right, accuracy } of slices) {
    log.info('A slice.', { target, by, slice, labelled, right, accuracy, errorRate: 1 - accuracy });
  }
}

/** The payload of a resolver that is wrong may name anything. */
function operationOf(payload: unknown): string {
  const { operation } = (payload ?? {}) as { operation?: unknown };
  return MODELS_OPERATIONS.find((known) => known === operation) ?? 'unknown';
}
