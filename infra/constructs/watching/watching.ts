import { type AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmName } from '../../../contract/alarms.ts';
import { addComposites } from './composites.ts';
import { addDashboard } from './dashboard.ts';
import { addLogQueries } from './log-queries.ts';
import * as model from './model-alarms.ts';
import { addBudget, addTopics } from './notifications.ts';
import { nameOwnSeries } from './series.ts';
import * as service from './service-alarms.ts';
import { addSliceFailing } from './slice-alarm.ts';
import type { Watched } from './watched.ts';

/** Tells operators how the deployment is, and when it is not well: alarms, topics, dashboard, saved queries. */
export class Watching extends Construct {
  constructor(scope: Construct, id: string, props: Omit<Watched, 'own'>) {
    super(scope, id);
    const { alarms, name } = props.environment;
    const watched = { ...props, own: nameOwnSeries(name) };
    const parts = this.#addParts(watched);
    const topics = addTopics(this, alarms);
    const all = new Map<AlarmName, Construct>([...parts, ['slice-failing', addSliceFailing(this, watched)]]);
    const composites = addComposites(this, topics, all);
    addLogQueries(this, watched);
    addDashboard(this, watched, { composites, parts: [...parts.values()] });
    if (alarms.monthlyDollarsMax !== null) addBudget(this, topics.inform, alarms.monthlyDollarsMax);
  }

  #addParts(watched: Watched): Map<AlarmName, AlarmBase> {
    const parts = new Map<AlarmName, AlarmBase>([
      ['errors-fast', service.addErrorsFast(this, watched)],
      ['latency-high', service.addLatencyHigh(this, watched)],
      ['throttled', service.addThrottled(this, watched)],
      ['history-unreadable', service.addHistoryUnreadable(this, watched)],
      ['model-refused', model.addModelRefused(this, watched)],
      ['fallback-served', model.addFallbackServed(this, watched)],
      ['errors-slow', service.addErrorsSlow(this, watched)],
      ['jobs-failed', service.addJobsFailed(this, watched)],
      ['accuracy-low', model.addAccuracyLow(this, watched)],
      ['drift-seen', model.addDriftSeen(this, watched)],
      ['confidence-odd', model.addConfidenceOdd(this, watched)],
      ['training-failed', model.addTrainingFailed(this, watched)],
      ['drift-job-missing', model.addDriftJobMissing(this, watched)],
      ['requests-odd', model.addRequestsOdd(this, watched)],
      ['quota-storm', model.addQuotaStorm(this, watched)],
    ]);
    // Where nothing is scheduled, nothing is overdue.
    if (watched.environment.trainSchedule !== null) {
      parts.set('training-overdue', model.addTrainingOverdue(this, watched));
    }
    return parts;
  }
}
