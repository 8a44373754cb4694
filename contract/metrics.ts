/** The CloudWatch namespace of everything that the functions measure. */
export const METRICS_NAMESPACE = 'Terroir';

/** What the functions measure: names in CloudWatch, units last. */
export const METRICS = {
  /** Wines that were answered. */
  predictions: 'predictions',
  /** Wines without an answer. */
  rejections: 'rejections',
  /** Those of the rejections that are not the caller's fault. */
  errors: 'errors',
  latency: 'latencyMs',
  countryConfidence: 'countryConfidence',
  varietyConfidence: 'varietyConfidence',
  /** The champion did not load, or is not what was registered. */
  modelRefused: 'modelRefused',
  /** Requests that another version than the champion answered, since that could not be loaded. */
  fallbacks: 'fallbacks',
} as const;
