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

/** Counts wines of a population into bins, and makes a tally of them in the end. */
export interface CellCounter {
  /** Counts the wine of that number so many times. */
  add(population: Population, row: number, times: number): void;
  tally(): Tally;
}

/** A counter that has counted nothing. */
export function createCellCounter(): CellCounter {
  const counted = new Float64Array(CELL_COUNT);
  let predictions = 0;
  return {
    add({ cells }, row, times) {
      predictions += times;
      for (const cell of cells[row] ?? []) counted[cell] = (counted[cell] ?? 0) + times;
    },
    tally: () => toTally(counted, predictions),
  };
}

/** The tally of so many predictions about wines that are drawn, with replacement, from the population. */
export function drawTally(population: Population, count: number, random: Random): Tally {
  const counter = createCellCounter();
  const size = population.cells.length;
  if (count < 2 * size) {
    for (let draw = 0; draw < count; draw += 1) counter.add(population, Math.floor(random.next() * size), 1);
  } else {
    const poisson = createPoisson(random);
    for (let row = 0; row < size; row += 1) counter.add(population, row, poisson(count / size));
  }
  return counter.tally();
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
