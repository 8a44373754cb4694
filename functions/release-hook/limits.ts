import type { ReleasedFunctionName } from '../../contract/releases.ts';

/** How long a new version may take, as the hook sees it: with Lambda's own way there and back. */
export interface LatencyLimits {
  /** The first call, for which a process has to start. */
  coldStartMsMax: number;
  /** Half of the later calls may not take longer; undefined where the hook asks too little to tell. */
  callMsP50Max?: number;
  /** No later call may take longer. */
  callMsMax: number;
}

/**
 * Beyond these a new version is refused. They are some five times what is measured (docs/BENCHMARKS.md), so that a busy
 * minute of AWS refuses nothing, and a release that makes every answer wait is seen.
 */
export const LATENCY_LIMITS: Readonly<Record<ReleasedFunctionName, LatencyLimits>> = {
  predict: { coldStartMsMax: 8_000, callMsP50Max: 150, callMsMax: 2_500 },
  registry: { coldStartMsMax: 12_000, callMsP50Max: 500, callMsMax: 5_000 },
  // AppSync asks it before every request that it has not cached.
  authorizer: { coldStartMsMax: 5_000, callMsP50Max: 150, callMsMax: 2_500 },
  // Nobody waits for these three: that they begin at all is what counts.
  train: { coldStartMsMax: 60_000, callMsMax: 30_000 },
  drift: { coldStartMsMax: 20_000, callMsMax: 15_000 },
  bulk: { coldStartMsMax: 20_000, callMsMax: 15_000 },
};

/** By how much the confidence of a known answer may differ: on another processor the last digits do. */
export const CONFIDENCE_TOLERANCE = 0.002;

/** How long a version that may not be called yet is asked again: a new grant takes seconds until IAM knows it. */
export const PATIENCE_MS = 60_000;
