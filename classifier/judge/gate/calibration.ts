import type { GateCheck } from '../../../contract/stored-models.ts';
import type { Target } from '../../../contract/wine.ts';
import { createRandom } from '../../fit/random.ts';
import { calibrationErrorOf } from '../evaluate.ts';
import type { Judgement } from '../evaluate.ts';
import { GATE, largeSlices } from './rules.ts';
import type { Duel } from './rules.ts';
import { targetOf } from './target-of.ts';

const CHANCE_ROUNDS = 100;

/**
 * Calibration within limits, overall and on each slice of 200 examples or more. What is held against the limits is the
 * calibration error beyond chance: even of a perfectly calibrated model, 200 examples in 15 bins show an error of
 * some .1, which says nothing about the model.
 */
export function checkCalibration(target: Target, { challenger, champion, slices }: Duel, seed: number): GateCheck[] {
  const check = (slice: string, rows: readonly number[] | undefined, limit: number): GateCheck => {
    const [before, after] = [pick(champion, rows), pick(challenger, rows)];
    const raw = calibrationErrorOf(after);
    const beyondChance = Math.max(0, raw - errorByChance(after, seed));
    const earlier = Math.max(0, calibrationErrorOf(before) - errorByChance(before, seed));
    const detail =
      `The calibration error for the ${target}${slice && ` on ${slice}`} (${after.length} examples) is ` +
      `${raw.toFixed(4)}, of which ${beyondChance.toFixed(4)} is beyond chance, and ${limit} is allowed.`;
    const name = `${target} calibration error${slice && `, ${slice}`}`;
    const figures = { champion: earlier, challenger: beyondChance, limit, n: after.length };
    return { name, target: targetOf(target), passed: beyondChance <= limit, ...figures, detail };
  };
  return [
    check('', undefined, GATE.calibrationError),
    ...largeSlices(slices).map(({ name, rows }) => check(name, rows, GATE.sliceCalibrationError)),
  ];
}

/**
 * Calibration within limits whatever is told: for each set of fields that tell something in enough of the hold-out
 * examples. One check: of the set with the largest error beyond chance.
 */
export function checkFieldSets(
  target: Target,
  judgements: Record<string, readonly Judgement[]>,
  seed: number,
): GateCheck[] {
  const [worst] = Object.entries(judgements)
    .filter(([, judged]) => judged.length >= GATE.fieldSetExamplesMin)
    .map(([fields, judged]) => {
      const raw = calibrationErrorOf(judged);
      return { fields, n: judged.length, raw, beyondChance: Math.max(0, raw - errorByChance(judged, seed)) };
    })
    .sort((one, other) => other.beyondChance - one.beyondChance);
  if (worst === undefined) return [];
  const { fields, n, raw, beyondChance } = worst;
  const limit = GATE.fieldSetCalibrationError;
  const detail =
    `Told ${fields.replaceAll('+', ', ')}, the calibration error for the ${target} (${n} examples) is ` +
    `${raw.toFixed(4)}, of which ${beyondChance.toFixed(4)} is beyond chance, and ${limit} is allowed; told anything ` +
    'else it is less.';
  const passed = beyondChance <= limit;
  const name = `${target} calibration error, whatever is told`;
  return [{ name, target: targetOf(target), passed, champion: null, challenger: beyondChance, limit, n, detail }];
}

/** The calibration error that judgements of this confidence show on average where the confidence is exactly right. */
function errorByChance(judgements: readonly Judgement[], seed: number): number {
  const random = createRandom(seed);
  let sum = 0;
  for (let round = 0; round < CHANCE_ROUNDS; round += 1) {
    sum += calibrationErrorOf(
      judgements.map((judgement) => ({
        ...judgement,
        answer: 0,
        trueClass: random.next() < judgement.confidence ? 0 : 1,
      })),
    );
  }
  return sum / CHANCE_ROUNDS;
}

function pick(judgements: readonly Judgement[], rows: readonly number[] | undefined): readonly Judgement[] {
  return rows === undefined ? judgements : rows.flatMap((row) => judgements[row] ?? []);
}
