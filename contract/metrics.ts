/** The CloudWatch namespace of everything that the functions measure. */
export const METRICS_NAMESPACE = 'Terroir';

/** The dimension that every metric has; its value is the name of the environment. */
export const ENVIRONMENT_DIMENSION = 'environment';

/** How many metrics CloudWatch may bill at the default settings: each name, and each value of its own dimension. */
export const BILLED_METRICS_MAX = 40;

/** What one metric is. */
export interface Metric {
  /** In CloudWatch's words. */
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds' | 'None';
  /** What a value is, and of what there is one, in a sentence. */
  readonly meaning: string;
  /**
   * The dimension that it has beside the environment, and every value that this takes: each is billed. Most metrics
   * have none: the part that they are about is in the name, so that all of a request go out in one line of the log.
   */
  readonly dimension?: { readonly name: 'target' | 'signal'; readonly values: readonly string[] };
}

/** Of predict and predictBatch, once a request unless told otherwise. Nothing is sent that would be zero. */
const REQUESTS = {
  predictions: { unit: 'Count', meaning: 'Wines that were answered; 0 where none was.' },
  rejections: { unit: 'Count', meaning: 'Wines and whole requests without an answer, whoever is at fault.' },
  invalidInputs: { unit: 'Count', meaning: 'Those of the rejections that break a rule of the schema.' },
  quotaRefusals: { unit: 'Count', meaning: 'Those of the rejections for which a quota has no room.' },
  errors: { unit: 'Count', meaning: 'Those of the rejections that are not the caller’s fault.' },
  batchWines: { unit: 'Count', meaning: 'Wines of a request with several: its SampleCount is how many such came.' },
  latencyMs: { unit: 'Milliseconds', meaning: 'A whole request; its SampleCount is how many came.' },
  validationMs: { unit: 'Milliseconds', meaning: 'A request’s checks.' },
  featuresMs: { unit: 'Milliseconds', meaning: 'What the model does but for ONNX Runtime: features, evidence.' },
  inferenceMs: { unit: 'Milliseconds', meaning: 'ONNX Runtime.' },
  storageMs: { unit: 'Milliseconds', meaning: 'Quota, requestId and recording: the tables.' },
  countryConfidence: { unit: 'None', meaning: 'Confidence of the answered country, one a prediction.' },
  varietyConfidence: { unit: 'None', meaning: 'Confidence of the answered variety, one a prediction.' },
  countryUnsure: { unit: 'Count', meaning: 'Predictions whose country has a confidence under .5.' },
  varietyUnsure: { unit: 'Count', meaning: 'Predictions whose variety has a confidence under .5.' },
  predictedUs: { unit: 'Count', meaning: 'Predictions of the country US; the others are the rest of predictions.' },
  predictedPinotNoir: { unit: 'Count', meaning: 'Predictions of the variety Pinot Noir.' },
  predictedChardonnay: { unit: 'Count', meaning: 'Predictions of Chardonnay; other varieties are the rest.' },
  coldStarts: { unit: 'Count', meaning: 'Processes of λ predict, models and train that answered for the first time.' },
  fallbacks: { unit: 'Count', meaning: 'Requests that another version than the champion answered.' },
  modelRefused: { unit: 'Count', meaning: 'Times that the champion did not load, or is not what was registered.' },
} as const satisfies Readonly<Record<string, Metric>>;

/** Of trainings and moves of the champion; sent when one ends, but for the age. */
const TRAININGS = {
  trainingSeconds: { unit: 'Seconds', meaning: 'How long a training took; its SampleCount is how many ended.' },
  trainingExamples: { unit: 'Count', meaning: 'How many examples a training had.' },
  logLoss: { unit: 'None', meaning: 'Log loss of a new version on the hold-out set, the mean of both targets.' },
  trainingsFailed: { unit: 'Count', meaning: '1 for a training that failed, 0 for one that came to its end.' },
  promotions: { unit: 'Count', meaning: 'Moves of the champion: by the gate, by hand, or back.' },
  trainingAgeHours: { unit: 'None', meaning: 'Hours since a training last came to its end; told every hour.' },
} as const satisfies Readonly<Record<string, Metric>>;

const TARGET = { name: 'target', values: ['country', 'variety'] } as const;

/** Of drift, once an hour. */
const DRIFT = {
  driftRatio: {
    unit: 'None',
    meaning: 'A signal’s distance from the baseline by what chance explains of so many wines: 1 or more is drift.',
    dimension: {
      name: 'signal',
      values: ['words', 'price', 'points', 'fields', 'country', 'variety', 'confidence'],
    },
  },
  driftWines: {
    unit: 'Count',
    meaning: 'Predictions of the last day that drift was looked for in; its SampleCount is how many looks ended.',
  },
  estimatedAccuracy: {
    unit: 'None',
    meaning: 'Mean calibrated confidence: the accuracy to expect.',
    dimension: TARGET,
  },
  measuredAccuracy: {
    unit: 'None',
    meaning: 'Share of right answers among the labelled ones of a week; not of fewer than 30.',
    dimension: TARGET,
  },
  accuracyLabels: { unit: 'Count', meaning: 'Labels that measuredAccuracy goes by, of the target that has fewer.' },
} as const satisfies Readonly<Record<string, Metric>>;

const ALL = { ...REQUESTS, ...TRAININGS, ...DRIFT };

/** The name of a metric. */
export type MetricName = keyof typeof ALL;

/**
 * Every metric of ours, by its name in CloudWatch. Finer things (the model version, the client, why a wine was
 * rejected, slices) are properties of log lines: as dimensions each value would be billed.
 */
export const METRICS: Readonly<Record<MetricName, Metric>> = ALL;

/** Below this confidence an answer counts as unsure. */
export const UNSURE_BELOW = 0.5;

/** The classes that are counted by name: the most frequent ones of the bundled dataset. */
export const COUNTED_CLASSES: readonly { target: 'country' | 'variety'; name: string; metric: MetricName }[] = [
  { target: 'country', name: 'US', metric: 'predictedUs' },
  { target: 'variety', name: 'Pinot Noir', metric: 'predictedPinotNoir' },
  { target: 'variety', name: 'Chardonnay', metric: 'predictedChardonnay' },
];

/**
 * Beside those, of one version of a function, for the alarms that end a release: its dimension is told a function and a
 * version, `predict:7`, so that its values are made by releases. A version that fails in nothing sends nothing, and
 * nothing of it is billed.
 */
export const VERSION_FAILURES = {
  name: 'versionFailures',
  dimension: 'executedVersion',
  unit: 'Count',
  meaning: 'Calls of a version that failed by our fault, and whose failure was answered and not thrown.',
} as const;
