import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  ACCURACY_READS_MAX,
  ACCURACY_STEPS_READS_MAX,
  BATCH_WINES_MAX,
  LABEL_HISTORY_MAX,
  MOVES_READS_MAX,
  NAME_CHARACTERS_MAX,
  PAGE_ENTRIES_MAX,
  REQUEST_RESOLVERS_MAX,
  WINE_CHARACTERS_MAX,
} from '../contract/limits.ts';
import { CLIENTS_READS_MAX } from '../contract/keys.ts';
import { ROOT_FIELDS, type RootFieldName } from '../contract/root-fields.ts';
import { TRAFFIC_DAYS } from '../contract/stored/traffic.ts';
import { ENVIRONMENTS, type FunctionName, TIMEOUT_SECONDS } from '../infra/environments.ts';
import { PRICES } from './cost/prices.ts';

/*
 * Counts what a client may cost at most, from the limits of contract/ and infra/, and writes it into SECURITY.md:
 *     node docs/count-costs.ts
 * test/infra/costs.test.ts holds the page against it.
 */

/** A read unit is 4 KB read strongly consistent, a write unit 1 KB; one read brings 1 MB at most. */
const READ_UNIT_BYTES = 4_096;
const READ_UNITS_MAX = (1024 * 1024) / READ_UNIT_BYTES;
const WRITE_UNIT_BYTES = 1_024;
const ENTRY_BYTES_MAX = 400 * 1024;
/** What DynamoDB gives one partition a second; all that a client has recorded lies under one key. */
const PARTITION_READS = 3_000;
const PARTITION_WRITES = 1_000;
/** Versions, runs and moves of the champion lie under a key each. */
const MODEL_LISTS = 3;
const CHARACTER_BYTES_MAX = 4;
const DAY_SECONDS = 24 * 60 * 60;
const REQUEST_SECONDS_MAX = 30;
const ACCOUNT_CONCURRENCY = 1_000;
const LOG_LINE_BYTES = 500;

/**
 * The largest prediction. A character of the note may stand in the note, in a word and in two phrases of the evidence
 * of each target; what else there is has a few names.
 */
const PREDICTION_BYTES_MAX =
  CHARACTER_BYTES_MAX *
    (WINE_CHARACTERS_MAX.description * (1 + 3 * 2) +
      4 * WINE_CHARACTERS_MAX.variety +
      2 * NAME_CHARACTERS_MAX * (LABEL_HISTORY_MAX + 1)) +
  4_096;
const PREDICTION_WRITES = Math.ceil(PREDICTION_BYTES_MAX / WRITE_UNIT_BYTES);
const PREDICTION_READS = Math.ceil(PREDICTION_BYTES_MAX / READ_UNIT_BYTES);
const ENTRY_READS = ENTRY_BYTES_MAX / READ_UNIT_BYTES;
const TRAFFIC_READS = (TRAFFIC_DAYS * 24 * 2 * 1_024) / READ_UNIT_BYTES / 2;

/** Of a request to predict: its requestId is claimed, its wines are counted, by two attempts where a minute begins. */
const OWN_WRITES = 3;

const CLIENTS_READS = CLIENTS_READS_MAX * READ_UNITS_MAX;

/** What one call of a field may take at most. */
interface FieldCost {
  reads?: number;
  writes?: number;
  s3Gets?: number;
  s3Lists?: number;
  /** The Lambda that answers, for as long as it may take. */
  lambda?: FunctionName;
}

const REGISTRY: FieldCost = { lambda: 'registry' };
const BULK: FieldCost = { lambda: 'bulk' };
/** A job names few of its chunks, and some texts of a line each. */
const JOB_READS = 4;
const JOB_WRITES = 16;
const MOVE: FieldCost = { ...REGISTRY, reads: 1 + 2 * ENTRY_READS, writes: 3, s3Gets: 3 };
/** A run that has lost its process is looked at from all sides: once, since then it has ended. */
const SETTLED: FieldCost = { ...REGISTRY, reads: 4 * ENTRY_READS + MOVES_READS_MAX * READ_UNITS_MAX, writes: 2 };
/** The objects of all datasets are listed, by the thousand; the function ends before that is more than 290 lists. */
const DATASET: FieldCost = { ...REGISTRY, reads: 5 * READ_UNITS_MAX, s3Gets: 2, s3Lists: 290 };

/** What one call of each field may take at most; a field without figures does not compile. */
export const FIELD_COSTS: Readonly<Record<RootFieldName, FieldCost>> = {
  'Query.prediction': { reads: PREDICTION_READS },
  // Of a client of N partitions up to N times as much; an operator gives them, one client at a time.
  'Query.predictionHistory': { reads: READ_UNITS_MAX },
  'Query.caller': {},
  'Query.quota': { reads: 1 },
  'Query.champion': { ...REGISTRY, reads: 1 + ENTRY_READS },
  'Query.modelVersion': { ...REGISTRY, reads: ENTRY_READS + 1 + MOVES_READS_MAX * READ_UNITS_MAX },
  'Query.modelVersions': { ...REGISTRY, reads: READ_UNITS_MAX + 1 + MOVES_READS_MAX * READ_UNITS_MAX },
  'Query.promotions': { reads: READ_UNITS_MAX },
  'Query.trainingRun': { ...SETTLED, reads: ENTRY_READS + (SETTLED.reads ?? 0) },
  'Query.trainingRuns': { ...SETTLED, reads: READ_UNITS_MAX + (SETTLED.reads ?? 0) },
  'Query.tryWine': { lambda: 'predict', writes: 2, reads: 1 + ENTRY_READS, s3Gets: 3 },
  'Query.classes': { ...REGISTRY, reads: 1 + ENTRY_READS, s3Gets: 1 },
  'Query.compareModels': { ...REGISTRY, reads: 2 * ENTRY_READS, s3Gets: 2 },
  // What is counted is read at half the price too: five weeks of hours, two versions an hour, of 1 KB each.
  'Query.accuracyOverTime': {
    ...REGISTRY,
    reads: (ACCURACY_STEPS_READS_MAX * READ_UNITS_MAX) / 2 + TRAFFIC_READS,
    s3Gets: 1,
  },
  'Query.drift': { ...REGISTRY, reads: ENTRY_READS + TRAFFIC_READS },
  // An index is read at half the price.
  'Query.accuracy': { ...REGISTRY, reads: (ACCURACY_READS_MAX * READ_UNITS_MAX) / 2 },
  'Query.datasets': { ...DATASET, s3Gets: PAGE_ENTRIES_MAX },
  'Query.dataset': DATASET,
  'Query.admittedClasses': { ...REGISTRY, reads: READ_UNITS_MAX },
  // CloudWatch asks nothing for how alarms stand, and a cent for a thousand metrics.
  'Query.metrics': REGISTRY,
  // Each client of a page has a quota.
  'Query.clients': { ...REGISTRY, reads: CLIENTS_READS + PAGE_ENTRIES_MAX },
  'Query.keyActs': { reads: READ_UNITS_MAX },
  'Query.health': { ...REGISTRY, reads: 1 + ENTRY_READS },
  'Query.predictionJob': { reads: JOB_READS },
  'Query.predictionJobs': { reads: READ_UNITS_MAX },
  'Query.predictionJobFiles': { ...BULK, reads: JOB_READS },
  'Mutation.createUpload': BULK,
  // What the job that it begins may cost is among the workings below.
  'Mutation.predictFile': { ...BULK, reads: 2 * ENTRY_READS + JOB_READS, writes: 2 * JOB_WRITES + 2, s3Gets: 3 },
  'Mutation.cancelPredictionJob': { ...BULK, reads: JOB_READS, writes: 2 * JOB_WRITES },
  'Mutation.resumePredictionJob': { ...BULK, reads: JOB_READS, writes: 3 * JOB_WRITES },
  'Mutation.predict': { lambda: 'predict', writes: PREDICTION_WRITES + OWN_WRITES, reads: PREDICTION_READS + 1 },
  'Mutation.predictBatch': {
    lambda: 'predict',
    writes: BATCH_WINES_MAX * PREDICTION_WRITES + OWN_WRITES,
    reads: BATCH_WINES_MAX * PREDICTION_READS + 1,
  },
  // The prediction, and its entry in the index of labels: taken out and put in.
  'Mutation.labelPrediction': { reads: 2 * PREDICTION_READS, writes: 3 * PREDICTION_WRITES },
  'Mutation.startTraining': { lambda: 'train', reads: ENTRY_READS + (SETTLED.reads ?? 0), writes: 4 },
  'Mutation.promoteModel': MOVE,
  'Mutation.rollbackModel': MOVE,
  // A file of IMPORT_BYTES_MAX is two parts at most, and as many as a call has time for are read before.
  'Mutation.importDataset': { ...DATASET, writes: 0, s3Gets: 290 },
  'Mutation.removeDataset': { ...DATASET, writes: 0, s3Gets: 3 },
  'Mutation.restoreDataset': { ...DATASET, writes: 0, s3Gets: 3 },
  'Mutation.admitClass': { ...REGISTRY, reads: READ_UNITS_MAX, writes: 1 },
  // The newest labels are read as far as ten pages go.
  'Mutation.checkDrift': {
    lambda: 'drift',
    reads: 1 + ENTRY_READS + TRAFFIC_READS + 5 * READ_UNITS_MAX,
    writes: 20,
    s3Gets: 1,
  },
  'Mutation.withdrawClass': { ...REGISTRY, writes: 1 },
  'Mutation.createClient': { ...REGISTRY, reads: CLIENTS_READS + 2, writes: 3 },
  'Mutation.rotateKey': { ...REGISTRY, reads: 2 * CLIENTS_READS + 3, writes: 4 },
  'Mutation.suspendKey': { ...REGISTRY, reads: CLIENTS_READS + 2, writes: 2 },
  'Mutation.resumeKey': { ...REGISTRY, reads: CLIENTS_READS + 2, writes: 2 },
  'Mutation.publishTrainingProgress': {},
  'Mutation.publishTrainingCompleted': {},
  'Mutation.publishPredictionJob': {},
  'Mutation.endSubscriptions': {},
  // Whether the key is still good.
  'Subscription.onTrainingProgress': { reads: 1 },
  'Subscription.onTrainingCompleted': { reads: 1 },
  'Subscription.onPredictionJob': { reads: JOB_READS + 1 },
};

const [DEPLOYED = ENVIRONMENTS[0]] = ENVIRONMENTS;
if (DEPLOYED === undefined) throw new Error('There is no environment.');
const { memoryMb, concurrencyMax, requestsPerMinuteMax } = DEPLOYED;

/**
 * US dollars for one call: of the tables and the bucket, and of the Lambda were it to take all the time that it may.
 */
export function priceField({ reads = 0, writes = 0, s3Gets = 0, s3Lists = 0, lambda }: FieldCost): number {
  const stores = reads * PRICES.readUnit + writes * PRICES.writeUnit + s3Gets * PRICES.s3Get + s3Lists * PRICES.s3List;
  return stores + (lambda ? PRICES.lambdaRequest + priceLambda(lambda, TIMEOUT_SECONDS[lambda]) : 0);
}

function priceLambda(name: FunctionName, seconds: number): number {
  return seconds * (memoryMb[name] / 1024) * PRICES.lambdaGbSecond.x86_64;
}

/**
 * Read units of the dearest request: a query runs its fields at once, and its Lambdas may take their time; mutations
 * run one after the other, and end with the request.
 */
export function countRequestReads(): number {
  const reads = Object.entries(FIELD_COSTS).map(([field, cost]) =>
    field.startsWith('Query.') ? (cost.reads ?? 0) : 0,
  );
  return REQUEST_RESOLVERS_MAX * Math.max(...reads);
}

/** One thing that a client may do all day, and what that costs. */
interface Abuse {
  what: string;
  scope: string;
  bound: string;
  dollarsADay: number;
}

/** What somebody may do from midnight to midnight, and what it costs at most. */
export function listAbuses(): Abuse[] {
  return [...listAskings(), ...listReadings(), ...listWorkings()];
}

const requests = requestsPerMinuteMax.key * 24 * 60;
const guesses = requestsPerMinuteMax.address * 24 * 60;

function priceAllDay(name: FunctionName): number {
  return concurrencyMax[name] * priceLambda(name, DAY_SECONDS);
}

function listAskings(): Abuse[] {
  return [
    {
      what: 'asks as often as it is let, for anything or nothing',
      scope: 'any',
      bound: `${format(requests)} requests a day (WAF, ${format(requestsPerMinuteMax.key)} a minute a key)`,
      dollarsADay: requests * (PRICES.appsyncRequest + PRICES.wafRequest),
    },
    {
      what: `lets ${REQUEST_RESOLVERS_MAX} fields fail in each request: each is a line of the log`,
      scope: 'any',
      bound: `some ${LOG_LINE_BYTES} bytes a line`,
      dollarsADay: ((requests * REQUEST_RESOLVERS_MAX * LOG_LINE_BYTES) / 1e9) * PRICES.logGb,
    },
    {
      what: 'fills its history with the largest wines there can be',
      scope: 'predict',
      bound: `${format(PARTITION_WRITES)} write units a second, which is what DynamoDB gives the key of one client`,
      dollarsADay: PARTITION_WRITES * DAY_SECONDS * PRICES.writeUnit,
    },
  ];
}

function listReadings(): Abuse[] {
  return [
    {
      what: `reads a history full of such wines by filters that nothing matches, ${REQUEST_RESOLVERS_MAX} a request`,
      scope: ROOT_FIELDS['Query.predictionHistory'].scope,
      bound: `${format(PARTITION_READS)} read units a second of one partition`,
      dollarsADay: PARTITION_READS * DAY_SECONDS * PRICES.readUnit,
    },
    {
      what: 'the same, were DynamoDB to spread that client over as many partitions as it could use',
      scope: ROOT_FIELDS['Query.predictionHistory'].scope,
      bound: `${format(READ_UNITS_MAX)} read units a field, ${format(requests)} requests`,
      dollarsADay: REQUEST_RESOLVERS_MAX * READ_UNITS_MAX * requests * PRICES.readUnit,
    },
    {
      what: 'reads lists of versions, runs and moves',
      scope: 'any',
      bound: `${format(PARTITION_READS)} read units a second of each of their partitions`,
      dollarsADay: MODEL_LISTS * PARTITION_READS * DAY_SECONDS * PRICES.readUnit,
    },
  ];
}

function listWorkings(): Abuse[] {
  return [
    {
      what: 'keeps λ predict at work',
      scope: 'predict',
      bound: `${concurrencyMax.predict} calls at once, where concurrency is reserved`,
      dollarsADay: priceAllDay('predict'),
    },
    {
      what: 'keeps λ models at work',
      scope: 'any',
      bound: `${concurrencyMax.registry} calls at once, where concurrency is reserved`,
      dollarsADay: priceAllDay('registry'),
    },
    {
      what: 'has files answered without end',
      scope: ROOT_FIELDS['Mutation.predictFile'].scope,
      bound: `${concurrencyMax.bulk} calls at once, where concurrency is reserved; a quota of the day bounds it more`,
      dollarsADay: priceAllDay('bulk'),
    },
    {
      what: 'trains without end',
      scope: 'operate',
      bound: 'one training at a time (the lease)',
      dollarsADay: priceLambda('train', DAY_SECONDS),
    },
    {
      what: 'guesses keys of the right form, from one address',
      scope: 'none',
      bound: `${format(guesses)} guesses a day (WAF, ${format(requestsPerMinuteMax.address)} a minute an address)`,
      dollarsADay:
        guesses * (PRICES.wafRequest + PRICES.appsyncRequest + PRICES.lambdaRequest + PRICES.readUnit) +
        Math.min(priceAllDay('authorizer'), guesses * priceLambda('authorizer', TIMEOUT_SECONDS.authorizer)),
    },
  ];
}

function format(number: number): string {
  return Math.round(number).toLocaleString('en');
}

function formatDollars(dollars: number): string {
  if (dollars >= 1) return `$${dollars.toLocaleString('en', { maximumFractionDigits: dollars < 100 ? 2 : 0 })}`;
  return `$${Number(dollars.toPrecision(2)).toLocaleString('en', { maximumFractionDigits: 8 })}`;
}

/** The part of SECURITY.md that is figures. */
function writeCosts(): string {
  const fields = Object.entries(FIELD_COSTS).filter(([field]) => ROOT_FIELDS[field as RootFieldName].scope !== 'none');
  const rows = fields.map(([field, cost]) => {
    const { reads = 0, writes = 0, s3Gets = 0, s3Lists = 0, lambda } = cost;
    const time =
      lambda === undefined ? '' : `${lambda === 'registry' ? 'models' : lambda}, ${TIMEOUT_SECONDS[lambda]} s`;
    const figures = [reads, writes, s3Gets, s3Lists].map((figure) => (figure === 0 ? '' : format(figure)));
    return `| ${[`\`${field}\``, ...figures, time, formatDollars(priceField(cost))].join(' | ')} |`;
  });
  const abuses = listAbuses().map(
    ({ what, scope, bound, dollarsADay }) => `| ${[what, scope, bound, formatDollars(dollarsADay)].join(' | ')} |`,
  );
  const unreserved = priceLambda('predict', DAY_SECONDS) * ACCOUNT_CONCURRENCY;
  return [
    `A request runs ${REQUEST_RESOLVERS_MAX} fields at most, for ${REQUEST_SECONDS_MAX} s at most: ` +
      `${format(countRequestReads())} read units for the dearest query there is, which operators alone may send,`,
    `${format(REQUEST_RESOLVERS_MAX * READ_UNITS_MAX)} for histories. The largest prediction has ` +
      `${format(PREDICTION_BYTES_MAX / 1024)} KB, a typical one under 1 KB: of a quota, 1,000 wines are ` +
      `${formatDollars(1_000 * PREDICTION_WRITES * PRICES.writeUnit)} to write at most,`,
    `and ${formatDollars(1_000 * PRICES.writeUnit)} as they usually are.`,
    '',
    '| field | read units | write units | GETs | LISTs | Lambda, at most | a call at most |',
    '| --- | ---: | ---: | ---: | ---: | --- | ---: |',
    ...rows,
    '',
    '| a client … | with scope | bounded by | a day at most |',
    '| --- | --- | --- | ---: |',
    ...abuses,
    '',
    `Where concurrency is not reserved, calls at once end where the account's do, commonly at ` +
      `${format(ACCOUNT_CONCURRENCY)}: λ predict alone may then cost ${formatDollars(unreserved)} a day.`,
  ].join('\n');
}

const PAGE = new URL('SECURITY.md', import.meta.url);
const BEGIN = '<!-- Written by docs/count-costs.ts. -->\n<!-- prettier-ignore-start -->';
const END = '<!-- prettier-ignore-end -->';

/** SECURITY.md with its figures as they are now. */
export function writePage(): string {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
  return `${page.slice(0, begin)}\n\n${writeCosts()}\n\n${page.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, writePage());
