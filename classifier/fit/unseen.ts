import type { Target } from '../../contract/wine.ts';
import { createCalibrate } from '../answer/calibration.ts';
import type { Calibration } from '../answer/calibration.ts';
import { scoreMatrix } from '../answer/linear-model.ts';
import { DESCRIPTION_BIT } from '../features/list.ts';
import { tellingFields } from '../features/matrix.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import type { Example } from '../features/example.ts';
import { listFieldSets, mapRegimes, nameFields, visibleFields } from '../features/visibility.ts';
import type { Regime } from '../features/visibility.ts';
import { fitCalibration } from './calibrate.ts';
import type { ScoredExamples } from './calibrate.ts';
import { fitConfidenceCurve } from './confidence-curve.ts';
import type { FittedHalf } from './cross-fit.ts';
import { pickRows } from './labelled-rows.ts';
import { measureRounding } from './rounding-effect.ts';
import type { RoundingEffect } from './rounding-effect.ts';

/** What examples that models were not fitted with tell of a target's model. */
export interface Findings {
  /** By the fields that are told, as nameFields() names them. */
  calibration: Record<string, Calibration>;
  /** What rounding the weights has done where note, price, points and the other target are given. */
  rounding: RoundingEffect;
}

/**
 * Finds how a target's scores become probabilities, for each set of fields that a caller may tell, by examples that the
 * halves have not seen and in which all of these fields tell something; and what `round`, which rounds the weights of
 * the halves, does.
 */
export function judgeUnseen(
  target: Target,
  matrix: FeatureMatrix,
  halves: readonly FittedHalf[],
  prior: Float64Array,
  round: (model: FittedHalf['model']) => void,
): Findings {
  const usual = visibleFields('noteAndNumbers', target);
  const exact = scoreUnseen(target, matrix, halves, usual, 0).scores;
  for (const { model } of halves) round(model);
  const logPrior = prior.map((share) => Math.log(share));
  const calibration: Record<string, Calibration> = {};
  for (const fields of listFieldSets(target)) {
    const name = nameFields(fields);
    const scored = scoreUnseen(target, matrix, halves, fields, fields);
    const line = fitCalibration(scored, logPrior);
    calibration[name] = line;
    // With a note the two numbers do, and a curve from so few examples would only follow their chance.
    if (fields & DESCRIPTION_BIT) continue;
    const soFar = createCalibrate(target, { prior, calibration });
    calibration[name] = { ...line, curve: fitConfidenceCurve(scored, (scores) => soFar(scores, fields)) };
  }
  const rounded = scoreUnseen(target, matrix, halves, usual, 0);
  const calibrate = createCalibrate(target, { prior, calibration });
  const told = halves.flatMap(({ unseen }) =>
    Array.from(unseen.rows, (row) => tellingFields(matrix, row, target, usual)),
  );
  const rounding = measureRounding(exact, rounded, (scores, row) => calibrate(scores, told[row] ?? 0));
  return { calibration, rounding };
}

/** What models that were not fitted with recent examples say of them, after rounding. */
export interface RecentScores {
  examples: Example[];
  trueClasses: Int32Array;
  classCount: number;
  /** Examples × classes, and the fields that tell something of each, in each regime. */
  byRegime: Record<Regime, { scores: Float32Array; told: Int32Array }>;
}

/** Scores what each half has not seen, in each regime; the weights of the halves are rounded already. */
export function scoreRecent(
  target: Target,
  matrix: FeatureMatrix,
  halves: readonly FittedHalf[],
  examples: readonly Example[],
): RecentScores {
  const rows = halves.flatMap(({ unseen }) => [...unseen.rows]);
  return {
    examples: rows.flatMap((row) => examples[row] ?? []),
    trueClasses: Int32Array.from(halves.flatMap(({ unseen }) => [...unseen.labels])),
    classCount: halves[0]?.model.classCount ?? 0,
    byRegime: mapRegimes((regime) => {
      const visible = visibleFields(regime, target);
      return {
        scores: scoreUnseen(target, matrix, halves, visible, 0).scores,
        told: Int32Array.from(rows, (row) => tellingFields(matrix, row, target, visible)),
      };
    }),
  };
}

/** Scores, of what each half has not seen, the examples in which all of the fields `needed` tell something. */
function scoreUnseen(
  target: Target,
  matrix: FeatureMatrix,
  halves: readonly FittedHalf[],
  visible: number,
  needed: number,
): ScoredExamples {
  const tells = (row: number): boolean => (tellingFields(matrix, row, target, visible) & needed) === needed;
  const scored = halves.map(({ model, unseen }) => {
    const { rows, labels } = pickRows(unseen, tells);
    return { scores: scoreMatrix(model, matrix, rows, visible), labels };
  });
  return {
    scores: concatenate(scored.map(({ scores }) => scores)),
    classCount: halves[0]?.model.classCount ?? 0,
    trueClasses: Int32Array.from(scored.flatMap(({ labels }) => [...labels])),
  };
}

function concatenate(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((length, array) => length + array.length, 0));
  let end = 0;
  for (const array of arrays) {
    all.set(array, end);
    end += array.length;
  }
  return all;
}
