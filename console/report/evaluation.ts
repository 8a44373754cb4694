/** What share of the answers was right. */
export interface Measures {
  exampleCount: number;
  /** 0 to 1. */
  accuracy: number;
  logLoss: number;
  calibrationError: number;
}

/** How a version did on a part of its hold-out set. */
export interface Slice extends Measures {
  kind: string;
  name: string;
}

/** Answers that were given with about the same confidence. */
export interface Bin {
  exampleCount: number;
  confidence: number;
  accuracy: number;
}

/** Of examples of a class (a row) how many were answered with which (a column); the last of both is for all others. */
export interface Confusion {
  classes: string[];
  counts: number[][];
}

/** How a version did for one target, as `ModelVersion.evaluation` tells it; what earlier versions lack is absent. */
export interface TargetEvaluation {
  regimes: Record<string, Measures>;
  slices: Slice[];
  byConfidence?: Bin[];
  confusion?: Confusion;
}

/** The evaluation of both targets, from the JSON that the API answers. Errors: Error where it is none. */
export function readEvaluation(json: string): Record<'country' | 'variety', TargetEvaluation> {
  const told: unknown = JSON.parse(json);
  if (!isObject(told) || !isTarget(told['country']) || !isTarget(told['variety'])) {
    throw new Error('The evaluation of this version has not the form that this release reads.');
  }
  return { country: told['country'], variety: told['variety'] };
}

function isTarget(told: unknown): told is TargetEvaluation {
  return isObject(told) && isObject(told['regimes']) && Array.isArray(told['slices']);
}

function isObject(told: unknown): told is Record<string, unknown> {
  return typeof told === 'object' && told !== null;
}
