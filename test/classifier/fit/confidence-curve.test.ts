import { describe, expect, test } from 'vitest';
import { readCurve, turnIntoProbabilities } from '../../../classifier/answer/calibration.ts';
import { fitConfidenceCurve } from '../../../classifier/fit/confidence-curve.ts';
import type { ScoredExamples } from '../../../classifier/fit/calibrate.ts';
import { createRandom } from '../../../classifier/fit/random.ts';

/** Examples of two classes: of the first is said, evenly, .5 to 1, and it is right as often as `truth` has it. */
function drawExamples(rows: number, truth: (said: number) => number): ScoredExamples {
  const random = createRandom(7);
  const said = Array.from({ length: rows }, () => 0.5 + 0.5 * random.next());
  return {
    scores: Float32Array.from(said.flatMap((share) => [Math.log(share), Math.log(1 - share)])),
    classCount: 2,
    trueClasses: Int32Array.from(said, (share) => (random.next() < truth(share) ? 0 : 1)),
  };
}

const curveOf = (rows: number, truth: (said: number) => number): ReturnType<typeof fitConfidenceCurve> =>
  fitConfidenceCurve(drawExamples(rows, truth), turnIntoProbabilities);

describe('the curve of the confidence', () => {
  test('finds how often is right what is said, where no slope would', () => {
    const curve = curveOf(6000, (said) => (said < 0.75 ? 0.6 : 0.9));
    for (const said of [0.55, 0.65, 0.7]) expect(Math.abs(readCurve(curve, said) - 0.6)).toBeLessThan(0.04);
    for (const said of [0.8, 0.9, 0.95]) expect(Math.abs(readCurve(curve, said) - 0.9)).toBeLessThan(0.04);
  });

  test('rises, even where what is said more surely is right less often', () => {
    const curve = curveOf(3000, (said) => 1.5 - said);
    expect(curve.length).toBeGreaterThan(1);
    for (const [at, [said, right]] of curve.entries()) {
      const [saidBefore, rightBefore] = curve[at - 1] ?? [-1, 0];
      expect(said).toBeGreaterThan(saidBefore);
      expect(right).toBeGreaterThanOrEqual(rightBefore);
    }
  });

  test('changes nothing where there is no example, and little where there are a few', () => {
    const none = curveOf(0, () => 1);
    for (const said of [0, 0.3, 1]) expect(readCurve(none, said)).toBe(said);
    expect(
      readCurve(
        curveOf(3, () => 0),
        0.75,
      ),
    ).toBeGreaterThan(0.65);
  });

  test('has one point for wines of which all the same is said', () => {
    const scores = Float32Array.from({ length: 1200 }, (_, at) => (at % 2 ? 0 : Math.log(1.5)));
    const trueClasses = Int32Array.from({ length: 600 }, (_, at) => (at % 2 ? 0 : 1));
    const curve = fitConfidenceCurve({ scores, classCount: 2, trueClasses }, turnIntoProbabilities);
    expect(curve).toHaveLength(3);
    expect(readCurve(curve, 0.6)).toBeCloseTo(0.5, 1);
  });
});
