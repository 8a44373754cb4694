import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { Artifact } from '../../artifacts/open.ts';
import { createClassifier } from '../../classifier/answer/predict.ts';
import { createGauge } from '../../classifier/drift/gauge.ts';
import { addTally, emptyTally } from '../../classifier/drift/tally.ts';
import type { Example } from '../../classifier/features/example.ts';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import { naturalExamples } from '../../classifier/fit/labelled-rows.ts';
import type { Random } from '../../classifier/fit/random.ts';
import { subsetOf } from '../../classifier/fit/split.ts';
import { HISTOGRAM_BINS, HISTOGRAMS } from '../../contract/traffic.ts';
import type { HistogramName, Tally } from '../../contract/traffic.ts';
import { DATASET, SETTINGS } from '../../models/starter/settings.ts';
import { createPoisson } from './poisson.ts';

/** Wines that clients might ask about, and for each the bins that the real model's answer lies in. */
export interface Population {
  wines: readonly Example[];
  /** Numbers of bins, counted through all histograms; confidences have no part in what is simulated. */
  cells: readonly Int32Array[];
}

const FIRST_CELLS = Object.fromEntries(
  HISTOGRAMS.map((name, at) => [name, HISTOGRAMS.slice(0, at).reduce((sum, one) => sum + HISTOGRAM_BINS[one], 0)]),
) as Record<HistogramName, number>;
const CELL_COUNT = HISTOGRAMS.reduce((sum, name) => sum + HISTOGRAM_BINS[name], 0);

/** The wines of the bundled dataset that the starter version has not been fitted with, in the mix of the world. */
export function readUnseenWines(): Example[] {
  const examples = decodeDataset(brotliDecompressSync(readFileSync(DATASET)));
  const unseen = examples.filter((example) => subsetOf(example, SETTINGS.split) === 'holdout');
  return naturalExamples(unseen, SETTINGS);
}

/** Asks the model about wines, and counts each as the service would. */
export async function askAbout(model: Artifact, wines: readonly Example[]): Promise<Population> {
  const answers = await createClassifier(model).classify(wines, { evidence: false });
  const gauge = createGauge(model);
  const cells = wines.map((wine, at) => {
    const { country, variety } = answers[at] ?? {};
    const [name, confidence] = ['', 0];
    const tally = emptyTally();
    const best = {
      country: country?.ranking[0] ?? { name, confidence },
      variety: variety?.ranking[0] ?? { name, confidence },
    };
    gauge(wine, best, tally);
    return listCells(tally);
  });
  return { wines, cells };
}

/** The tally of so many predictions about wines that are drawn, with replacement, from the population. */
export function drawTally({ cells }: Population, count: number, random: Random): Tally {
  const counted = new Float64Array(CELL_COUNT);
  let predictions = 0;
  const add = (row: number, times: number): void => {
    predictions += times;
    for (const cell of cells[row] ?? []) counted[cell] = (counted[cell] ?? 0) + times;
  };
  if (count < 2 * cells.length) {
    for (let draw = 0; draw < count; draw += 1) add(Math.floor(random.next() * cells.length), 1);
  } else {
    const poisson = createPoisson(random);
    for (let row = 0; row < cells.length; row += 1) add(row, poisson(count / cells.length));
  }
  return toTally(counted, predictions);
}

/** The sum of two tallies. */
export function joinTallies(one: Tally, other: Tally): Tally {
  addTally(one, other);
  return one;
}

function listCells({ bins }: Tally): Int32Array {
  const cells = HISTOGRAMS.flatMap((name) =>
    bins[name].flatMap((count, bin) => (count > 0 ? [FIRST_CELLS[name] + bin] : [])),
  );
  return Int32Array.from(cells);
}

function toTally(counted: Float64Array, predictions: number): Tally {
  const bins = HISTOGRAMS.map((name) => {
    const first = FIRST_CELLS[name];
    return [name, [...counted.subarray(first, first + HISTOGRAM_BINS[name])]];
  });
  return { ...emptyTally(), predictions, bins: Object.fromEntries(bins) as Tally['bins'] };
}
