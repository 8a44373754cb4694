import { expect, test } from 'vitest';
import { addFeatureScores } from '../../../classifier/answer/linear-model.ts';
import { createRowScorer } from '../../../classifier/answer/row-scorer.ts';
import { COUNTRY_BIT, DESCRIPTION_BIT, PRICE_BIT } from '../../../classifier/features/list.ts';
import type { FeatureMatrix } from '../../../classifier/features/matrix.ts';
import { listFieldSets } from '../../../classifier/features/visibility.ts';
import { createRandom } from '../../../classifier/fit/random.ts';

const ROW_LENGTH = 60;
const CLASSES = 7;
const NEEDS = [DESCRIPTION_BIT, DESCRIPTION_BIT | COUNTRY_BIT, COUNTRY_BIT, PRICE_BIT, COUNTRY_BIT | PRICE_BIT];

const random = createRandom(5);
const model = {
  classCount: CLASSES,
  firstFeature: 10,
  weights: Float32Array.from({ length: 200 * CLASSES }, () => random.next() - 0.5),
  bias: Float32Array.from({ length: CLASSES }, () => random.next()),
};

/** Rows that begin with their note, as those of wines do, or not. */
function makeMatrix(order: 'note first' | 'any order'): FeatureMatrix {
  const length = 4 * ROW_LENGTH;
  const needs = Uint8Array.from({ length }, () => NEEDS[Math.floor(random.next() * NEEDS.length)] ?? 0);
  for (let start = 0; order === 'note first' && start < length; start += ROW_LENGTH)
    needs.subarray(start, start + ROW_LENGTH).sort((one, other) => (other & DESCRIPTION_BIT) - (one & DESCRIPTION_BIT));
  return {
    rowCount: 4,
    rowStarts: Int32Array.from({ length: 5 }, (_, row) => row * ROW_LENGTH),
    ids: Int32Array.from({ length }, () => Math.floor(random.next() * 230)),
    weights: Float32Array.from({ length }, () => random.next()),
    needs,
  };
}

/** What the shown entries of a row add up to, one after the other. */
function sumUp(matrix: FeatureMatrix, row: number, visible: number): number[] {
  const sums = Float64Array.from(model.bias);
  for (let at = row * ROW_LENGTH; at < (row + 1) * ROW_LENGTH; at += 1) {
    if (((matrix.needs[at] ?? 0) & ~visible) === 0)
      addFeatureScores(model, matrix.ids[at] ?? 0, matrix.weights[at] ?? 0, sums);
  }
  return [...Float32Array.from(sums)];
}

test.each(['note first', 'any order'] as const)(
  'with any set of fields shown a row scores what its entries add up to, to the last bit (%s)',
  (order) => {
    const matrix = makeMatrix(order);
    const scorer = createRowScorer(model, matrix, Int32Array.of(3, 0, 2));
    for (const fields of listFieldSets('variety')) {
      const scores = scorer.score(Int32Array.of(2, 0), fields);
      expect([...scores]).toEqual([...sumUp(matrix, 2, fields), ...sumUp(matrix, 3, fields)]);
    }
  },
);

test('fields tell something of a row where an entry needs no others', () => {
  const needs = Uint8Array.of(DESCRIPTION_BIT, DESCRIPTION_BIT | COUNTRY_BIT, PRICE_BIT);
  const matrix = { rowCount: 1, rowStarts: Int32Array.of(0, 3), ids: new Int32Array(3), weights: new Float32Array(3) };
  const { told } = createRowScorer(model, { ...matrix, needs }, Int32Array.of(0));
  expect(told(0, COUNTRY_BIT | PRICE_BIT)).toBe(PRICE_BIT);
  expect(told(0, DESCRIPTION_BIT | COUNTRY_BIT)).toBe(DESCRIPTION_BIT | COUNTRY_BIT);
});
