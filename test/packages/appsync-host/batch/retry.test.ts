import { expect, it } from 'vitest';
import { type ExitRule, isTriedAgain } from '../../../../packages/appsync-host/batch/retry.ts';

/** The user guide's own example. */
const DOCUMENTED: ExitRule[] = [
  { action: 'RETRY', onReason: 'AGENT' },
  { action: 'RETRY', onStatusReason: 'Task failed to start' },
  { action: 'EXIT', onReason: '*' },
];
const LOST: ExitRule[] = [
  { action: 'RETRY', onStatusReason: 'Host EC2*' },
  { action: 'EXIT', onReason: '*' },
];

it.each([
  ['nothing but a number of attempts is tried again', [], { statusReason: 'x', exitCode: 1 }, true],
  ['a reason that is named is tried again', DOCUMENTED, { statusReason: 'x', reason: 'AGENT' }, true],
  ['a status that is named is tried again', DOCUMENTED, { statusReason: 'Task failed to start' }, true],
  ['another one is not', DOCUMENTED, { statusReason: 'Essential container in task exited', exitCode: 1 }, false],
  ['a pattern with a star is a beginning', LOST, { statusReason: 'Host EC2 (instance i-1) terminated.' }, true],
  [
    'one without is the whole',
    LOST.map((rule) => ({ ...rule, onStatusReason: 'Host' })),
    { statusReason: 'Host EC2' },
    true,
  ],
  [
    'all patterns of a rule must match',
    [{ action: 'EXIT', onExitCode: '1*', onReason: 'a' }],
    { statusReason: 'x', reason: 'b', exitCode: 12 },
    true,
  ],
  [
    'and then it decides',
    [{ action: 'EXIT', onExitCode: '1*', onReason: 'b' }],
    { statusReason: 'x', reason: 'b', exitCode: 12 },
    false,
  ],
] as [string, ExitRule[], Parameters<typeof isTriedAgain>[2], boolean][])('%s', (_, evaluateOnExit, end, expected) => {
  expect(isTriedAgain({ attempts: 3, evaluateOnExit }, 1, end)).toBe(expected);
  expect(isTriedAgain({ attempts: 3, evaluateOnExit }, 3, end)).toBe(false);
});
