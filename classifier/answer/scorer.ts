import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { addFeatureScores } from './linear-model.ts';
import type { LinearModel } from './linear-model.ts';

/** The features of several wines for a Scorer, row by row; both arrays are rows × width. */
export interface ScorerInput {
  /** Numbers of features; the number of features itself, which weighs nothing, fills up the shorter rows. */
  ids: Int32Array;
  weights: Float32Array;
  rows: number;
  width: number;
  /** false where nobody asks for effects: a scorer may give none, then. */
  effects?: boolean;
}

/** What a Scorer says of several wines about one target. */
export interface TargetScores {
  /** rows × classes: the score of each class, before the temperature. */
  scores: Float32Array;
  /**
   * rows × width: what each feature adds to the score of the class with the highest score (of equal ones the first).
   */
  effects: Float32Array;
}

/** Runs the models of both targets: ONNX Runtime with the exported graph, or what createPlainScorer() makes. */
export type Scorer = (input: ScorerInput) => Promise<Record<Target, TargetScores>>;

/** A Scorer that computes what the exported graph computes, in plain TypeScript: the second opinion on it. */
export function createPlainScorer(models: Record<Target, LinearModel>): Scorer {
  return (input) => {
    const scored = TARGETS.map((target) => [target, scorePlainly(models[target], input)]);
    return Promise.resolve(Object.fromEntries(scored) as Record<Target, TargetScores>);
  };
}

function scorePlainly(model: LinearModel, { ids, weights, rows, width }: ScorerInput): TargetScores {
  const { classCount, firstFeature } = model;
  const scores = new Float32Array(rows * classCount);
  const effects = new Float32Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    const sums = Float64Array.from(model.bias);
    for (let at = row * width; at < (row + 1) * width; at += 1) {
      addFeatureScores(model, ids[at] ?? 0, weights[at] ?? 0, sums);
    }
    scores.set(sums, row * classCount);
    const winner = sums.indexOf(Math.max(...sums));
    for (let at = row * width; at < (row + 1) * width; at += 1) {
      const cell = ((ids[at] ?? 0) - firstFeature) * classCount + winner;
      effects[at] = (weights[at] ?? 0) * (model.weights[cell] ?? 0);
    }
  }
  return { scores, effects };
}
