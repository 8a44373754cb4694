import { HISTOGRAM_BINS, HISTOGRAMS } from '../../contract/traffic.ts';
import type { HistogramName, Tally } from '../../contract/traffic.ts';
import { TARGETS } from '../../contract/wine.ts';

/** A tally of no predictions. */
export function emptyTally(): Tally {
  const bins = HISTOGRAMS.map((name) => [name, new Array<number>(HISTOGRAM_BINS[name]).fill(0)]);
  return {
    predictions: 0,
    bins: Object.fromEntries(bins) as Record<HistogramName, number[]>,
    confidence: { country: { sum: 0, squares: 0 }, variety: { sum: 0, squares: 0 } },
  };
}

/** Adds what another tally counted to `into`. */
export function addTally(into: Tally, other: Tally): void {
  into.predictions += other.predictions;
  for (const name of HISTOGRAMS) {
    const [bins, more] = [into.bins[name], other.bins[name]];
    for (let bin = 0; bin < bins.length; bin += 1) bins[bin] = (bins[bin] ?? 0) + (more[bin] ?? 0);
  }
  for (const target of TARGETS) {
    into.confidence[target].sum += other.confidence[target].sum;
    into.confidence[target].squares += other.confidence[target].squares;
  }
}

/** What several tallies counted together. */
export function sumTallies(tallies: Iterable<Tally>): Tally {
  const sum = emptyTally();
  for (const tally of tallies) addTally(sum, tally);
  return sum;
}
