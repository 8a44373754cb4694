import type { Metrics } from '@aws-lambda-powertools/metrics';
import { BULK_OPERATIONS, type BulkAnswer } from '../../contract/invocations.ts';
import type { Log } from '../log.ts';
import { addProperties, publishMetrics } from '../metrics.ts';
import { reportRejections } from '../rejections.ts';

/** What is known of a call beside its answer. */
export interface Operated {
  payload: unknown;
  /** Whose request it is, as log lines tell it. */
  caller: Readonly<Record<string, string>>;
  latencyMs: number;
}

/** Tells of one operation: a line of the log, and metrics where it failed. */
export function reportOperation(metrics: Metrics, log: Log, operated: Operated, { failure }: BulkAnswer): void {
  const operation = operationOf(operated.payload);
  addProperties(metrics, { ...operated.caller, operation });
  if (failure) reportRejections(metrics, [failure]);
  publishMetrics(metrics);
  const latencyMs = Math.round(operated.latencyMs);
  log.info('Answered.', { operation, latencyMs, errorType: failure?.errorType ?? null });
}

/** The payload of a resolver that is wrong may name anything. */
function operationOf(payload: unknown): string {
  const { operation } = (payload ?? {}) as { operation?: unknown };
  return BULK_OPERATIONS.find((known) => known === operation) ?? 'unknown';
}
