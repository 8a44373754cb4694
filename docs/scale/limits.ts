import { PREDICT_PROCESSES_MAX } from '../../contract/stored/usage.ts';
import { ENVIRONMENTS } from '../../infra/environments.ts';
import { DEFAULT_ACCOUNT, LAMBDA, PARTITION_WRITES } from '../../bench/scale/account.ts';
import type { Demand } from './demand.ts';

/** Something that ends, and what is done about it. */
export interface Limit {
  what: string;
  /** What it is called where there is little room. */
  short: string;
  /** As AWS or we have it, in words. */
  value: string;
  /** Of whom it is. */
  of: 'client' | 'account' | 'API' | 'table' | 'service';
  /** Predictions a second at which it is reached; Infinity: never by predictions. */
  reachedAt(demand: Demand): number;
  /** What raises it. */
  raisedBy: 'setting' | 'request' | 'design' | 'nothing';
  how: string;
  source: Source;
}

/** Where a limit is written; in November 2026 read there, quoted from there by another page, or recalled. */
export interface Source {
  page: string;
  seen: 'read' | 'quoted' | 'recalled';
}

const AWS = 'https://docs.aws.amazon.com/';
const read = (page: string): Source => ({ page: page.startsWith('https:') ? page : `${AWS}${page}`, seen: 'read' });
const quoted = (page: string): Source => ({ ...read(page), seen: 'quoted' });
const recalled = (page: string): Source => ({ ...read(page), seen: 'recalled' });

const [{ requestsPerMinuteMax } = { requestsPerMinuteMax: { key: 0, address: 0 } }] = ENVIRONMENTS;
const HOT_PARTITIONS = 'amazondynamodb/latest/developerguide/throttling-key-range-limit-exceeded-mitigation.html';
const SPLITS =
  'https://aws.amazon.com/blogs/database/' +
  'part-2-scaling-dynamodb-how-partitions-hot-keys-and-split-for-heat-impact-performance/';
/** A table that nobody has used takes so much, and then twice of its last peak within half an hour. */
const FRESH_TABLE_WRITES = 4_000;
const WAF_REQUESTS = 100_000;
/** AppSync, Lambda's service and the function: three segments a trace. X-Ray takes so many a second. */
const TRACE_SEGMENTS = 3;
const XRAY_SEGMENTS = 2_600;
const LOOK_SECONDS = 10;
const PARTITION_READS = 3_000;

/** Calls a second that so much concurrency allows: by the time that each takes, and by ten a second each. */
function callsASecond(concurrency: number, callMs: number): number {
  return Math.min(concurrency * LAMBDA.callsEach, (concurrency * 1_000) / callMs);
}

/** The limits that predictions can reach, in no order. */
export const LIMITS: readonly Limit[] = [
  {
    what: 'WAF: requests with one key',
    short: 'WAF by key',
    value: `${requestsPerMinuteMax.key.toLocaleString('en')} a minute (ours)`,
    of: 'client',
    reachedAt: ({ requests }) => requestsPerMinuteMax.key / 60 / requests,
    raisedBy: 'setting',
    how: '`-c keyRequestsPerMinute`',
    source: read('waf/latest/developerguide/limits.html'),
  },
  {
    what: 'WAF: requests from one address',
    short: 'WAF by address',
    value: `${requestsPerMinuteMax.address.toLocaleString('en')} a minute (ours)`,
    of: 'client',
    reachedAt: ({ requests }) => requestsPerMinuteMax.address / 60 / requests,
    raisedBy: 'setting',
    how: '`-c addressRequestsPerMinute`',
    source: read('waf/latest/developerguide/limits.html'),
  },
  {
    what: 'DynamoDB: one partition key, which is a client',
    short: 'partition',
    value: `${PARTITION_WRITES.toLocaleString('en')} write units/s`,
    of: 'client',
    reachedAt: ({ writes }) => PARTITION_WRITES / writes,
    raisedBy: 'design',
    how: 'numbered partitions, up to 8',
    source: read(HOT_PARTITIONS),
  },
  {
    what: 'DynamoDB: the entry of a client’s quota',
    short: 'quota entry',
    value: `${PARTITION_WRITES.toLocaleString('en')} write units/s`,
    of: 'client',
    // Where the quota is what is asked for, a lease is a ten thousandth of a minute: 167 writes a second at most.
    reachedAt: () => Infinity,
    raisedBy: 'nothing',
    how: 'leases keep it under 167/s',
    source: read(HOT_PARTITIONS),
  },
  {
    what: 'Lambda: λ predict, where concurrency is reserved',
    short: 'reserved concurrency',
    value: `${PREDICT_PROCESSES_MAX} calls at once (ours)`,
    of: 'service',
    reachedAt: ({ requests, callMs }) => callsASecond(PREDICT_PROCESSES_MAX, callMs) / requests,
    raisedBy: 'setting',
    how: '`concurrencyMax`, with `PREDICT_PROCESSES_MAX`',
    source: read('lambda/latest/dg/scaling-behavior.html'),
  },
  {
    what: 'Lambda: calls at once, all functions',
    short: 'concurrency',
    value: `${DEFAULT_ACCOUNT.concurrency.toLocaleString('en')}, and ten times as many a second`,
    of: 'account',
    reachedAt: ({ requests, callMs }) => callsASecond(DEFAULT_ACCOUNT.concurrency, callMs) / requests,
    raisedBy: 'request',
    how: 'to tens of thousands',
    source: read('lambda/latest/dg/gettingstarted-limits.html'),
  },
  {
    what: 'AppSync: request tokens',
    short: 'tokens',
    value: '10,000/s, in smaller regions 5,000',
    of: 'account',
    reachedAt: ({ requests }) => DEFAULT_ACCOUNT.requestTokens / requests,
    raisedBy: 'request',
    how: 'Rate of request tokens',
    source: read('appsync/latest/devguide/monitoring.html'),
  },
  {
    what: 'DynamoDB: a table that nobody has used yet',
    short: 'unused table',
    value: `${FRESH_TABLE_WRITES.toLocaleString('en')} write units/s, then twice the last peak in 30 min`,
    of: 'table',
    reachedAt: ({ writes }) => FRESH_TABLE_WRITES / writes,
    raisedBy: 'request',
    how: 'warm throughput, or by growing slowly',
    source: read('amazondynamodb/latest/developerguide/on-demand-capacity-mode.html'),
  },
  {
    what: 'DynamoDB: a table',
    short: 'table',
    value: `${DEFAULT_ACCOUNT.tableWrites.toLocaleString('en')} write units/s`,
    of: 'table',
    reachedAt: ({ writes }) => DEFAULT_ACCOUNT.tableWrites / writes,
    raisedBy: 'request',
    how: 'table-level write throughput',
    source: read('amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html'),
  },
  {
    what: 'X-Ray: segments',
    short: 'X-Ray',
    value: `${XRAY_SEGMENTS.toLocaleString('en')}/s`,
    of: 'account',
    reachedAt: ({ traces }) => XRAY_SEGMENTS / (traces * TRACE_SEGMENTS),
    raisedBy: 'request',
    how: 'or a sampling rule of less than 5 %',
    source: recalled('general/latest/gr/xray.html'),
  },
  {
    what: 'WAF: requests',
    short: 'WAF',
    value: `${WAF_REQUESTS.toLocaleString('en')}/s`,
    of: 'API',
    reachedAt: ({ requests }) => WAF_REQUESTS / requests,
    raisedBy: 'request',
    how: 'requests per second per web ACL',
    source: read('waf/latest/developerguide/limits.html'),
  },
  {
    what: 'DynamoDB: the entry that counts an hour’s traffic',
    short: 'traffic entry',
    value: `${PARTITION_WRITES.toLocaleString('en')} write units/s`,
    of: 'service',
    reachedAt: ({ trafficWrites }) => PARTITION_WRITES / trafficWrites,
    raisedBy: 'design',
    how: 'counts wait in the process: late, not lost',
    source: read(HOT_PARTITIONS),
  },
  {
    what: 'DynamoDB: the entry that says who is the champion',
    short: 'champion entry',
    value: `${PARTITION_READS.toLocaleString('en')} read units/s`,
    of: 'service',
    reachedAt: ({ requests, callMs }) => (PARTITION_READS * LOOK_SECONDS * 1_000) / callMs / requests,
    raisedBy: 'design',
    how: 'each process looks every 10 s',
    source: read(HOT_PARTITIONS),
  },
];

/** A limit that predictions do not reach by their rate, but other work does. */
export interface OtherLimit {
  what: string;
  value: string;
  means: string;
  raisedBy: Limit['raisedBy'];
  source: Source;
}

/** Limits of labels, subscriptions, files and trainings. */
export const OTHER_LIMITS: readonly OtherLimit[] = [
  {
    what: 'DynamoDB: split for heat',
    value: 'not of one entry, nor of ever later sort keys',
    means: 'a client’s predictions stay in one partition, which is why there are numbered ones',
    raisedBy: 'design',
    source: quoted(SPLITS),
  },
  {
    what: 'DynamoDB: index byLabelMonth, a key a month',
    value: `${PARTITION_WRITES.toLocaleString('en')} write units/s`,
    means: '1,000 labels a second, of all clients together; more are throttled, and with them their table',
    raisedBy: 'design',
    source: read(HOT_PARTITIONS),
  },
  {
    what: 'Lambda: environments of a function that start',
    value: '1,000 each 10 s',
    means: 'a burst that needs more at once is turned away until they are there',
    raisedBy: 'nothing',
    source: read('lambda/latest/dg/scaling-behavior.html'),
  },
  {
    what: 'AppSync: time, response, subscription message',
    value: '30 s, 5 MB, 240 KB',
    means: 'a batch of a hundred usual wines is answered by 0.2 MB',
    raisedBy: 'nothing',
    source: read('general/latest/gr/appsync.html'),
  },
  {
    what: 'AppSync: real-time messages out, connections',
    value: '1,000,000/s, 200/s',
    means: 'a job tells each of its subscribers every 2 s; what comes back all at once reconnects for minutes',
    raisedBy: 'request',
    source: quoted('general/latest/gr/appsync.html'),
  },
  {
    what: 'Lambda: payload',
    value: '6 MB',
    means: 'a batch of a hundred usual wines is 0.2 MB, of the longest notes 2 MB',
    raisedBy: 'nothing',
    source: read('lambda/latest/dg/gettingstarted-limits.html'),
  },
  {
    what: 'CloudWatch Logs: PutLogEvents',
    value: '5,000/s',
    means: 'whether what Lambda and AppSync write counts is not documented',
    raisedBy: 'request',
    source: read('general/latest/gr/cwl_region.html'),
  },
  {
    what: 'S3: requests of a prefix',
    value: '3,500 PUT/s, 5,500 GET/s',
    means: 'a job’s children put three objects each 2,000 rows: 2,300,000 rows/s',
    raisedBy: 'design',
    source: read('AmazonS3/latest/userguide/optimizing-performance.html'),
  },
  {
    what: 'Step Functions: children of a Distributed Map',
    value: '10,000 at once',
    means: 'the account’s Lambdas end before; ours are bounded by the machine’s own concurrency',
    raisedBy: 'nothing',
    source: read('step-functions/latest/dg/state-map-distributed.html'),
  },
  {
    what: 'Step Functions: StartExecution',
    value: '1,300 at once, 300/s',
    means: 'jobs that begin; in smaller regions 800 and 150',
    raisedBy: 'request',
    source: recalled('step-functions/latest/dg/service-quotas.html'),
  },
  {
    what: 'Step Functions: runs of a Distributed Map that are open',
    value: '1,000',
    means: 'jobs at work at once',
    raisedBy: 'request',
    source: read('step-functions/latest/dg/service-quotas.html'),
  },
  {
    what: 'AWS Batch: SubmitJob',
    value: '50/s',
    means: 'one training runs at a time',
    raisedBy: 'nothing',
    source: read('batch/latest/userguide/service_limits.html'),
  },
  {
    what: 'Fargate: vCPUs at once',
    value: 'few in a new account',
    means: 'a training takes up to 16',
    raisedBy: 'request',
    source: recalled('AmazonECS/latest/developerguide/service-quotas.html'),
  },
];
