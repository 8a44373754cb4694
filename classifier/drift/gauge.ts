import { BIN_EDGES, COUNTED_FIELDS, FREQUENT_CLASSES } from '../../contract/traffic.ts';
import type { Tally } from '../../contract/traffic.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { ModelFacts, TargetFacts } from '../answer/predict.ts';
import type { Vocabulary } from '../features/vocabulary.ts';
import { createWordShare } from './word-share.ts';
import type { NotedWine } from './word-share.ts';

/** The best class of each target and its calibrated confidence, as a wine was answered. */
export type BestAnswers = Record<Target, { readonly name: string; readonly confidence: number }>;

/** Adds a wine and its answers to a tally. */
export type Gauge = (wine: NotedWine, best: BestAnswers, into: Tally) => void;

/** Prepares to count what a model version is asked and what it answers, in the bins of contract/traffic.ts. */
export function createGauge({ manifest, vocabulary }: { manifest: ModelFacts; vocabulary: Vocabulary }): Gauge {
  const wordShare = createWordShare(vocabulary);
  const places = { country: placeClasses(manifest, 'country'), variety: placeClasses(manifest, 'variety') };
  return (wine, best, into) => {
    const { bins, confidence } = into;
    countIn(bins.words, BIN_EDGES.words, wordShare(wine));
    countIn(bins.price, BIN_EDGES.price, wine.price);
    countIn(bins.points, BIN_EDGES.points, wine.points);
    for (const [at, field] of COUNTED_FIELDS.entries()) {
      if (wine[field] !== undefined || (field === 'description' && wine.terms)) addOne(bins.fields, at);
    }
    for (const target of TARGETS) {
      const { name, confidence: said } = best[target];
      addOne(bins[target], places[target].get(name) ?? FREQUENT_CLASSES[target]);
      countIn(bins[`${target}Confidence`], BIN_EDGES[`${target}Confidence`], said);
      confidence[target].sum += said;
      confidence[target].squares += said * said;
    }
    into.predictions += 1;
  };
}

/** The classes of a target that have bins of their own, in the order of these: the most frequent first. */
export function listFrequent({ classes, prior }: TargetFacts, target: Target): string[] {
  const numbers = classes.map((_, number) => number);
  numbers.sort((one, other) => (prior[other] ?? 0) - (prior[one] ?? 0) || one - other);
  return numbers.slice(0, FREQUENT_CLASSES[target]).map((number) => classes[number] ?? '');
}

function placeClasses({ targets }: ModelFacts, target: Target): Map<string, number> {
  return new Map(listFrequent(targets[target], target).map((name, place) => [name, place]));
}

function countIn(bins: number[], edges: readonly number[], value: number | undefined): void {
  if (value === undefined) return;
  let bin = 0;
  while (bin < edges.length && value >= (edges[bin] ?? 0)) bin += 1;
  addOne(bins, bin);
}

function addOne(bins: number[], bin: number): void {
  bins[bin] = (bins[bin] ?? 0) + 1;
}
