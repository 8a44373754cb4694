import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import { PREDICT_PROCESSES_MAX } from '../contract/stored/usage.ts';
import type { ReleasedFunctionName } from '../contract/releases.ts';
import { TRAIN_ON, type TrainOn } from '../contract/training-place.ts';
import { type AlarmSettings, DEFAULT_ALARMS } from './alarm-settings.ts';
import { ContextError } from './context-error.ts';

/** Lambda's processor architectures, as Lambda spells them. */
export type ArchitectureName = 'x86_64' | 'arm64';

/** The Lambdas that are released, by what they are called here. */
export type FunctionName = ReleasedFunctionName;

/**
 * How a new version gets the traffic of a function that somebody waits for: a tenth for five minutes and then the rest,
 * a tenth more each minute, or all at once, when nothing can be learnt on the way and so no alarm can stop it.
 */
export type Rollout = 'canary' | 'linear' | 'allAtOnce';

/**
 * How long a call of each Lambda may take. AppSync waits 30 s for an answer, of its authorizer 10 s; nobody waits for a
 * training, nor for a task of a file.
 */
export const TIMEOUT_SECONDS: Readonly<Record<FunctionName, number>> = {
  predict: 10,
  registry: 29,
  authorizer: 5,
  train: 900,
  drift: 29,
  bulk: 900,
};

/** How long a training on AWS Batch may take: Fargate would let it run for weeks. */
export const BATCH_TIMEOUT_SECONDS = 43_200;

/** What a container on AWS Batch has. */
export interface BatchSize {
  /** 0.25 to 16, as Fargate has them. */
  readonly vcpus: number;
  /** Fargate has certain sizes for each number of vCPUs: see FARGATE_MEMORY_GB. */
  readonly memoryMb: number;
  /** Of its disk: 21 to 200. */
  readonly storageGb: number;
}

/** A place where Terroir runs: a stack of its own, in an account and a region. */
export interface Environment {
  /** Part of the stack's name, so that several can live in one account. */
  readonly name: string;
  /** Twelve digits; that of the credentials at hand unless it is given. */
  readonly account?: string;
  /** Such as `eu-central-1`; that of the credentials at hand unless it is given. */
  readonly region?: string;
  readonly architecture: ArchitectureName;
  /**
   * How Lambda gets the functions: as zips, or as images, which docker builds when it is deployed. See
   * docs/CONTAINERS.md.
   */
  readonly packaging: 'zip' | 'image';
  /** Whether clients may ask the API for its schema. */
  readonly introspection: 'on' | 'off';
  /**
   * What becomes of the descriptions of schema.graphql: `comments`, which every account takes, or `keep` as they are,
   * where AppSync is known to take them.
   */
  readonly schemaDescriptions: 'comments' | 'keep';
  /** How much memory each Lambda has, and CPU with it: 1,769 MB are one whole vCPU. */
  readonly memoryMb: Readonly<Record<FunctionName, number>>;
  /** When to train, in words of EventBridge Scheduler, UTC; null for never. */
  readonly trainSchedule: string | null;
  /**
   * Where trainings run: in the function, in a container on AWS Batch, or in the function as long as their examples
   * fit into it. With `lambda` nothing of AWS Batch is in the stack.
   */
  readonly trainOn: TrainOn;
  /** How many examples a training in the function takes at most, with `memoryMb.train` and 15 minutes. */
  readonly lambdaRowsMax: number;
  /** What a container on AWS Batch has. */
  readonly batchSize: BatchSize;
  /** How long every log of the stack is kept. */
  readonly logRetention: RetentionDays;
  /**
   * Whether DynamoDB itself refuses to delete a table. Off for the first deployment: one that fails must be able to
   * take its tables back. See docs/RUNBOOK.md.
   */
  readonly deletionProtection: 'on' | 'off';
  /** Whether AWS WAF stands before the API: $10 a month, and $0.60 a million requests. */
  readonly waf: 'on' | 'off';
  /**
   * How many requests of one IP address, and with one key, WAF lets through in a minute. It counts, but not exactly.
   */
  readonly requestsPerMinuteMax: Readonly<Record<'address' | 'key', number>>;
  /**
   * Whether each Lambda has concurrency of its own, which is at once the most that it gets. Off unless told: an account
   * must keep 100 for the rest, and a new one may have 10 in all, where a deployment that reserves any fails. See
   * docs/RUNBOOK.md.
   */
  readonly reservedConcurrency: 'on' | 'off';
  /** How many calls of each Lambda run at once where concurrency is reserved: more are turned away, or wait. */
  readonly concurrencyMax: Readonly<Record<FunctionName, number>>;
  /** How many chunks of a file are answered at once, each by a process of its own: of one job, not of all together. */
  readonly bulkConcurrencyMax: number;
  /** How a release reaches clients. */
  readonly rollout: Rollout;
  /**
   * Whether alarms are left out of a release: of the one that mends what they ring for, and of no other. The hook tries
   * the new version all the same. See docs/RELEASES.md.
   */
  readonly emergency: boolean;
  /** Whether the console is deployed, as a static site. It costs nothing but what is fetched. */
  readonly console: 'on' | 'off';
  /** From when on alarms go off, and who is told. */
  readonly alarms: AlarmSettings;
  /**
   * How the pipeline of docs/PIPELINE.md releases to it: `tried` at once, and then by the tests of the API and under
   * load; `approved` when somebody has said yes, and then by some predictions alone.
   */
  readonly release: 'tried' | 'approved';
}

const DEFAULT: Environment = {
  name: 'default',
  architecture: 'x86_64',
  packaging: 'zip',
  introspection: 'on',
  schemaDescriptions: 'comments',
  // One thread runs the model, and a cold start is nearly all CPU. A training of the bundled dataset takes less than
  // half of 3,008 MB, which every account may have from the first day; more has to be asked of AWS.
  memoryMb: { predict: 1769, registry: 1769, authorizer: 256, train: 3008, drift: 512, bulk: 1769 },
  trainSchedule: 'cron(0 3 ? * MON *)',
  trainOn: 'lambda',
  lambdaRowsMax: 100_000,
  batchSize: { vcpus: 4, memoryMb: 30_720, storageGb: 60 },
  logRetention: RetentionDays.ONE_MONTH,
  deletionProtection: 'off',
  waf: 'on',
  // 50 requests a second, of 100 wines each where they are batches, is more than any client has asked for; several may
  // share an address.
  requestsPerMinuteMax: { address: 6_000, key: 3_000 },
  reservedConcurrency: 'off',
  // Of a hundred calls of predict at once a thousand a second are answered. One training runs at a time; whoever comes
  // second is told so by a second one.
  concurrencyMax: { predict: PREDICT_PROCESSES_MAX, registry: 40, authorizer: 40, train: 2, drift: 2, bulk: 60 },
  // Of forty a million rows take some minutes; a new account has ten in all, where the rest waits its turn.
  bulkConcurrencyMax: 40,
  rollout: 'canary',
  emergency: false,
  console: 'on',
  alarms: DEFAULT_ALARMS,
  release: 'approved',
};

/** Every environment there is. Add yours here: whatever it does not say is as in the default one. */
export const ENVIRONMENTS: readonly Environment[] = [
  DEFAULT,
  { ...DEFAULT, name: 'staging', trainSchedule: null, logRetention: RetentionDays.TWO_WEEKS, release: 'tried' },
  { ...DEFAULT, name: 'production', introspection: 'off', logRetention: RetentionDays.THREE_MONTHS },
];

const TRAIN_MEMORY_MB_MIN = 1769;
const TRAIN_MEMORY_MB_MAX = 10_240;

/** What AWS WAF takes as the limit of a rate-based rule. */
const WAF_REQUESTS_MIN = 10;
const WAF_REQUESTS_MAX = 2_000_000_000;

/** Context values by which a synthesis differs from its environment; whatever else is given is a misspelling. */
const SETTINGS = [
  'environment',
  'architecture',
  'packaging',
  'introspection',
  'schemaDescriptions',
  'trainMemoryMb',
  'trainSchedule',
  'trainOn',
  'deletionProtection',
  'waf',
  'addressRequestsPerMinute',
  'keyRequestsPerMinute',
  'reservedConcurrency',
  'rollout',
  'emergency',
  'console',
  'alarmEmail',
];

/**
 * The environments that the context names: `-c environment=NAME`, or several with commas between; the default one
 * unless told. The other context values replace what an environment says: see SETTINGS.
 *
 * Errors: ContextError for an unknown environment or value, so that a misspelt setting does not deploy as the default.
 */
export function readEnvironments(node: Node): Environment[] {
  refuseUnknown(node, SETTINGS);
  return findEnvironments(node, DEFAULT.name).map((environment) =>
    checkBatchSize(checkRelease(override(environment, node))),
  );
}

/**
 * The environments that the context names by `environment`, as infra/environments.ts has them; those of `fallback`
 * where it names none.
 *
 * Errors: ContextError for one that there is not.
 */
export function findEnvironments(node: Node, fallback: string): Environment[] {
  const given: unknown = node.tryGetContext('environment') ?? fallback;
  const names = typeof given === 'string' ? given.split(',') : [JSON.stringify(given)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new ContextError(`Context environment names ${twice} twice: name each environment once.`);
  }
  return names.map((name) => {
    const environment = ENVIRONMENTS.find((one) => one.name === name);
    if (environment !== undefined) return environment;
    const known = ENVIRONMENTS.map((one) => one.name).join(', ');
    throw new ContextError(
      `Context environment must be one of ${known}, not ${name}. infra/environments.ts lists them.`,
    );
  });
}

function override(environment: Environment, node: Node): Environment {
  const { architecture, packaging, introspection, schemaDescriptions, memoryMb, trainSchedule, deletionProtection } =
    environment;
  const { waf, requestsPerMinuteMax, reservedConcurrency, rollout, emergency, alarms } = environment;
  return {
    ...environment,
    architecture: readChoice(node, 'architecture', ['x86_64', 'arm64'], architecture),
    packaging: readChoice(node, 'packaging', ['zip', 'image'], packaging),
    introspection: readChoice(node, 'introspection', ['on', 'off'], introspection),
    schemaDescriptions: readChoice(node, 'schemaDescriptions', ['comments', 'keep'], schemaDescriptions),
    memoryMb: { ...memoryMb, train: readTrainMemoryMb(node, memoryMb.train) },
    trainSchedule: readTrainSchedule(node, trainSchedule),
    trainOn: readChoice(node, 'trainOn', TRAIN_ON, environment.trainOn),
    deletionProtection: readChoice(node, 'deletionProtection', ['on', 'off'], deletionProtection),
    waf: readChoice(node, 'waf', ['on', 'off'], waf),
    requestsPerMinuteMax: {
      address: readRate(node, 'addressRequestsPerMinute', requestsPerMinuteMax.address),
      key: readRate(node, 'keyRequestsPerMinute', requestsPerMinuteMax.key),
    },
    reservedConcurrency: readChoice(node, 'reservedConcurrency', ['on', 'off'], reservedConcurrency),
    rollout: readChoice(node, 'rollout', ['canary', 'linear', 'allAtOnce'], rollout),
    emergency: readFlag(node, 'emergency', emergency),
    console: readChoice(node, 'console', ['on', 'off'], environment.console),
    alarms: { ...alarms, email: readEmail(node, alarms.email) },
  };
}

/** Errors: ContextError where an emergency leaves out alarms that the rollout has not. */
function checkRelease(environment: Environment): Environment {
  const { name, rollout, emergency } = environment;
  if (!emergency || rollout !== 'allAtOnce') return environment;
  throw new ContextError(
    `Context emergency=true leaves alarms out of a release, and with rollout allAtOnce, as ${name} has it, there are ` +
      'none: take one of the two away.',
  );
}

/** Smallest, largest and step of the memory, in GB, that Fargate has with so many vCPUs. */
const FARGATE_MEMORY_GB: Readonly<Record<number, readonly [min: number, max: number, step: number]>> = {
  0.25: [0.5, 2, 0.5],
  0.5: [1, 4, 1],
  1: [2, 8, 1],
  2: [4, 16, 1],
  4: [8, 30, 1],
  8: [16, 60, 4],
  16: [32, 120, 8],
};
const STORAGE_GB_MIN = 21;
const STORAGE_GB_MAX = 200;

/** Errors: ContextError where Fargate has no container of that size; the message names what it has. */
export function checkBatchSize<Sized extends Pick<Environment, 'name' | 'batchSize'>>(environment: Sized): Sized {
  const { name, batchSize } = environment;
  const { vcpus, memoryMb, storageGb } = batchSize;
  const place = `batchSize of the environment ${name}`;
  const range = FARGATE_MEMORY_GB[vcpus];
  if (range === undefined) {
    const known = Object.keys(FARGATE_MEMORY_GB)
      .map(Number)
      .sort((one, other) => one - other);
    throw new ContextError(`${place}: Fargate has ${known.join(', ')} vCPUs, not ${vcpus}.`);
  }
  const [min, max, step] = range;
  const gb = memoryMb / 1024;
  if (!(gb >= min && gb <= max && Number.isInteger((gb - min) / step) && !(vcpus === 0.25 && gb === 1.5))) {
    throw new ContextError(
      `${place}: with ${vcpus} vCPUs Fargate has ${min * 1024} to ${max * 1024} MB in steps of ${step * 1024}, ` +
        `not ${memoryMb}.`,
    );
  }
  if (!(Number.isInteger(storageGb) && storageGb >= STORAGE_GB_MIN && storageGb <= STORAGE_GB_MAX)) {
    throw new ContextError(
      `${place}: storageGb must be from ${STORAGE_GB_MIN} to ${STORAGE_GB_MAX}, not ${storageGb}.`,
    );
  }
  return environment;
}

function readFlag(node: Node, key: string, fallback: boolean): boolean {
  const given: unknown = node.tryGetContext(key) ?? fallback;
  if (given === true || given === 'true') return true;
  if (given === false || given === 'false') return false;
  throw new ContextError(`Context ${key} must be one of true, false, not ${spell(given)}.`);
}

function readTrainMemoryMb(node: Node, fallback: number): number {
  return readWhole(node, 'trainMemoryMb', { min: TRAIN_MEMORY_MB_MIN, max: TRAIN_MEMORY_MB_MAX }, fallback);
}

function readRate(node: Node, key: string, fallback: number): number {
  return readWhole(node, key, { min: WAF_REQUESTS_MIN, max: WAF_REQUESTS_MAX }, fallback);
}

function readEmail(node: Node, fallback: string | null): string | null {
  const given: unknown = node.tryGetContext('alarmEmail') ?? fallback;
  if (given === null || (typeof given === 'string' && /^[^\s@]+@[^\s@]+$/.test(given))) return given;
  throw new ContextError(`Context alarmEmail must be an address, not ${spell(given)}.`);
}

function readWhole(node: Node, key: string, { min, max }: { min: number; max: number }, fallback: number): number {
  const given = (node.tryGetContext(key) ?? fallback) as string | number;
  const number = Number(given);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new ContextError(`Context ${key} must be a whole number from ${min} to ${max}, not ${String(given)}.`);
}

function readTrainSchedule(node: Node, fallback: string | null): string | null {
  const given: unknown = node.tryGetContext('trainSchedule') ?? fallback;
  if (given === 'off' || given === null) return null;
  if (typeof given === 'string' && /^(rate|cron)\(.+\)$/.test(given)) return given;
  throw new ContextError(`Context trainSchedule must be rate(…), cron(…) or off, not ${spell(given)}.`);
}

function readChoice<Choice extends string>(
  node: Node,
  key: string,
  choices: readonly Choice[],
  fallback: Choice,
): Choice {
  const given: unknown = node.tryGetContext(key) ?? fallback;
  const choice = choices.find((candidate) => candidate === given);
  if (choice !== undefined) return choice;
  throw new ContextError(`Context ${key} must be one of ${choices.join(', ')}, not ${spell(given)}.`);
}

/** A value as the error shows it; tests and scripts may give what is no text. */
function spell(given: unknown): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

/**
 * Lets no misspelt setting pass for the default. CDK's own context keys have an `@`, a `:` or a hyphen; ours are plain
 * words.
 *
 * Errors: ContextError for a plain word that is not among `settings`.
 */
export function refuseUnknown(node: Node, settings: readonly string[]): void {
  const given = Object.keys(node.getAllContext() as Record<string, unknown>).filter((key) => /^[A-Za-z]+$/.test(key));
  const unknown = given.filter((key) => !settings.includes(key));
  if (unknown.length === 0) return;
  throw new ContextError(`There is no context value ${unknown.join(', ')}; there are ${settings.join(', ')}.`);
}
