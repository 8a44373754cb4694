import { expect, test } from 'vitest';
import { createBlockReader, createBlocksBuilder } from '../../../classifier/features/blocks.ts';
import type { FeatureBlocks } from '../../../classifier/features/blocks.ts';
import { buildVocabulary } from '../../../classifier/features/build-vocabulary.ts';
import { createMatrixBuilder } from '../../../classifier/features/matrix.ts';
import type { FeatureMatrix } from '../../../classifier/features/matrix.ts';
import { MEMORY } from '../../../classifier/features/pieces.ts';
import type { PieceStore } from '../../../classifier/features/pieces.ts';
import { inventExamples, QUICK_SETTINGS } from '../made-up-wines.ts';

const examples = inventExamples(500, 3);
const keys = Int32Array.from(examples, ({ fingerprint }) => parseInt(fingerprint.slice(8), 16) | 0);
const vocabulary = buildVocabulary(examples, QUICK_SETTINGS);
const matrix = createMatrixBuilder(vocabulary, QUICK_SETTINGS.features)(examples);

/** A store that has no room in memory. */
function createStoreElsewhere(): PieceStore {
  const all: Uint8Array[] = [];
  return {
    keep: (bytes) => ({ start: all.push(bytes.slice()) - 1, length: bytes.length }),
    read: ({ start }, into) => into.set(all[start]!),
  };
}

function build(store: PieceStore, limits: { blockRows: number; pieceRows: number }): FeatureBlocks {
  const builder = createBlocksBuilder(examples.length, store, limits);
  const half = Math.floor(examples.length / 2);
  for (const [from, to] of [
    [0, half],
    [half, examples.length],
  ] as const) {
    const some = createMatrixBuilder(vocabulary, QUICK_SETTINGS.features)(examples.slice(from, to));
    builder.add(some, keys.subarray(from, to));
  }
  return builder.end();
}

const rowOf = ({ rowStarts, ids, weights, needs }: FeatureMatrix, row: number) => {
  const [start, end] = [rowStarts[row], rowStarts[row + 1]];
  return [ids, weights, needs].map((column) => [...column.subarray(start, end)]);
};

test.each([
  ['one block in memory', MEMORY, { blockRows: 1_000, pieceRows: 64 }, 1],
  ['blocks in memory', MEMORY, { blockRows: 100, pieceRows: 40 }, 5],
  ['blocks that are put away', createStoreElsewhere(), { blockRows: 100, pieceRows: 40 }, 5],
  ['one block that is put away', createStoreElsewhere(), { blockRows: 1_000, pieceRows: 33 }, 1],
])('rows have the features in %s that they have in a matrix', (_, store, limits, blockCount) => {
  const blocks = build(store, limits);
  expect(blocks.blockCount).toBe(blockCount);
  const reader = createBlockReader(blocks, store.read);
  let rows = 0;
  for (let block = 0; block < blockCount; block += 1) {
    const pieces = reader.load(block);
    for (let row = 0; row < examples.length; row += 1) {
      const number = blocks.pieceOfRow[row]!;
      if (blocks.pieces[number]?.block !== block) continue;
      rows += 1;
      expect(rowOf(pieces[number]!, blocks.placeOfRow[row]!)).toEqual(rowOf(matrix, row));
    }
  }
  expect(rows).toBe(examples.length);
});

test('a block is a sample of all rows, of about the size asked for', () => {
  const { pieces } = build(MEMORY, { blockRows: 100, pieceRows: 1_000 });
  for (const { rowCount } of pieces) expect(Math.abs(rowCount - 100)).toBeLessThan(35);
});
