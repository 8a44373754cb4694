import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lambda } from '../../../../packages/appsync-host/lambda/lambda.ts';
import { readSchedules, startSchedules } from '../../../../packages/appsync-host/scheduler/schedules.ts';
import { KNOWN_TYPES } from '../../../../packages/appsync-host/services.ts';
import { readStack } from '../../../../packages/appsync-host/template/read.ts';
import { openStack, type Stack } from '../../../../packages/appsync-host/template/stack.ts';
import { writeGuestBook } from '../fixture-stack.ts';

const addresses = { endpoint: 'http://localhost:1/graphql', realtimeEndpoint: 'ws://localhost:1/graphql/realtime' };
const greeterArn = { 'Fn::GetAtt': ['Greeter', 'Arn'] };

/** The guest book with a schedule that greets. */
function stackWith(properties: object): Stack {
  const folder = writeGuestBook((template) => {
    template.Resources['Weekly'] = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        FlexibleTimeWindow: { Mode: 'OFF' },
        ScheduleExpression: 'cron(0 3 ? * MON *)',
        Target: { Arn: greeterArn, RoleArn: 'a role', Input: '{"name":"Ann"}' },
        ...properties,
      },
    };
  });
  return openStack(readStack(folder), addresses, KNOWN_TYPES);
}

describe('the schedules of a template', () => {
  it('are read with what they invoke', () => {
    expect(readSchedules(stackWith({}))).toEqual([
      {
        name: 'GuestBook-Weekly',
        expression: 'cron(0 3 ? * MON *)',
        functionName: 'arn:aws:lambda:us-east-1:000000000000:function:GuestBook-Greeter',
        roleArn: 'a role',
        input: { name: 'Ann' },
      },
    ]);
  });

  it('are those that are enabled', () => {
    expect(readSchedules(stackWith({ State: 'DISABLED' }))).toEqual([]);
    expect(readSchedules(stackWith({ State: 'ENABLED' }))).toHaveLength(1);
  });

  it.each([
    [
      'a target that is no function',
      { Target: { Arn: 'arn:aws:sqs:us-east-1:1:q', RoleArn: 'r' } },
      /no function of the/,
    ],
    ['an input that is no JSON', { Target: { Arn: greeterArn, RoleArn: 'r', Input: '{' } }, /Input must be JSON/],
    [
      'a dead letter queue',
      { Target: { Arn: greeterArn, RoleArn: 'r', DeadLetterConfig: {} } },
      /DeadLetterConfig is not/,
    ],
    [
      'another time zone',
      { ScheduleExpressionTimezone: 'Europe/Paris' },
      /Timezone is "Europe\/Paris"; the host can do UTC/,
    ],
  ])('are refused with %s', (_, properties, complaint) => {
    expect(() => readSchedules(stackWith(properties))).toThrow(complaint);
  });
});

describe('a schedule that runs', () => {
  const invoke = vi.fn<Lambda['invoke']>();
  const warn = vi.fn<(line: string) => void>();
  let close = (): void => undefined;

  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-23T17:00:00Z') });
    invoke.mockReset().mockResolvedValue({ payload: null });
    warn.mockReset();
  });

  afterEach(() => {
    close();
    vi.useRealTimers();
  });

  /** Runs it until this time, second by second. */
  async function runUntil(expression: string, time: string): Promise<void> {
    ({ close } = startSchedules([{ name: 'Weekly', expression, functionName: 'Greeter', input: { name: 'Ann' } }], {
      invoke,
      warn,
    }));
    await vi.advanceTimersByTimeAsync(Date.parse(time) - Date.now());
  }

  it('invokes its function when it is due, not before, and says when that is', async () => {
    await runUntil('cron(0 3 ? * MON *)', '2026-11-30T02:59:59Z');
    expect(invoke).not.toHaveBeenCalled();
    expect(warn.mock.calls).toEqual([
      ['The schedule Weekly, cron(0 3 ? * MON *), is due at 2026-11-30T03:00:00.000Z.'],
    ]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(invoke.mock.calls).toEqual([['Greeter', { name: 'Ann' }, 'Event']]);
  });

  it('goes on, each time once', async () => {
    await runUntil('rate(15 minutes)', '2026-11-23T18:00:00Z');
    expect(invoke).toHaveBeenCalledTimes(4);
    // What is due every few minutes says so once.
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('is due once after a sleep of the machine, not for every time that it missed', async () => {
    await runUntil('rate(15 minutes)', '2026-11-23T17:10:00Z');
    vi.setSystemTime('2026-11-24T08:00:00Z');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(invoke).toHaveBeenCalledTimes(1);
  });

  it('says so when there is no such function, and goes on', async () => {
    invoke.mockResolvedValue({ error: { type: 'Lambda:ResourceNotFoundException', message: 'Function not found: x' } });
    await runUntil('rate(1 hour)', '2026-11-23T19:00:00Z');
    expect(warn).toHaveBeenCalledWith('The schedule Weekly could not invoke Greeter: Function not found: x');
    expect(invoke).toHaveBeenCalledTimes(2);
  });

  it('ends when it is over, and when it is closed', async () => {
    await runUntil('at(2026-11-23T17:30:00)', '2026-11-23T19:00:00Z');
    expect(invoke).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenLastCalledWith('The schedule Weekly, at(2026-11-23T17:30:00), is over.');
    await runUntil('rate(1 hour)', '2026-11-23T19:30:00Z');
    close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin where one of them cannot be kept to', () => {
    const [weekly] = readSchedules(stackWith({}));
    const definitions = [weekly!, { ...weekly!, expression: 'cron(0 3 L * ? *)' }];
    expect(() => startSchedules(definitions, { invoke, warn })).toThrow(
      'cannot keep to the schedule cron(0 3 L * ? *)',
    );
    expect(vi.getTimerCount()).toBe(0);
  });
});
