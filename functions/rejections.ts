import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { ErrorType, Failure } from '../contract/errors.ts';
import { addCount } from './metrics.ts';

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

function countTypes(rejections: readonly Failure[]): Map<ErrorType, number> {
  const counts = new Map<ErrorType, number>();
  for (const { errorType } of rejections) counts.set(errorType, (counts.get(errorType) ?? 0) + 1);
  return counts;
}
