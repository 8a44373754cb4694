import type { HistogramName, Signal, Window } from '../traffic.ts';
import type { Target } from '../wine.ts';

/** What the sort key of an hour's counts is made of: `2026-11-28T10#starter-0123456789ab`. */
export const HOUR_CHARACTERS = '2026-11-28T10'.length;

/**
 * Attributes of an hour's counts: a histogram's letters and the number of the bin, `p3`. They are as short as they are
 * so that an entry has less than 1 KB, which is one write unit: it has some ninety.
 */
export const HISTOGRAM_ATTRIBUTES: Readonly<Record<HistogramName, string>> = {
  words: 'w',
  price: 'p',
  points: 's',
  fields: 'f',
  country: 'c',
  variety: 'v',
  countryConfidence: 'cc',
  varietyConfidence: 'vc',
};

/** Attributes of an hour's sums of calibrated confidences, and of their squares. */
export const SUM_ATTRIBUTES: Readonly<Record<Target, { sum: string; squares: string }>> = {
  country: { sum: 'csum', squares: 'csq' },
  variety: { sum: 'vsum', squares: 'vsq' },
};

/** The attribute of how many predictions an hour's counts are of. */
export const PREDICTIONS_ATTRIBUTE = 'n';

/** For how long counts and findings are kept: five weeks, so that a month can be looked at. */
export const TRAFFIC_DAYS = 35;

/** What a check came to. */
export type DriftState = 'NO_BASELINE' | 'TOO_FEW' | 'STEADY' | 'DRIFTED';

/** What a check of drift found, in short: one entry a check. */
export interface StoredCheck {
  /** ISO 8601, UTC; the sort key of checks. */
  readonly checkedAt: string;
  readonly modelVersion: string;
  readonly state: DriftState;
  /** Predictions of the last day by that version. */
  readonly predictions: number;
  /** By signal how near to drift it is, in the window in which it is nearest; absent where too little was counted. */
  readonly ratios: Readonly<Partial<Record<Signal, number>>>;
}

/** The newest check, with all that it went by; it takes the place of the one before. */
export interface StoredFindings extends StoredCheck {
  readonly findings: readonly StoredFinding[];
  readonly histograms: readonly StoredHistogram[];
}

/** A signal in a window, as a check found it. */
export interface StoredFinding {
  readonly signal: Signal;
  readonly window: Window;
  readonly part: string | null;
  readonly n: number;
  readonly value: number;
  readonly threshold: number;
  readonly effect: number;
  readonly effectMin: number;
  readonly spread: number;
  readonly ratio: number;
}

/** A histogram in the baseline, and of the last day and week. */
export interface StoredHistogram {
  readonly signal: Signal;
  /** Of a signal of several histograms which one: a target. */
  readonly part: string | null;
  /** What each bin holds: `13–16`, a class, a field. */
  readonly labels: readonly string[];
  readonly baseline: readonly number[];
  readonly day: readonly number[];
  readonly week: readonly number[];
}
