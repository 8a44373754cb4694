import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FIGURE } from '../../promises/reporter.ts';

const PAGE = new URL('../../../docs/model-fields.md', import.meta.url);

/** The rows of the tables over five folds: fields told, examples, calibration error. */
function readFolds(): { told: string; examples: number; calibrationError: number }[] {
  const page = readFileSync(PAGE, 'utf8');
  const folds = /<!-- cross-validation: [^>]* -->(.*?)<!-- end of cross-validation -->/s.exec(page)?.[1] ?? '';
  return [...folds.matchAll(/^\| ([a-z, ]+?) +\| +(\d+) \| +[\d.]+ \| +([\d.]+) \|$/gm)].map(
    ([, told = '', examples, error]) => ({ told, examples: Number(examples), calibrationError: Number(error) }),
  );
}

it('R18: the confidence is true within .03 for each set of fields told, over five folds', async ({ annotate }) => {
  const folds = readFolds();
  expect(folds).toHaveLength(2 * 63);
  expect(folds.filter(({ examples }) => examples < 1_000)).toEqual([]);
  expect(folds.filter(({ calibrationError }) => calibrationError > 0.03)).toEqual([]);
  const worst = Math.max(...folds.map(({ calibrationError }) => calibrationError));
  await annotate(`calibration error of the worst of 126 sets of fields: ${worst}`, FIGURE);
});
