import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { BLOCK_LIMITS, createBlocksBuilder } from '../features/blocks.ts';
import type { BlockLimits, FeatureBlocks } from '../features/blocks.ts';
import { inBatches } from '../features/example-source.ts';
import type { ExampleSource } from '../features/example-source.ts';
import type { FeatureMatrix } from '../features/matrix.ts';
import { createMatrixBuilder, joinMatrices, pickMatrixRows } from '../features/matrix.ts';
import type { PieceStore } from '../features/pieces.ts';
import type { Vocabulary } from '../features/vocabulary.ts';
import type { Example } from '../features/example.ts';
import { createRowLabeller, isNatural, keyOf } from './labelled-rows.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { addFacts, createFacts } from './prune.ts';
import type { FeatureFacts } from './prune.ts';
import { RETOLD } from './retelling/retell.ts';
import type { TrainingSettings } from './training-settings.ts';

/** All that is made of the examples to fit with, in one reading. */
export interface PreparedRows {
  features: FeatureBlocks;
  facts: FeatureFacts;
  rows: Record<Target, LabelledRows>;
  /** Of each row, bits: NATURAL, RETOLD_BIT. */
  flags: Uint8Array;
  /** The features of those rows by which the model is judged while it is made, in their order. */
  witnesses: FeatureMatrix;
  /** The row of `witnesses` that a row is; absent for others. */
  witnessOf: ReadonlyMap<number, number>;
}

/** Says that a row is of a source whose mix of classes is that of the world. */
export const NATURAL = 1;
/** Says that a row was told again. */
export const RETOLD_BIT = 2;

/** Of which rows the features are wanted once more, to judge by. */
export type IsWitness = (example: Example, row: number) => boolean;

/** What rows are prepared with. */
export interface Preparation {
  classes: Record<Target, readonly string[]>;
  settings: TrainingSettings;
  vocabulary: Vocabulary;
  isWitness: IsWitness;
  store: PieceStore;
  limits?: BlockLimits | undefined;
}

/** So many examples are turned into features at once. */
const BATCH_EXAMPLES = 1_024;

/** Reads the examples once, and makes of them all that a fit needs: row i is example i. */
export function prepareRows(source: ExampleSource, preparation: Preparation): PreparedRows {
  const { classes, settings, vocabulary, isWitness, store, limits = BLOCK_LIMITS } = preparation;
  const buildMatrix = createMatrixBuilder(vocabulary, settings.features, true);
  const blocks = createBlocksBuilder(source.count, store, limits);
  const facts = createFacts(vocabulary.keys.count);
  const labellers = {
    country: createRowLabeller('country', classes.country, settings, source.count),
    variety: createRowLabeller('variety', classes.variety, settings, source.count),
  };
  const flags = new Uint8Array(source.count);
  const witnessOf = new Map<number, number>();
  const witnesses: FeatureMatrix[] = [];
  let first = 0;
  for (const batch of inBatches(source, BATCH_EXAMPLES)) {
    const matrix = buildMatrix(batch);
    blocks.add(matrix, Int32Array.from(batch, keyOf));
    addFacts(facts, matrix);
    const seen: number[] = [];
    for (const [at, example] of batch.entries()) {
      const row = first + at;
      flags[row] = (isNatural(example, settings) ? NATURAL : 0) | (example.source === RETOLD ? RETOLD_BIT : 0);
      for (const target of TARGETS) labellers[target].add(example);
      if (!isWitness(example, row)) continue;
      witnessOf.set(row, witnessOf.size);
      seen.push(at);
    }
    if (seen.length > 0) witnesses.push(pickMatrixRows(matrix, seen));
    first += batch.length;
  }
  const rows = { country: labellers.country.end(), variety: labellers.variety.end() };
  return { features: blocks.end(), facts, rows, flags, witnesses: joinMatrices(witnesses), witnessOf };
}
