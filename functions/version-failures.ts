import { VERSION_FAILURES } from '../contract/metrics.ts';
import type { AwaitedFunctionName } from '../contract/releases.ts';
import { openMetrics } from './metrics.ts';

/**
 * Counts a call of this version that failed by our fault and was answered all the same: to Lambda it went well, and an
 * alarm must see it while the version is released. In a line of its own, since it has a dimension of its own.
 */
export function countVersionFailure(name: AwaitedFunctionName, environment = process.env): void {
  const version = environment['AWS_LAMBDA_FUNCTION_VERSION'] ?? '$LATEST';
  // Called by the function's own name, it is nobody's release.
  if (version === '$LATEST') return;
  const metrics = openMetrics();
  metrics.addDimension(VERSION_FAILURES.dimension, `${name}:${version}`);
  metrics.addMetric(VERSION_FAILURES.name, VERSION_FAILURES.unit, 1);
  metrics.publishStoredMetrics();
}
