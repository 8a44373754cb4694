import { Duration } from 'aws-cdk-lib';
import { type Alarm, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS } from '../../../contract/metrics.ts';
import { alarmAt, alarmOutside } from './alarm.ts';
import { functionSeries } from './series.ts';
import type { Watched } from './watched.ts';

const HOUR = 60;

/** A process did not take the champion. It tries again by and by, so that a single refusal is seen for ten minutes. */
export function addModelRefused(scope: Construct, { own }: Watched): Alarm {
  return alarmAt(scope, 'model-refused', own('modelRefused', { statistic: 'Sum', minutes: 5 }), 1, {
    breaches: 1,
    periods: 2,
  });
}

/** Another version than the champion answers, and goes on to. */
export function addFallbackServed(scope: Construct, { own }: Watched): Alarm {
  return alarmAt(scope, 'fallback-served', own('fallbacks', { statistic: 'Sum', minutes: 1 }), 1, {
    breaches: 3,
    periods: 5,
  });
}

/**
 * Labels say that too little is right, of either target, by more than chance explains of so many labels: the score test
 * (Wilson 1927), by which the upper end of Wilson's interval is below the limit. With n labels, a share s and the limit
 * p that is n (p - s)² > z² p (1 - p).
 */
export function addAccuracyLow(scope: Construct, { own, environment }: Watched): Alarm {
  const { accuracyMin, accuracyDeviations } = environment.alarms;
  const look = { statistic: 'Average', minutes: HOUR };
  const conditions = (['country', 'variety'] as const).map((target) => {
    const limit = accuracyMin[target];
    const [share, bound] = [`FILL(${target}, 1)`, (accuracyDeviations ** 2 * limit * (1 - limit)).toFixed(3)];
    const below = `(${limit} - ${share})`;
    return `((${share} < ${limit}) AND (FILL(labels, 0) * ${below} * ${below} > ${bound}))`;
  });
  const isLow = new MathExpression({
    expression: `IF(${conditions.join(' OR ')}, 1, 0)`,
    usingMetrics: {
      country: own('measuredAccuracy', look, 'country'),
      variety: own('measuredAccuracy', look, 'variety'),
      labels: own('accuracyLabels', { statistic: 'Minimum', minutes: HOUR }),
    },
    label: 'accuracy too low',
    period: Duration.minutes(HOUR),
  });
  return alarmAt(scope, 'accuracy-low', isLow, 1, { breaches: 2, periods: 2 });
}

/** A signal is further from the baseline than chance explains. */
export function addDriftSeen(scope: Construct, { own }: Watched): Alarm {
  const signals = METRICS.driftRatio.dimension?.values ?? [];
  const look = { statistic: 'Maximum', minutes: HOUR };
  const greatest = new MathExpression({
    expression: `MAX([${signals.map((signal) => `FILL(${signal}, 0)`).join(', ')}])`,
    usingMetrics: Object.fromEntries(signals.map((signal) => [signal, own('driftRatio', look, signal)])),
    label: 'drift',
    period: Duration.minutes(HOUR),
  });
  return alarmAt(scope, 'drift-seen', greatest, 1, { breaches: 2, periods: 3 });
}

/** The confidence is not what it was at other times like this. */
export function addConfidenceOdd(scope: Construct, { own, environment }: Watched): Alarm {
  const confidence = own('varietyConfidence', { statistic: 'Average', minutes: 15 });
  const { bandDeviations } = environment.alarms;
  return alarmOutside(scope, 'confidence-odd', confidence, bandDeviations, { breaches: 3, periods: 4 });
}

/** A training has failed within the last hour. */
export function addTrainingFailed(scope: Construct, { own }: Watched): Alarm {
  const failed = own('trainingsFailed', { statistic: 'Sum', minutes: 5 });
  return alarmAt(scope, 'training-failed', failed, 1, { breaches: 1, periods: 12 });
}

/** No training has ended well for longer than the schedule has. */
export function addTrainingOverdue(scope: Construct, { own, environment }: Watched): Alarm {
  const age = own('trainingAgeHours', { statistic: 'Maximum', minutes: HOUR });
  const { trainingAgeHoursMax } = environment.alarms;
  return alarmAt(scope, 'training-overdue', age, trainingAgeHoursMax, { breaches: 2, periods: 2 });
}

/** λ models is called by a schedule every minute: an hour with fewer calls is one in which no schedule ran. */
const SCHEDULED_CALLS_MIN = 55;

/**
 * Nobody has looked for drift for three hours, though schedules ran: they did not in the first hour of a deployment,
 * nor do they on a laptop that was started without.
 */
export function addDriftJobMissing(scope: Construct, { own, functions }: Watched): Alarm {
  const look = { statistic: 'Sum', minutes: HOUR };
  const isMissing = new MathExpression({
    expression: `IF((FILL(calls, 0) >= ${SCHEDULED_CALLS_MIN}) AND (FILL(jobs, 0) < 1), 1, 0)`,
    usingMetrics: {
      calls: functionSeries(functions.registry.lambda, 'Invocations', look),
      jobs: own('driftWines', { statistic: 'SampleCount', minutes: HOUR }),
    },
    label: 'no look for drift',
    period: Duration.minutes(HOUR),
  });
  return alarmAt(scope, 'drift-job-missing', isMissing, 1, { breaches: 3, periods: 3 });
}

/** There are more or fewer requests than at other times like this. */
export function addRequestsOdd(scope: Construct, { own, environment }: Watched): Alarm {
  const requests = own('latencyMs', { statistic: 'SampleCount', minutes: 5 });
  const { bandDeviations } = environment.alarms;
  return alarmOutside(scope, 'requests-odd', requests, bandDeviations, { breaches: 3, periods: 4 });
}

/** Clients go on asking though their quota is used up. */
export function addQuotaStorm(scope: Construct, { own, environment }: Watched): Alarm {
  const refusals = own('quotaRefusals', { statistic: 'Sum', minutes: 5 });
  return alarmAt(scope, 'quota-storm', refusals, environment.alarms.quotaRefusalsMax, { breaches: 2, periods: 3 });
}
