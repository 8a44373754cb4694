/** The limits that the gate goes by, as docs/MODEL.md explains them. */
export const GATE = {
  /** By how much of the champion's log loss the challenger's may be higher. */
  logLossMargin: 0.01,
  /** Where the champion hardly errs at all, so much more is allowed all the same: a thousandth of a nat is nothing. */
  leastLogLossMargin: 0.001,
  /** How sure one must be that it is not higher by more than that. */
  confidence: 0.95,
  bootstrapRounds: 1_000,
  /** Slices with fewer examples than this decide nothing. */
  smallestSlice: 200,
  accuracyLoss: 0.02,
  /** A loss that chance explains with this probability or more says nothing: of 200 examples, 2 points are four. */
  chance: 0.05,
  calibrationError: 0.03,
  sliceCalibrationError: 0.06,
  parity: 1e-5,
  /**
   * A label to which the champion gives a lower probability than this is implausible. Measured with the starter version
   * on its hold-out set: 0.4 % of true labels at most, 1.3 % where only its mistakes are labelled, and 37 to 95 % of
   * labels drawn at random.
   */
  plausible: 0.0003,
  /** The share of labels that may be implausible; fewer labels than `fewestLabels` are not held against it. */
  implausibleShare: 0.02,
  fewestLabels: 50,
} as const;
