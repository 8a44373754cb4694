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
