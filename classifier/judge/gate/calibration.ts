import type { GateCheck } from '../../../contract/stored/models.ts';
import type { Target } from '../../../contract/wine.ts';
import { createRandom } from '../../fit/random.ts';
import { calibrationErrorOf } from '../evaluate.ts';
import type { Judgement } from '../evaluate.ts';
import { type Interval, quantileOf } from '../intervals.ts';
import { GATE, largeSlices } from './rules.ts';
import type { Duel, FieldSets } from './rules.ts';
import { targetOf } from './target-of.ts';

const CHANCE_ROUNDS = 100;

/**
 * Calibration within limits, overall and on each slice of 200 examples or more. What is held against the limits is the
 * calibration error beyond chance: even of a perfectly calibrated model, 200 examples in 15 bins show an error of
 * some .1, give or take .02, which says nothing about the model. It fails where the lower end of the 90 % interval of
 * the error beyond chance is over the limit.
 */
export function checkCalibration(target: Target, { challenger, champion, slices }: Duel, seed: number): GateCheck[] {
  const check = (slice: string, rows: readonly number[] | undefined, limit: number): GateCheck => {
    const before = measureBeyondChance(pick(champion, rows), seed);
    const after = measureBeyondChance(pick(challenger, rows), seed);
    const n = rows?.length ?? challenger.length;
    const detail =
      `The calibration error for the ${target}${slice && ` on ${slice}`} (${n} examples) is ${after.raw.toFixed(4)}, ` +
      `of which ${after.mean.toFixed(4)} is beyond chance, with 95 % confidence at least ${after.low.toFixed(4)}, ` +
      `and ${limit} is allowed.`;
    const figures = { champion: before.mean, challenger: after.mean, limit, low: after.low, high: after.high, n };
    const name = `${target} calibration error${slice && `, ${slice}`}`;
    return { name, target: targetOf(target), passed: after.low <= limit, ...figures, detail };
  };
  return [
    check('', undefined, GATE.calibrationError),
    ...largeSlices(slices).map(({ name, rows }) => check(name, rows, GATE.sliceCalibrationError)),
  ];
}

/**
 * Calibration within limits whatever is told: for each set of fields that tell something in enough of the hold-out
 * examples. What the champion does no better is no reason to keep it, so a set may also be as far off as it is there.
 * One check: of the set that is farthest beyond what it may be.
 */
export function checkFieldSets(target: Target, { challenger, champion }: FieldSets, seed: number): GateCheck[] {
  const [worst] = Object.entries(challenger)
    .filter(([, judged]) => judged.length >= GATE.fieldSetExamplesMin)
    .map(([fields, judged]) => {
      const found = measureBeyondChance(judged, seed);
      const before = beyond(champion[fields], found);
      const limit = Math.max(GATE.fieldSetCalibrationError, (before ?? 0) + GATE.fieldSetCalibrationLoss);
      return { fields, n: judged.length, before, limit, ...found };
    })
    .sort((one, other) => other.mean - other.limit - (one.mean - one.limit));
  if (worst === undefined) return [];
  const { fields, n, raw, mean, low, high, before, limit } = worst;
  const detail =
    `Told ${fields.replaceAll('+', ', ')}, the calibration error for the ${target} (${n} examples) is ` +
    `${raw.toFixed(4)}, of which ${mean.toFixed(4)} is beyond chance, and ${limit.toFixed(4)} is allowed; told ` +
    'anything else it is farther from its limit.';
  const name = `${target} calibration error, whatever is told`;
  const figures = { champion: before ?? null, challenger: mean, limit, low, high, n };
  return [{ name, target: targetOf(target), passed: mean <= limit, ...figures, detail }];
}

/** What of the champion's error is beyond the error that chance explains of the challenger's; undefined if unknown. */
function beyond(error: number | undefined, { raw, mean }: { raw: number; mean: number }): number | undefined {
  return error === undefined ? undefined : Math.max(0, error - (raw - mean));
}

/**
 * A calibration error, and what of it is beyond the error that judgements of this confidence show where the confidence
 * is exactly right: the mean, and the 90 % interval.
 */
function measureBeyondChance(judgements: readonly Judgement[], seed: number): Interval & { raw: number; mean: number } {
  const raw = calibrationErrorOf(judgements);
  const chance = drawErrors(judgements, seed);
  const without = (error: number): number => Math.max(0, raw - error);
  return {
    raw,
    mean: without(chance.reduce((sum, error) => sum + error, 0) / chance.length),
    low: without(quantileOf(chance, GATE.confidence)),
    high: without(quantileOf(chance, 1 - GATE.confidence)),
  };
}

/** The calibration errors of judgements that are right as often as they are sure to be, in ascending order. */
function drawErrors(judgements: readonly Judgement[], seed: number): number[] {
  const random = createRandom(seed);
  const drawOne = (): number =>
    calibrationErrorOf(
      judgements.map((judgement) => ({
        ...judgement,
        answer: 0,
        trueClass: random.next() < judgement.confidence ? 0 : 1,
      })),
    );
  return Array.from({ length: CHANCE_ROUNDS }, drawOne).sort((one, other) => one - other);
}

function pick(judgements: readonly Judgement[], rows: readonly number[] | undefined): readonly Judgement[] {
  return rows === undefined ? judgements : rows.flatMap((row) => judgements[row] ?? []);
}
