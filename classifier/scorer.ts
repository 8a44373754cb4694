import type { LinearModel } from './logistic-regression.ts';
import { TARGETS } from './wine.ts';
import type { Target } from './wine.ts';

/** The features of several wines, row by row; both arrays are rows × width. */
export interface ScorerInput {
  /** Numbers of features; the number of features itself, which weighs nothing, fills up the shorter rows. */
  ids: Int32Array;
  weights: Float32Array;
  rows: number;
  width: number;
}

/** What a model says about one target. */
export interface TargetScores {
  /** rows × classes: the score of each class, before the temperature. */
  scores: Float32Array;
  /** rows × width: what each feature adds to the score of the class with the highest score (of equal ones the first). */
  effects: Float32Array;
}

/** Runs a model: ONNX Runtime with the exported graph, or createPlainScorer(). */
export type Scorer = (input: ScorerInput) => Promise<Record<Target, TargetScores>>;

/** The same as the exported graph, in plain numbers: the second opinion on it. */
export function createPlainScorer(models: Record<Target, LinearModel>): Scorer {
  return (input) => {
    const scored = TARGETS.map((target) => [target, scorePlainly(models[target], input)]);
    return Promise.resolve(Object.fromEntries(scored) as Record<Target, TargetScores>);
  };
}

function scorePlainly({ weights, bias, classCount }: LinearModel, input: ScorerInput): TargetScores {
  const scores = new Float32Array(input.rows * classCount);
  const effects = new Float32Array(input.rows * input.width);
  for (let row = 0; row < input.rows; row += 1) {
    const sums = Float64Array.from(bias);
    const start = row * input.width;
    for (let at = start; at < start + input.width; at += 1) {
      const offset = (input.ids[at] ?? 0) * classCount;
      for (let c = 0; c < classCount; c += 1) {
        sums[c] = (sums[c] ?? 0) + (input.weights[at] ?? 0) * (weights[offset + c] ?? 0);
      }
    }
    scores.set(sums, row * classCount);
    const winner = sums.indexOf(Math.max(...sums));
    for (let at = start; at < start + input.width; at += 1) {
      effects[at] = (input.weights[at] ?? 0) * (weights[(input.ids[at] ?? 0) * classCount + winner] ?? 0);
    }
  }
  return { scores, effects };
}
