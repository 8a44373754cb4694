import type { Target } from '../../contract/wine.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import type { Scorer, ScorerInput } from './scorer.ts';

/** The scores of one wine and their origin, for each target. */
export type RowScores = Record<
  Target,
  {
    /** The score of each class, before the temperature. */
    scores: Float32Array;
    /** What each entry of the wine's row adds to the winning class's score. */
    effects: Float32Array;
  }
>;

/**
 * Rows are filled up to a multiple of this many features. A score is then summed up in the same order whichever rows
 * are scored with it, also where the processor takes several features at once, and so is the same to the last bit.
 */
const BLOCK_WIDTH_STEP = 16;

/** Rows × width of a block at most, so that what is looked up for it stays in the processor's cache. */
const BLOCK_CELLS_MAX = 2048;

/**
 * Scores all rows of a matrix, in blocks of rows that are about as long as each other. Returns them in the order of the
 * rows. Without `effects` those may be empty, which saves time.
 */
export async function scoreInBlocks(
  matrix: FeatureMatrix,
  scorer: Scorer,
  featureCount: number,
  effects = true,
): Promise<RowScores[]> {
  const scored = new Array<RowScores>(matrix.rowCount);
  for (const rows of blocksOf(matrix)) {
    const input = fillBlock(matrix, rows, featureCount);
    const { country, variety } = await scorer({ ...input, effects });
    for (const [at, row] of rows.entries()) {
      const length = lengthOf(matrix, row);
      const cut = ({ scores, effects }: RowScores[Target]): RowScores[Target] => ({
        scores: scores.subarray((at * scores.length) / rows.length, ((at + 1) * scores.length) / rows.length),
        effects: effects.subarray(at * input.width, at * input.width + length),
      });
      scored[row] = { country: cut(country), variety: cut(variety) };
    }
  }
  return scored;
}

/** The rows, longest first, in groups that are scored together. */
function blocksOf(matrix: FeatureMatrix): number[][] {
  const rows = Array.from({ length: matrix.rowCount }, (_, row) => row);
  rows.sort((one, other) => lengthOf(matrix, other) - lengthOf(matrix, one));
  const blocks: number[][] = [];
  let width = 0;
  for (const row of rows) {
    const block = blocks.at(-1);
    if (block && (block.length + 1) * width <= BLOCK_CELLS_MAX) {
      block.push(row);
      continue;
    }
    width = widthFor(lengthOf(matrix, row));
    blocks.push([row]);
  }
  return blocks;
}

function fillBlock(matrix: FeatureMatrix, rows: readonly number[], featureCount: number): ScorerInput {
  const width = widthFor(lengthOf(matrix, rows[0] ?? 0));
  const ids = new Int32Array(rows.length * width).fill(featureCount);
  const weights = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries()) {
    const start = matrix.rowStarts[row] ?? 0;
    const end = matrix.rowStarts[row + 1] ?? 0;
    ids.set(matrix.ids.subarray(start, end), at * width);
    weights.set(matrix.weights.subarray(start, end), at * width);
  }
  return { ids, weights, rows: rows.length, width };
}

function lengthOf(matrix: FeatureMatrix, row: number): number {
  return (matrix.rowStarts[row + 1] ?? 0) - (matrix.rowStarts[row] ?? 0);
}

function widthFor(length: number): number {
  return Math.max(1, Math.ceil(length / BLOCK_WIDTH_STEP)) * BLOCK_WIDTH_STEP;
}
