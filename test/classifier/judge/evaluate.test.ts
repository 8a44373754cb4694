import { expect, test } from 'vitest';
import { fitTemperature, logLossAt } from '../../../classifier/fit/calibrate.ts';
import { binByConfidence, evaluate, judgeExamples } from '../../../classifier/judge/evaluate.ts';
import type { Judgement } from '../../../classifier/judge/evaluate.ts';
import { createRandom } from '../../../classifier/fit/random.ts';
import { evaluateSlices, rangeName } from '../../../classifier/judge/slices.ts';

const judgement = (trueClass: number, answer: number, confidence: number, classesAbove = 0): Judgement => ({
  trueClass,
  answer,
  confidence,
  classesAbove,
  probabilityOfTruth: trueClass === answer ? confidence : 0.25,
});

test('accuracy, macro-F1, top-3, log loss and calibration error are those worked out by hand', () => {
  const found = evaluate([
    judgement(0, 0, 0.9),
    judgement(0, 1, 0.5, 2),
    judgement(1, 1, 0.5),
    judgement(2, 1, 0.5, 3),
  ]);
  expect(found.accuracy).toBe(0.5);
  expect(found.macroF1).toBeCloseTo((2 / 3 + 1 / 2 + 0) / 3);
  expect(found.top3).toBe(0.75);
  expect(found.logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.25) * 2 + Math.log(0.5)) / 4);
  expect(found.calibrationError).toBeCloseTo((0.1 + 3 * (0.5 - 1 / 3)) / 4);
});

test('a confidence of 1 falls into the last of the bins', () => {
  expect(binByConfidence([judgement(0, 0, 1)])).toEqual([{ exampleCount: 1, confidence: 1, accuracy: 1 }]);
});

test('the temperature that scores were multiplied by is found again, and lowers the log loss', () => {
  const random = createRandom(3);
  const classCount = 4;
  const rows = 4000;
  const scores = Float32Array.from({ length: rows * classCount }, () => 4 * random.next());
  const trueClasses = Int32Array.from({ length: rows }, (_, row) => {
    const shares = scores.subarray(row * classCount, (row + 1) * classCount).map((score) => Math.exp(score));
    let rest = random.next() * shares.reduce((sum, share) => sum + share);
    return shares.findIndex((share) => (rest -= share) < 0);
  });
  const sharpened = { scores: scores.map((score) => score * 2), classCount, trueClasses };
  const temperature = fitTemperature(sharpened);
  expect(temperature).toBeGreaterThan(1.8);
  expect(temperature).toBeLessThan(2.2);
  expect(logLossAt(temperature, sharpened)).toBeLessThan(logLossAt(1, sharpened));
  expect(fitTemperature({ scores: new Float32Array(), classCount, trueClasses: new Int32Array() })).toBe(1);
});

test('scores become answers; of equal scores the first wins', () => {
  const [judged] = judgeExamples({ scores: Float32Array.of(1, 3, 3), classCount: 3, trueClasses: Int32Array.of(0) }, 1);
  expect(judged).toMatchObject({ answer: 1, classesAbove: 2, trueClass: 0 });
  expect(judged!.confidence).toBeCloseTo(1 / (2 + Math.exp(-2)));
});

test('slices of fewer than twenty examples are left out', () => {
  const examples = Array.from({ length: 30 }, (_, at) => ({
    fingerprint: '',
    source: '',
    description: 'one two two',
    country: at < 25 ? 'Ostia' : 'Nordland',
    price: 15,
  }));
  const right = examples.map(() => judgement(0, 0, 1));
  const halfRight = examples.map((_, at) => judgement(0, at % 2, 1));
  const slices = evaluateSlices(examples, { note: halfRight, noteAndNumbers: right, everything: right });
  expect(slices.map(({ kind, name, exampleCount }) => [kind, name, exampleCount])).toEqual([
    ['country', 'Ostia', 25],
    ['price', '10 to 20 dollars', 30],
    ['noteLength', 'under 20 different words', 30],
  ]);
  expect(slices[1]).toMatchObject({ accuracy: 1, accuracies: { note: 0.5, noteAndNumbers: 1, everything: 1 } });
});

test.each([
  [9.99, 'under 10 dollars'],
  [10, '10 to 20 dollars'],
  [100, '100 dollars or more'],
])('%d dollars are %s', (price, name) => {
  expect(rangeName(price, [10, 20, 40, 100], 'dollars')).toBe(name);
});
