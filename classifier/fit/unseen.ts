import type { Target } from '../../contract/wine.ts';
import { createCalibrate } from '../answer/calibration.ts';
import type { Calibration } from '../answer/calibration.ts';
import { createRowScorer } from '../answer/row-scorer.ts';
import type { RowScorer } from '../answer/row-scorer.ts';
import { DESCRIPTION_BIT } from '../features/list.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import type { Example } from '../features/example.ts';
import { listFieldSets, mapRegimes, nameFields, visibleFields } from '../features/visibility.ts';
import type { Regime } from '../features/visibility.ts';
import { fitCalibration } from './calibrate.ts';
import type { ScoredExamples } from './calibrate.ts';
import { fitConfidenceCurve } from './confidence-curve.ts';
import type { FittedHalf } from './cross-fit.ts';
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
  const exact = scoreUnseen(prepareScorers(matrix, halves), usual).scores;
  for (const { model } of halves) round(model);
  const scorers = prepareScorers(matrix, halves);
  const logPrior = prior.map((share) => Math.log(share));
  const calibration: Record<string, Calibration> = {};
  for (const fields of listFieldSets(target)) {
    const name = nameFields(fields);
    const scored = scoreUnseen(scorers, fields, fields);
    const line = fitCalibration(scored, logPrior);
    calibration[name] = line;
    // With a note the two numbers do, and a curve from so few examples would only follow their chance.
    if (fields & DESCRIPTION_BIT) continue;
    const soFar = createCalibrate(target, { prior, calibration });
    calibration[name] = { ...line, curve: fitConfidenceCurve(scored, (scores) => soFar(scores, fields)) };
  }
  const calibrate = createCalibrate(target, { prior, calibration });
  const told = tellEach(scorers, usual);
  const rounding = measureRounding(exact, scoreUnseen(scorers, usual), (scores, row) =>
    calibrate(scores, told[row] ?? 0),
  );
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
  exampleOf: (row: number) => Example | undefined,
): RecentScores {
  const scorers = prepareScorers(matrix, halves);
  return {
    examples: halves.flatMap(({ unseen }) => Array.from(unseen.rows).flatMap((row) => exampleOf(row) ?? [])),
    trueClasses: Int32Array.from(halves.flatMap(({ unseen }) => [...unseen.labels])),
    classCount: halves[0]?.model.classCount ?? 0,
    byRegime: mapRegimes((regime) => {
      const visible = visibleFields(regime, target);
      return { scores: scoreUnseen(scorers, visible).scores, told: tellEach(scorers, visible) };
    }),
  };
}

/** Scores what a half has not seen. */
interface HalfScorer extends RowScorer {
  classCount: number;
  labels: Int32Array;
}

function prepareScorers(matrix: FeatureMatrix, halves: readonly FittedHalf[]): HalfScorer[] {
  return halves.map(({ model, unseen: { rows, labels } }) => ({
    ...createRowScorer(model, matrix, rows),
    classCount: model.classCount,
    labels,
  }));
}

/** Scores, of what each half has not seen, the examples in which all of the fields `needed` tell something. */
function scoreUnseen(scorers: readonly HalfScorer[], visible: number, needed = 0): ScoredExamples {
  const scored = scorers.map((scorer) => {
    const all = Int32Array.from({ length: scorer.rowCount }, (_, place) => place);
    const places = all.filter((place) => (scorer.told(place, visible) & needed) === needed);
    return { scores: scorer.score(places, visible), labels: places.map((place) => scorer.labels[place] ?? 0) };
  });
  return {
    scores: concatenate(scored.map(({ scores }) => scores)),
    classCount: scorers[0]?.classCount ?? 0,
    trueClasses: Int32Array.from(scored.flatMap(({ labels }) => [...labels])),
  };
}

/** The fields that tell something of each example that a half has not seen. */
function tellEach(scorers: readonly HalfScorer[], visible: number): Int32Array {
  const told = scorers.map(({ rowCount, told: tell }) =>
    Array.from({ length: rowCount }, (_, place) => tell(place, visible)),
  );
  return Int32Array.from(told.flat());
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
