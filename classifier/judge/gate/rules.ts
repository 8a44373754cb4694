import type { Judgement } from '../evaluate.ts';
import type { Target } from '../../../contract/wine.ts';

/** The limits that the gate goes by, as docs/GATE.md explains them. All shares are from 0 to 1. */
export const GATE = {
  /**
   * By how much of the champion's log loss the challenger's may be higher. Chosen by their power: two trainings with
   * other seeds, neither of them better, pass most of the time, and half of the data lost hardly ever (docs/GATE.md).
   */
  logLossMargin: { country: 0.05, variety: 0.02 } satisfies Record<Target, number>,
  /** Where the champion hardly errs at all, so much more is allowed all the same: a thousandth of a nat is nothing. */
  logLossMarginMin: 0.001,
  /** How sure one must be that the challenger's log loss is not higher by more than the margin. */
  confidence: 0.95,
  bootstrapRounds: 1_000,
  /** Slices with fewer examples than this decide nothing. */
  sliceExamplesMin: 200,
  /** How much accuracy the challenger may lose on a slice. */
  accuracyLoss: 0.02,
  /** A loss that chance explains with this probability or more, among all slices, says nothing. */
  chance: 0.05,
  /** How large the calibration error beyond chance may be, overall and on a slice. */
  calibrationError: 0.03,
  /** How large it may be beyond chance for each set of fields that a caller may tell, on so many examples or more. */
  fieldSetCalibrationError: 0.04,
  fieldSetExamplesMin: 1000,
  /** How much larger than the champion's it may be where that is near the limit or beyond it. */
  fieldSetCalibrationLoss: 0.01,
  sliceCalibrationError: 0.06,
  /** By how much a probability of the exported graph may differ from the trainer's. */
  parity: 1e-5,
  /**
   * A label to which the champion gives a lower probability than this is implausible. Measured with the starter version
   * on its hold-out set: 0.4 % of true labels at most, 1.3 % where only its mistakes are labelled, and 37 to 95 % of
   * labels drawn at random.
   */
  plausible: 0.0003,
  /** The share of labels that may be implausible, and the share of true labels that are, at most. */
  implausibleShare: 0.02,
  implausibleByNature: 0.013,
  /** More implausible labels than true ones would give with this probability are too many, however few labels. */
  implausibleChance: 0.01,
  /**
   * How much more surprising (in nats, the mean of -ln of the probability that the champion gives them) labels may be
   * that contradict the champion, than true ones are that do. True ones are about alike, whichever class they name: 2.3
   * to 3.1 where the class is chosen, where only mistakes are labelled, and of a country never seen; Merlot for Pinot
   * Noir is 6, Syrah for Cabernet Sauvignon 5.
   */
  surprise: 1,
  /** Fewer labels of one class for another than this say nothing. */
  contradictionsMin: 5,
  /** From so many recent examples on, what is said of them counts. */
  recentExamplesMin: 20,
  /** Of a class never seen so many unseen examples say how often it is named. */
  strangersMin: 10,
  /** The share of them that must be named, or be within the 95 % interval. */
  classNamedMin: 0.1,
} as const;

/** What is known of both, by the fields that are told, as nameFields() names them. */
export interface FieldSets {
  /** Judgements on the hold-out examples in which all of these fields tell something. */
  challenger: Record<string, readonly Judgement[]>;
  /** The calibration errors that its manifest has. */
  champion: Record<string, number>;
}

/** What two model versions said of the same hold-out examples, for one target. */
export interface Duel {
  /** judgements[i] of both are about the same example. A class that a model does not know has probability 0. */
  champion: readonly Judgement[];
  challenger: readonly Judgement[];
  /** Names of the slices that each example is in. */
  slices: readonly (readonly string[])[];
}

/** What is known of both, by the fields that are told, as nameFields() names them. */
export interface FieldSets {
  /** Judgements on the hold-out examples in which all of these fields tell something. */
  challenger: Record<string, readonly Judgement[]>;
  /** The calibration errors that its manifest has. */
  champion: Record<string, number>;
}

/** What two model versions said of recent examples that neither has seen, for one target. */
export interface RecentDuel {
  champion: readonly Judgement[];
  challenger: readonly Judgement[];
  /** The true class of each, and whether the champion knows it. */
  classes: readonly { name: string; isKnown: boolean }[];
}

/** A class that somebody says is true of a wine, and what the champion says. */
export interface Claim {
  named: string;
  /** The class that the champion names. */
  answer: string;
  /** The probability that the champion gives to the class that was named. */
  probability: number;
}

/** Claims about one target: those of people, given all that they told, and those of the hold-out set. */
export interface Claims {
  /** By what the client gave: for how plausible they are. */
  plausibility: readonly Claim[];
  /** As the hold-out set is asked: for how surprising they are. */
  recent: readonly Claim[];
  holdout: readonly Claim[];
}

/**
 * The slices of a duel that are large enough to decide anything, the largest first; `rows` are places of judgements.
 */
export function largeSlices(
  slices: readonly (readonly string[])[],
  examplesMin: number = GATE.sliceExamplesMin,
): { name: string; rows: number[] }[] {
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
    .filter(({ rows }) => rows.length >= examplesMin)
    .sort((one, other) => other.rows.length - one.rows.length);
}
