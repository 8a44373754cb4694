import { describe, expect, it } from 'vitest';
import {
  advance,
  beginDeployment,
  type Deployment,
  type DeploymentEvent,
  type DeploymentPlan,
} from '../../../../packages/appsync-host/codedeploy/deployment.ts';

const MINUTE = 60_000;
const PLAN: DeploymentPlan = {
  application: 'App',
  group: 'Group',
  configName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  functionName: 'Greeter',
  alias: 'live',
  from: '1',
  to: '2',
  traffic: { kind: 'canary', percentage: 10, intervalMinutes: 5 },
  alarms: ['Errors'],
  rollsBackOn: { failure: true, alarm: true },
  hooks: { BeforeAllowTraffic: 'Hook' },
};

const begin = (plan: Partial<DeploymentPlan> = {}, inAlarm: string[] = []) =>
  beginDeployment({ ...PLAN, ...plan }, 'd-123456789', { nowMs: 0, inAlarm });

/** What becomes of it by these events, one after the other. */
const after = (deployment: Deployment, ...events: DeploymentEvent[]) => events.reduce(advance, deployment);
const minute = (number: number, ...inAlarm: string[]): DeploymentEvent => ({
  kind: 'minute',
  nowMs: number * MINUTE,
  inAlarm,
});
const answer = (
  hasSucceeded: boolean,
  hook: Deployment['phase'] = 'BeforeAllowTraffic',
  nowMs = 0,
): DeploymentEvent => ({
  kind: 'hookAnswered',
  ...{ nowMs, hook, hasSucceeded },
});
const tell = ({ status, phase, share, isRolledBack, error }: Deployment) =>
  `${status} ${phase} ${share}${isRolledBack ? ' rolled back' : ''}${error ? ` ${error.code}` : ''}`;

describe('a deployment', () => {
  it('waits for its hook, then gives the new version its share, then all', () => {
    const begun = begin();
    expect(tell(begun)).toBe('InProgress BeforeAllowTraffic 0');
    const canary = after(begun, minute(1), answer(true, 'BeforeAllowTraffic', 2 * MINUTE));
    expect(tell(canary)).toBe('InProgress AllowTraffic 0.1');
    expect(tell(after(canary, minute(6)))).toBe('InProgress AllowTraffic 0.1');
    expect(tell(after(canary, minute(6), minute(7)))).toBe('Succeeded End 1');
  });

  it('asks the hook after the traffic, too, and goes back where that refuses', () => {
    const all = after(begin({ hooks: { AfterAllowTraffic: 'Hook' } }), minute(5));
    expect(tell(all)).toBe('InProgress AfterAllowTraffic 1');
    expect(tell(after(all, answer(true, 'AfterAllowTraffic')))).toBe('Succeeded End 1');
    expect(tell(after(all, answer(false, 'AfterAllowTraffic')))).toBe(
      'Failed End 0 rolled back HOOK_EXECUTION_FAILURE',
    );
  });

  it('without hooks and all at once is over as it begins', () => {
    expect(tell(begin({ hooks: {}, traffic: { kind: 'allAtOnce' } }))).toBe('Succeeded End 1');
  });

  it('fails where its hook refuses, and where that does not answer within an hour', () => {
    expect(tell(after(begin(), answer(false)))).toBe('Failed End 0 rolled back HOOK_EXECUTION_FAILURE');
    expect(tell(after(begin(), minute(59)))).toBe('InProgress BeforeAllowTraffic 0');
    expect(tell(after(begin(), minute(60)))).toBe('Failed End 0 rolled back TIMEOUT');
  });

  it('does not heed the answer of a hook that it does not wait for', () => {
    const canary = after(begin(), answer(true));
    expect(after(canary, answer(false))).toBe(canary);
  });

  it('stops when one of its alarms goes off, at any time, and heeds no other alarm', () => {
    const canary = after(begin(), answer(true));
    expect(tell(after(canary, minute(1, 'Others')))).toBe('InProgress AllowTraffic 0.1');
    const stopped = after(canary, minute(1, 'Others', 'Errors'));
    expect(tell(stopped)).toBe('Stopped End 0 rolled back ALARM_ACTIVE');
    expect(stopped.error?.message).toMatch(/Activated alarms: <Errors>$/);
    expect(tell(after(begin(), minute(1, 'Errors')))).toBe('Stopped End 0 rolled back ALARM_ACTIVE');
    expect(tell(after(canary, minute(5, 'Errors')))).toBe('Stopped End 0 rolled back ALARM_ACTIVE');
  });

  it('does not begin while one of its alarms is red', () => {
    expect(tell(begin({}, ['Errors']))).toBe('Stopped End 0 rolled back ALARM_ACTIVE');
    expect(tell(begin({ alarms: [] }, ['Errors']))).toBe('InProgress BeforeAllowTraffic 0');
  });

  it('leaves calls where they go, where the group says so', () => {
    const stays = { rollsBackOn: { failure: false, alarm: false } };
    const canary = after(begin(stays), answer(true));
    expect(tell(after(canary, minute(1, 'Errors')))).toBe('Stopped End 0.1 ALARM_ACTIVE');
    const stopped = { kind: 'stopped', nowMs: 0, rollsBack: false, reason: 'Enough.' } as const;
    expect(tell(after(canary, stopped))).toBe('Stopped End 0.1 MANUAL_STOP');
    expect(tell(after(canary, { ...stopped, rollsBack: true }))).toBe('Stopped End 0 rolled back MANUAL_STOP');
  });

  it('that is over stays as it is', () => {
    const over = after(begin(), answer(false));
    expect(after(over, minute(9, 'Errors'), answer(true))).toBe(over);
  });

  it('grows minute by minute where it is linear', () => {
    const traffic = { kind: 'linear', percentage: 10, intervalMinutes: 1 } as const;
    let deployment = after(begin({ traffic }), answer(true));
    const shares = [deployment.share];
    for (let number = 1; number <= 9; number += 1) {
      deployment = after(deployment, minute(number));
      shares.push(deployment.share);
    }
    expect(shares).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(deployment.status).toBe('Succeeded');
  });
});
