/** What one metric of the pipeline is. */
export interface DeliveryMetric {
  /** In CloudWatch's words; minutes are none of them. */
  readonly unit: 'Count' | 'None';
  /** What a value is, in a sentence. */
  readonly meaning: string;
}

/**
 * How the pipeline delivers, by the four measures of DORA (dora.dev). They are of the pipeline's stack alone, beside
 * those of contract/metrics.ts, with the environment that was released to as their dimension.
 */
export const DELIVERY_METRICS = {
  deployments: { unit: 'Count', meaning: '1 for each release that came to its end: how many there are is how often.' },
  failedDeployments: {
    unit: 'Count',
    meaning: '1 for each release that failed or was rolled back, 0 for one that came to its end.',
  },
  leadTimeMinutes: { unit: 'None', meaning: 'From a push to the end of the release that it became.' },
  restoreMinutes: { unit: 'None', meaning: 'From the first release that failed to the next that came to its end.' },
} as const satisfies Readonly<Record<string, DeliveryMetric>>;

/** The name of a metric of the pipeline. */
export type DeliveryMetricName = keyof typeof DELIVERY_METRICS;

/** The environment variable that tells by which action the stage of an environment ends. */
export const LAST_ACTION_VARIABLE = 'LAST_ACTION';
