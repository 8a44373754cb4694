import { expect, test } from 'vitest';
import { turnIntoProbabilities } from '../../../classifier/answer/calibration.ts';
import { binByConfidence, evaluate, judgeExamples } from '../../../classifier/judge/evaluate.ts';
import type { Judgement } from '../../../classifier/judge/evaluate.ts';

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

test('scores become answers; of equal scores the first wins', () => {
  const [judged] = judgeExamples(
    { scores: Float32Array.of(1, 3, 3), classCount: 3, trueClasses: Int32Array.of(0) },
    turnIntoProbabilities,
  );
  expect(judged).toMatchObject({ answer: 1, classesAbove: 2, trueClass: 0 });
  expect(judged!.confidence).toBeCloseTo(1 / (2 + Math.exp(-2)));
});
