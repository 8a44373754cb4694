import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** How long every log of the stack is kept. */
export const LOG_RETENTION = RetentionDays.ONE_MONTH;

/** Lambda's processor architectures, as Lambda spells them. */
export type ArchitectureName = 'x86_64' | 'arm64';

/** Context `architecture`: `x86_64` unless it says `arm64`. */
export function readArchitecture(scope: Construct): ArchitectureName {
  return readChoice(scope, 'architecture', ['x86_64', 'arm64']);
}

/** Context `introspection`: whether clients may ask the API for its schema, `on` unless it says `off`. */
export function readIntrospection(scope: Construct): 'on' | 'off' {
  return readChoice(scope, 'introspection', ['on', 'off']);
}

// Every account may have so much from the first day, and it is more than twice what the bundled dataset takes.
const TRAIN_MEMORY_MB = 3008;
// From one whole vCPU up to the most that Lambda has.
const TRAIN_MEMORY_MB_MIN = 1769;
const TRAIN_MEMORY_MB_MAX = 10_240;

/**
 * Context `trainMemoryMb`: how much memory a training gets, and CPU with it; 3,008 MB unless it says otherwise. More than
 * that has to be asked of AWS in accounts that are new.
 */
export function readTrainMemoryMb(scope: Construct): number {
  const given: unknown = scope.node.tryGetContext('trainMemoryMb') ?? TRAIN_MEMORY_MB;
  const memoryMb = Number(given);
  if (Number.isInteger(memoryMb) && memoryMb >= TRAIN_MEMORY_MB_MIN && memoryMb <= TRAIN_MEMORY_MB_MAX) return memoryMb;
  const range = `a whole number from ${TRAIN_MEMORY_MB_MIN} to ${TRAIN_MEMORY_MB_MAX}`;
  throw new Error(`Context trainMemoryMb must be ${range}, not ${String(given)}.`);
}

/** Context `trainSchedule`: when to train, in words of EventBridge Scheduler; null for `off`. On Mondays at 3:00 UTC by default. */
export function readTrainSchedule(scope: Construct): string | null {
  const given: unknown = scope.node.tryGetContext('trainSchedule') ?? 'cron(0 3 ? * MON *)';
  if (given === 'off') return null;
  if (typeof given === 'string' && /^(rate|cron)\(.+\)$/.test(given)) return given;
  throw new Error(`Context trainSchedule must be rate(…), cron(…) or off, not ${String(given)}.`);
}

/** The first choice unless the context names another; a misspelt setting must not deploy as the default. */
function readChoice<Choice extends string>(
  scope: Construct,
  key: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const given: unknown = scope.node.tryGetContext(key) ?? choices[0];
  const choice = choices.find((candidate) => candidate === given);
  if (choice === undefined)
    throw new Error(`Context ${key} must be one of ${choices.join(', ')}, not ${String(given)}.`);
  return choice;
}
