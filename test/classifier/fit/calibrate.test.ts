import { expect, test } from 'vitest';
import { fitTemperature, logLossAt } from '../../../classifier/fit/calibrate.ts';
import { createRandom } from '../../../classifier/fit/random.ts';

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
