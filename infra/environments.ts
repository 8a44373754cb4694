import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';

/** Lambda's processor architectures, as Lambda spells them. */
export type ArchitectureName = 'x86_64' | 'arm64';

/** A place where Terroir runs: a stack of its own, in an account and a region. */
export interface Environment {
  /** Part of the stack's name, so that several can live in one account. */
  readonly name: string;
  /** Twelve digits; that of the credentials at hand unless it is given. */
  readonly account?: string;
  /** Such as `eu-central-1`; that of the credentials at hand unless it is given. */
  readonly region?: string;
  readonly architecture: ArchitectureName;
  /** Whether clients may ask the API for its schema. */
  readonly introspection: 'on' | 'off';
  /** How much memory each Lambda has, and CPU with it: 1,769 MB are one whole vCPU. */
  readonly memoryMb: Readonly<Record<'predict' | 'registry' | 'authorizer' | 'train', number>>;
  /** When to train, in words of EventBridge Scheduler, UTC; null for never. */
  readonly trainSchedule: string | null;
  /** How long every log of the stack is kept. */
  readonly logRetention: RetentionDays;
  /**
   * Whether DynamoDB itself refuses to delete a table. Off for the first deployment: one that fails must be able to take
   * its tables back. See docs/RUNBOOK.md.
   */
  readonly deletionProtection: 'on' | 'off';
}

const DEFAULT: Environment = {
  name: 'default',
  architecture: 'x86_64',
  introspection: 'on',
  // One thread runs the model, and a cold start is nearly all CPU. A training of the bundled dataset takes less than half
  // of 3,008 MB, which every account may have from the first day; more has to be asked of AWS.
  memoryMb: { predict: 1769, registry: 1769, authorizer: 256, train: 3008 },
  trainSchedule: 'cron(0 3 ? * MON *)',
  logRetention: RetentionDays.ONE_MONTH,
  deletionProtection: 'off',
};

/** Every environment there is. Add yours here: whatever it does not say is as in the default one. */
export const ENVIRONMENTS: readonly Environment[] = [
  DEFAULT,
  { ...DEFAULT, name: 'staging', trainSchedule: null, logRetention: RetentionDays.TWO_WEEKS },
  { ...DEFAULT, name: 'production', introspection: 'off', logRetention: RetentionDays.THREE_MONTHS },
];

const TRAIN_MEMORY_MB_MIN = 1769;
const TRAIN_MEMORY_MB_MAX = 10_240;

/** Context values by which a synthesis differs from its environment; whatever else is given is a misspelling. */
const SETTINGS = [
  'environment',
  'architecture',
  'introspection',
  'trainMemoryMb',
  'trainSchedule',
  'deletionProtection',
];

/**
 * The environments that the context names: `-c environment=NAME`, or several with commas between; the default one unless
 * told. The other context values replace what an environment says: `architecture`, `introspection`, `trainMemoryMb`,
 * `trainSchedule`, `deletionProtection`.
 *
 * Errors: Error for an unknown environment or value, so that a misspelt setting does not deploy as the default.
 */
export function readEnvironments(node: Node): Environment[] {
  refuseUnknown(node);
  const given: unknown = node.tryGetContext('environment') ?? DEFAULT.name;
  const names = typeof given === 'string' ? given.split(',') : [JSON.stringify(given)];
  return names.map((name) => {
    const environment = ENVIRONMENTS.find((one) => one.name === name);
    if (environment !== undefined) return override(environment, node);
    const known = ENVIRONMENTS.map((one) => one.name).join(', ');
    throw new Error(`Context environment must be one of ${known}, not ${name}. infra/environments.ts lists them.`);
  });
}

function override(environment: Environment, node: Node): Environment {
  const { architecture, introspection, memoryMb, trainSchedule, deletionProtection } = environment;
  return {
    ...environment,
    architecture: readChoice(node, 'architecture', ['x86_64', 'arm64'], architecture),
    introspection: readChoice(node, 'introspection', ['on', 'off'], introspection),
    memoryMb: { ...memoryMb, train: readTrainMemoryMb(node, memoryMb.train) },
    trainSchedule: readTrainSchedule(node, trainSchedule),
    deletionProtection: readChoice(node, 'deletionProtection', ['on', 'off'], deletionProtection),
  };
}

function readTrainMemoryMb(node: Node, fallback: number): number {
  const given = (node.tryGetContext('trainMemoryMb') ?? fallback) as string | number;
  const memoryMb = Number(given);
  if (Number.isInteger(memoryMb) && memoryMb >= TRAIN_MEMORY_MB_MIN && memoryMb <= TRAIN_MEMORY_MB_MAX) return memoryMb;
  const range = `a whole number from ${TRAIN_MEMORY_MB_MIN} to ${TRAIN_MEMORY_MB_MAX}`;
  throw new Error(`Context trainMemoryMb must be ${range}, not ${String(given)}.`);
}

function readTrainSchedule(node: Node, fallback: string | null): string | null {
  const given: unknown = node.tryGetContext('trainSchedule') ?? fallback;
  if (given === 'off' || given === null) return null;
  if (typeof given === 'string' && /^(rate|cron)\(.+\)$/.test(given)) return given;
  throw new Error(`Context trainSchedule must be rate(…), cron(…) or off, not ${String(given)}.`);
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
  throw new Error(`Context ${key} must be one of ${choices.join(', ')}, not ${spell(given)}.`);
}

/** A value as the error shows it; tests and scripts may give what is no text. */
function spell(given: unknown): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

/** CDK's own context keys have an `@`, a `:` or a hyphen; ours are plain words. */
function refuseUnknown(node: Node): void {
  const given = Object.keys(node.getAllContext() as Record<string, unknown>).filter((key) => /^[A-Za-z]+$/.test(key));
  const unknown = given.filter((key) => !SETTINGS.includes(key));
  if (unknown.length === 0) return;
  throw new Error(`There is no context value ${unknown.join(', ')}; there are ${SETTINGS.join(', ')}.`);
}
