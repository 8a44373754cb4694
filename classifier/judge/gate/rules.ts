import type { Judgement } from '../evaluate.ts';

/** The limits that the gate goes by, as docs/MODEL.md explains them. All shares are from 0 to 1. */
export const GATE = {
  /** By how much of the champion's log loss the challenger's may be higher. */
  logLossMargin: 0.01,
  /** Where the champion hardly errs at all, so much more is allowed all the same: a thousandth of a nat is nothing. */
  logLossMarginMin: 0.001,
  /** How sure one must be that the challenger's log loss is not higher by more than the margin. */
  confidence: 0.95,
  bootstrapRounds: 1_000,
  /** Slices with fewer examples than this decide nothing. */
  sliceExamplesMin: 200,
  /** How much accuracy the challenger may lose on a slice. */
  accuracyLoss: 0.02,
  /** A loss that chance explains with this probability or more says nothing: of 200 examples, 2 points are four. */
  chance: 0.05,
  /** How large the calibration error beyond chance may be, overall and on a slice. */
  calibrationError: 0.03,
  sliceCalibrationError: 0.06,
  /** By how much a probability of the exported graph may differ from the trainer's. */
  parity: 1e-5,
  /**
   * A label to which the champion gives a lower probability than this is implausible. Measured with the starter version
   * on its hold-out set: 0.4 % of true labels at most, 1.3 % where only its mistakes are labelled, and 37 to 95 % of
   * labels drawn at random.
   */
  plausible: 0.0003,
  /**
   * The share of labels that may be implausible, from the first label on. Of fewer than `labelsMin` a single one is a
   * larger share: more than the share are held against them where chance brings so many, of true labels of which this
   * share is implausible, with a probability below `labelsChance`.
   */
  implausibleShare: 0.02,
  labelsMin: 50,
  labelsChance: 0.01,
} as const;

/** What two model versions said of the same hold-out examples, for one target. */
export interface Duel {
  /** judgements[i] of both are about the same example. A class that a model does not know has probability 0. */
  champion: readonly Judgement[];
  challenger: readonly Judgement[];
  /** Names of the slices that each example is in. */
  slices: readonly (readonly string[])[];
}

/**
 * The slices of a duel that are large enough to decide anything, the largest first; `rows` are places of judgements.
 */
export function largeSlices(slices: readonly (readonly string[])[]): { name: string; rows: number[] }[] {
  const members = new Map<string, number[]>();
  for (const [row, names] of slices.entries()) {
    for (const name of names) {
      const rows = members.get(name);
      if (rows) rows.push(row);
      else members.set(name, [row]);
    }
  }
  return [...members]
    .map(([name, rows]) => ({ name, rows }))
    .filter(({ rows }) => rows.length >= GATE.sliceExamplesMin)
    .sort((one, other) => other.rows.length - one.rows.length);
}
