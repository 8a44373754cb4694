import { expect, test } from 'vitest';
import { subsetOf, splitExamples } from '../../../classifier/fit/split.ts';
import { fingerprintText } from '../../../classifier/text/fingerprint.ts';
import { inventExamples } from '../made-up-wines.ts';

const settings = { validation: 0.1, holdout: 0.2 };

test('the parts have about the shares asked for', () => {
  const { training, validation, holdout } = splitExamples(inventExamples(4000), settings);
  expect(training.length + validation.length + holdout.length).toBe(4000);
  expect(validation.length).toBeGreaterThan(320);
  expect(validation.length).toBeLessThan(480);
  expect(holdout.length).toBeGreaterThan(680);
  expect(holdout.length).toBeLessThan(920);
});

test('an example is in the same part whatever stands beside it, however its text is written', () => {
  const fingerprint = fingerprintText('Rosé, d’été: crisp');
  expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect(fingerprintText("ROSÉ d'été   crisp!".normalize('NFD'))).toBe(fingerprint);
  expect(fingerprintText('crisp rosé d’été')).not.toBe(fingerprint);
  expect(subsetOf({ fingerprint }, settings)).toBe(
    subsetOf({ fingerprint: fingerprint.slice(0, 8) + '0'.repeat(8) }, settings),
  );
});
