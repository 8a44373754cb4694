import { BILLED_METRICS_MAX } from '../../contract/metrics.ts';
import { KEY_CACHE_SECONDS } from '../../contract/keys.ts';
import { TIMEOUT_SECONDS } from '../../infra/environments.ts';
import { MEASURED_BYTES, MEASURED_TIMES, MEASURED_VERSION_GB, MEASURED_ZIP_GB } from './measured.ts';
import { MEASURED_BATCH_WINES } from './measured.ts';
import { COUNTS } from '../write-metrics.ts';
import type { Month } from './options.ts';
import { PRICES } from './prices.ts';

/** A line of the bill: so many of something, at a price each. */
export interface Line {
  group: Group;
  what: string;
  count: number;
  unit: string;
  price: number;
  /** How the count comes about. */
  how: string;
}

/** What a line is asked for: each request, each recorded wine, being there, being watched, releasing. */
export type Group = 'requests' | 'records' | 'standing' | 'watching' | 'releasing';

export const MONTH_HOURS = 730;
const MONTH_SECONDS = MONTH_HOURS * 3_600;
const MONTH_DAYS = 365 / 12;
/** What CloudWatch bills of each line of a log beside its bytes. */
const EVENT_BYTES = 26;
/** START, END with the trace's id, and REPORT with it, as Lambda writes them beside ours for each call. */
const PLATFORM_BYTES = 470 + 4 * EVENT_BYTES;
/** What AppSync writes of a request where only failing fields are logged: begin, summaries, tokens, end. */
const APPSYNC_BYTES = 900 + 6 * EVENT_BYTES;
/** What DynamoDB bills of an item beside its bytes. */
const STORED_ITEM_BYTES = 100;
/** A process looks this often who is the champion, and writes what it has counted. */
const LOOK_SECONDS = 10;
/** So many wines are counted early, then as many again, twice as many …: functions/predict/traffic.ts. */
const TALLY_WINES_EARLY = 200;
const TALLY_UNITS = 3;
const KMS_CACHE_SECONDS = 300;
/** From settings of the template; test/infra/cost/bill.test.ts holds them against it. */
export const TEMPLATE_COUNTS = {
  functions: 6,
  tables: 6,
  wafRules: 5,
  ...COUNTS,
  settlesAMonth: MONTH_HOURS * 60,
  hourliesAMonth: MONTH_HOURS * 2,
  trainingsAMonth: MONTH_DAYS / 7,
};
/** A hook asks the new version 100 known answers, for some ten seconds. */
const HOOK_SECONDS = 10;
/** Minutes a release: of actions, the canaries' included, and of the builds among them. */
const RELEASE_MINUTES = { actions: 50, builds: 30 };

/** What a month costs, line by line. */
export function listBill(month: Month): Line[] {
  const lines = [...listRequests(month), ...listRecords(month), ...listStanding(month), ...listWatching(month)];
  return [...lines, ...listReleasing(month)].filter(({ count }) => count > 0);
}

/** US dollars of all lines, or of those of a group. */
export function sumOf(lines: readonly Line[], group?: Group): number {
  const counted = lines.filter((line) => group === undefined || line.group === group);
  return counted.reduce((sum, { count, price }) => sum + count * price, 0);
}

/** How long a call of λ predict is billed: its processor's time, turns to the tables, a share of starts. */
export function billedMs({ batch, coldPercent, tableMs }: Month): number {
  const { single, batch: hundred, cold } = MEASURED_TIMES;
  const working = single + ((hundred - single) * (batch - 1)) / (MEASURED_BATCH_WINES - 1);
  // The claim of the requestId, the quota, the predictions: one after the other.
  return Math.ceil(working + 3 * tableMs) + (coldPercent / 100) * cold;
}

/** The bytes of a prediction in its table. */
function recordBytes({ noteCharacters }: Month): number {
  return MEASURED_BYTES.predictionBesideNote + noteCharacters;
}

function gbOf(megabytes: number): number {
  return megabytes / 1_024;
}

function listRequests(month: Month): Line[] {
  const { predictions, batch, environment, architecture, clients, tableMs } = month;
  const requests = Math.ceil(predictions / batch);
  const [predictGb, authorizerGb] = [gbOf(environment.memoryMb.predict), gbOf(environment.memoryMb.authorizer)];
  const ms = billedMs(month);
  const keyLooks = Math.min(requests, clients * Math.ceil(MONTH_SECONDS / KEY_CACHE_SECONDS));
  const gbSecond = PRICES.lambdaGbSecond[architecture];
  const perWine = `${fixed(requests)} requests`;
  const sentGb = (predictions * (MEASURED_BYTES.answerBesideNote + month.noteCharacters)) / 1e9;
  return inGroup('requests', [
    ['AppSync', requests, 'requests', PRICES.appsyncRequest, `${fixed(predictions)} wines, ${batch} a request`],
    ['WAF', month.waf ? requests : 0, 'requests', PRICES.wafRequest, perWine],
    ['λ predict, calls', requests, 'calls', PRICES.lambdaRequest, perWine],
    [
      'λ predict, time',
      (requests * ms * predictGb) / 1_000,
      'GB-seconds',
      gbSecond,
      `${perWine} × ${ms.toFixed(1)} ms × ${predictGb.toFixed(2)} GB`,
    ],
    [
      'λ authorizer, calls',
      keyLooks,
      'calls',
      PRICES.lambdaRequest,
      `${clients} keys, each every ${KEY_CACHE_SECONDS} s`,
    ],
    [
      'λ authorizer, time',
      (keyLooks * (tableMs + 1) * authorizerGb) / 1_000,
      'GB-seconds',
      gbSecond,
      `${fixed(keyLooks)} calls × ${tableMs + 1} ms × ${authorizerGb.toFixed(2)} GB`,
    ],
    ['keys and champion, read', keyLooks + looksAtChampion(requests), 'read units', PRICES.readUnit, 'cached'],
    [
      'answers, sent',
      sentGb,
      'GB',
      PRICES.sentGb,
      `${fixed(predictions)} × ${MEASURED_BYTES.answerBesideNote + month.noteCharacters} bytes`,
    ],
  ]);
}

function looksAtChampion(requests: number): number {
  return Math.min(requests, MONTH_SECONDS / LOOK_SECONDS);
}

function listRecords(month: Month): Line[] {
  const { predictions, batch, pitr, monthsKept } = month;
  const requests = Math.ceil(predictions / batch);
  const bytes = recordBytes(month);
  const units = Math.ceil(bytes / 1_024);
  const tallies = countTallies(predictions, requests);
  const storedGb = (predictions * monthsKept * (bytes + STORED_ITEM_BYTES)) / 1e9;
  const months = monthsKept === 1 ? 'a month' : `${monthsKept} months`;
  const kept = `${months} of ${fixed(predictions)} × ${bytes + STORED_ITEM_BYTES} bytes`;
  return inGroup('records', [
    [
      'predictions, written',
      predictions * units,
      'write units',
      PRICES.writeUnit,
      `${bytes} bytes are ${units} a wine`,
    ],
    ['requestIds, claimed', requests, 'write units', PRICES.writeUnit, 'one a request'],
    ['quotas, counted', requests, 'write units', PRICES.writeUnit, 'one a request'],
    [
      'traffic, counted',
      tallies * TALLY_UNITS,
      'write units',
      PRICES.writeUnit,
      `one a minute, some more where it is busy, ${TALLY_UNITS} units each`,
    ],
    ['predictions, stored', storedGb, 'GB', PRICES.tableGbMonth, kept],
    ['predictions, to be restored', pitr ? storedGb : 0, 'GB', PRICES.pitrGbMonth, kept],
  ]);
}

/** How often counts of the traffic are written, by one process that is asked evenly. */
function countTallies(predictions: number, requests: number): number {
  const minutes = MONTH_SECONDS / 60;
  const early = predictions / minutes / TALLY_WINES_EARLY;
  return Math.min(requests, minutes * (early < 1 ? 1 : 2 + Math.log2(early)));
}

/** What runs by itself, and what is kept, whether anybody asks or not. */
function listStanding(month: Month): Line[] {
  const { environment, architecture, tableMs, waf } = month;
  const { settlesAMonth, hourliesAMonth, trainingsAMonth, tables, wafRules } = TEMPLATE_COUNTS;
  const trainings = environment.trainSchedule === null ? 0 : trainingsAMonth;
  const gbSecond = PRICES.lambdaGbSecond[architecture];
  const registryGb = gbOf(environment.memoryMb.registry);
  // Each reads a few entries, one after the other.
  const scheduledSeconds = ((settlesAMonth * 3 + hourliesAMonth * 20) * tableMs) / 1_000;
  const trainSeconds = Math.min(MEASURED_TIMES.training / 1_000, TIMEOUT_SECONDS.train);
  const trainGb = gbOf(environment.memoryMb.train);
  const calls = settlesAMonth + hourliesAMonth + trainings;
  return inGroup('standing', [
    ['WAF', waf ? 1 : 0, 'access list', PRICES.wafAclMonth, ''],
    ['WAF', waf ? wafRules : 0, 'rules', PRICES.wafRuleMonth, 'two rates, three sets of AWS'],
    ['schedules', calls, 'calls', PRICES.schedulerCall + PRICES.lambdaRequest, 'every minute, hour and week'],
    ['λ models and drift, time', scheduledSeconds * registryGb, 'GB-seconds', gbSecond, 'as if all were λ models'],
    [
      'λ train, time',
      trainings * trainSeconds * trainGb,
      'GB-seconds',
      gbSecond,
      `${trainings.toFixed(2)} trainings × ${trainSeconds.toFixed(1)} s × ${trainGb.toFixed(2)} GB`,
    ],
    ['registry, read', settlesAMonth * 2 + hourliesAMonth * 50, 'read units', PRICES.readUnit, 'by the schedules'],
    [
      'key of the tables',
      (tables * MONTH_SECONDS) / KMS_CACHE_SECONDS,
      'requests',
      PRICES.kmsRequest,
      `${tables} tables`,
    ],
    ['versions, stored', 12 * trainings * MEASURED_VERSION_GB, 'GB', PRICES.s3GbMonth, 'those of a year'],
  ]);
}

function listWatching(month: Month): Line[] {
  const { predictions, batch, metrics, alarms, tracing, logDays } = month;
  const requests = Math.ceil(predictions / batch);
  const { alarmMetrics, composites, dashboards, settlesAMonth, hourliesAMonth } = TEMPLATE_COUNTS;
  const scheduled = settlesAMonth + hourliesAMonth;
  const own = (batch === 1 ? MEASURED_BYTES.singleLines : MEASURED_BYTES.batchLines) + EVENT_BYTES;
  const each = own + PLATFORM_BYTES + APPSYNC_BYTES;
  const logGb = (requests * each + scheduled * (PLATFORM_BYTES + EVENT_BYTES)) / 1e9;
  const traces = tracing ? countTraces(requests) + countTraces(scheduled) : 0;
  return inGroup('watching', [
    ['logs, taken in', logGb, 'GB', PRICES.logGb, `${each} bytes a request: ${own} ours, the rest Lambda’s, AppSync’s`],
    ['logs, kept', (logGb * logDays) / MONTH_DAYS, 'GB', PRICES.logGbMonth, `${logDays} days`],
    ['traces', traces, 'traces', PRICES.trace, 'one a second, and one in twenty of the others'],
    ['metrics of ours', metrics ? BILLED_METRICS_MAX : 0, 'metrics', PRICES.metricMonth, 'at most'],
    ['alarms', alarms ? alarmMetrics : 0, 'metrics', PRICES.alarmMetricMonth, 'a band counts three'],
    ['alarms made of others', alarms ? composites : 0, 'alarms', PRICES.compositeMonth, ''],
    ['dashboard', metrics ? dashboards : 0, 'dashboard', PRICES.dashboardMonth, ''],
  ]);
}

/** X-Ray takes the first of each second, and a twentieth of the others; asked evenly all month. */
function countTraces(requests: number): number {
  const first = Math.min(requests, MONTH_SECONDS);
  return first + (requests - first) / 20;
}

function listReleasing(month: Month): Line[] {
  const { releases, pipeline, alarms, architecture } = month;
  const hooks = releases * TEMPLATE_COUNTS.functions;
  const hookGbSeconds = hooks * HOOK_SECONDS * gbOf(month.environment.memoryMb.predict + 256);
  const zipsGb = releases * TEMPLATE_COUNTS.functions * MEASURED_ZIP_GB;
  const runs = pipeline ? releases : 0;
  return inGroup('releasing', [
    ['CodeDeploy', hooks, 'deployments', PRICES.lambdaDeployment, `${releases} releases × 5 functions`],
    ['hooks', hookGbSeconds, 'GB-seconds', PRICES.lambdaGbSecond[architecture], `${hooks} × ${HOOK_SECONDS} s`],
    ['alarms of releases', alarms ? TEMPLATE_COUNTS.releaseAlarmMetrics : 0, 'metrics', PRICES.alarmMetricMonth, ''],
    [
      'bundles, kept',
      12 * zipsGb,
      'GB',
      PRICES.s3GbMonth,
      'those of a year; Lambda keeps 75 GB of versions for nothing',
    ],
    [
      'pipeline',
      runs * RELEASE_MINUTES.actions,
      'minutes',
      PRICES.actionMinute,
      `${runs} × ${RELEASE_MINUTES.actions}`,
    ],
    ['builds', runs * RELEASE_MINUTES.builds, 'minutes', PRICES.buildMinute, `${runs} × ${RELEASE_MINUTES.builds}`],
    ['key of the pipeline', pipeline ? 1 : 0, 'key', PRICES.kmsKeyMonth, 'what other accounts deploy'],
  ]);
}

type Row = [what: string, count: number, unit: string, price: number, how: string];

function inGroup(group: Group, rows: Row[]): Line[] {
  return rows.map(([what, count, unit, price, how]) => ({ group, what, count, unit, price, how }));
}

function fixed(count: number): string {
  return Math.round(count).toLocaleString('en');
}
