// What is counted of predictions, and in which bins: fixed, so that a model version's baseline, what is counted beside
// the writes, and the counts of another version compare.
import type { Target, Wine } from './wine.ts';

/** What is watched, as the metrics and the API name it. */
export const SIGNALS = ['words', 'price', 'points', 'fields', 'country', 'variety', 'confidence'] as const;

/** The name of something that is watched. */
export type Signal = (typeof SIGNALS)[number];

/** The fields of a wine whose presence is counted, in the order of their bins. */
export const COUNTED_FIELDS: readonly (keyof Wine)[] = [
  'description',
  'country',
  'variety',
  'region',
  'winery',
  'points',
  'price',
];

/** How many classes of each target have a bin of their own, the model's most frequent; the last bin is the rest. */
export const FREQUENT_CLASSES: Readonly<Record<Target, number>> = { country: 7, variety: 11 };

/**
 * Where bins of numbers begin, but for the first, which has all that is less: the last one has no end. `words` is the
 * share of a note's words, each once, that the vocabulary does not know; `price` is in dollars.
 */
export const BIN_EDGES = {
  words: [0.06, 0.1, 0.15, 0.2, 0.3, 0.5],
  price: [10, 15, 20, 25, 35, 50, 80],
  points: [84, 86, 88, 90, 92, 94],
  countryConfidence: [0.5, 0.7, 0.85, 0.95, 0.99],
  varietyConfidence: [0.2, 0.35, 0.5, 0.65, 0.8, 0.95],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/**
 * The edition of these bins: another one, with other bins, does not compare with it. A baseline says of which it is.
 */
export const BINS_EDITION = 1;

/** How many bins each histogram has. Those of `fields` overlap: each counts in how many wines a field is told. */
export const HISTOGRAM_BINS = {
  words: BIN_EDGES.words.length + 1,
  price: BIN_EDGES.price.length + 1,
  points: BIN_EDGES.points.length + 1,
  fields: COUNTED_FIELDS.length,
  country: FREQUENT_CLASSES.country + 1,
  variety: FREQUENT_CLASSES.variety + 1,
  countryConfidence: BIN_EDGES.countryConfidence.length + 1,
  varietyConfidence: BIN_EDGES.varietyConfidence.length + 1,
} as const;

/** The name of a histogram. */
export type HistogramName = keyof typeof HISTOGRAM_BINS;

/** The names of all histograms. */
export const HISTOGRAMS = Object.keys(HISTOGRAM_BINS) as HistogramName[];

/** What was counted of some predictions. */
export interface Tally {
  /** How many predictions. */
  predictions: number;
  /** How many of them lie in each bin. A wine without a price is in no bin of the price, and so on. */
  bins: Record<HistogramName, number[]>;
  /** Of each target the sum of the calibrated confidences of the best classes, and of their squares. */
  confidence: Record<Target, ConfidenceSums>;
}

/** Sums over the best classes' calibrated confidences: how many are right by them, and how sure that is. */
export interface ConfidenceSums {
  sum: number;
  squares: number;
}

/** The windows that are held against a baseline: the newest hours with some 500 predictions, the last day and week. */
export const WINDOWS = ['recent', 'day', 'week'] as const;

/** The name of a window. */
export type Window = (typeof WINDOWS)[number];
