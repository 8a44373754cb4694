/**
 * A deployment as CodeDeploy does it: what it is, and what becomes of it as time passes, alarms go off and hooks
 * answer. Nothing here has an effect, and time is what it is told. Source: CodeDeploy user guide, "AppSpec 'hooks'
 * section for an AWS Lambda deployment" and "Redeploy and roll back a deployment"; API reference, DeploymentInfo.
 */
import { shareAfter, type TrafficPlan } from './traffic.ts';

/** Where a deployment is. */
export type Phase = 'BeforeAllowTraffic' | 'AllowTraffic' | 'AfterAllowTraffic' | 'End';

/** How a deployment stands, by AWS's names. */
export type DeploymentStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';

/** What is to be deployed. */
export interface DeploymentPlan {
  application: string;
  group: string;
  configName: string;
  functionName: string;
  alias: string;
  from: string;
  to: string;
  traffic: TrafficPlan;
  /** Names of alarms that end it; empty where they are not to. */
  alarms: readonly string[];
  /** Whether calls go back to the version before where it fails, or is stopped by an alarm. */
  rollsBackOn: { failure: boolean; alarm: boolean };
  /** Names of functions that are asked. */
  hooks: { BeforeAllowTraffic?: string; AfterAllowTraffic?: string };
}

/** A deployment, as plain data. */
export interface Deployment extends DeploymentPlan {
  /** Such as d-1A2B3C4D5. */
  id: string;
  status: DeploymentStatus;
  phase: Phase;
  /** The share of calls that the new version gets, 0 to 1. */
  share: number;
  createdMs: number;
  /** When calls were first let through to the new version. */
  allowedMs?: number;
  /** When a hook was asked. */
  askedMs?: number;
  endedMs?: number;
  error?: { code: string; message: string };
  isRolledBack: boolean;
}

/** What may happen to a deployment. */
export type DeploymentEvent =
  /** A minute is over; names of alarms that are in ALARM. */
  | { kind: 'minute'; nowMs: number; inAlarm: readonly string[] }
  | { kind: 'hookAnswered'; nowMs: number; hook: Phase; hasSucceeded: boolean; reason?: string }
  | { kind: 'stopped'; nowMs: number; rollsBack: boolean; reason: string }
  | { kind: 'failed'; nowMs: number; code: string; message: string };

/** How long a hook may take to answer. */
const HOOK_MS_MAX = 60 * 60_000;
const MINUTE_MS = 60_000;

/** What a deployment begins in. */
export interface Beginning {
  nowMs: number;
  inAlarm: readonly string[];
  /** What the role lacks that is to do it. */
  roleFault?: string;
}

/** A deployment that begins, with what happens at once. */
export function beginDeployment(
  plan: DeploymentPlan,
  id: string,
  { nowMs, inAlarm, roleFault }: Beginning,
): Deployment {
  const created: Deployment = {
    ...plan,
    id,
    status: 'InProgress',
    phase: 'BeforeAllowTraffic',
    share: 0,
    createdMs: nowMs,
    isRolledBack: false,
  };
  if (roleFault !== undefined) return fail(created, 'IAM_ROLE_PERMISSIONS', roleFault, nowMs);
  const red = findRed(created, inAlarm);
  if (red.length > 0) return stopForAlarms(created, red, nowMs);
  return plan.hooks.BeforeAllowTraffic === undefined ? allowTraffic(created, nowMs) : { ...created, askedMs: nowMs };
}

/** What becomes of a deployment; one that has ended stays as it is. */
export function advance(deployment: Deployment, event: DeploymentEvent): Deployment {
  if (deployment.status !== 'InProgress') return deployment;
  switch (event.kind) {
    case 'minute': {
      const red = findRed(deployment, event.inAlarm);
      return red.length > 0 ? stopForAlarms(deployment, red, event.nowMs) : passTime(deployment, event.nowMs);
    }
    case 'hookAnswered':
      if (event.hook !== deployment.phase) return deployment;
      if (!event.hasSucceeded) {
        const message = `The hook ${event.hook} refused the version${event.reason ? `: ${event.reason}` : '.'}`;
        return fail(deployment, 'HOOK_EXECUTION_FAILURE', message, event.nowMs);
      }
      return deployment.phase === 'BeforeAllowTraffic'
        ? allowTraffic(deployment, event.nowMs)
        : end(deployment, 'Succeeded', event.nowMs);
    case 'stopped':
      return end(deployment, 'Stopped', event.nowMs, { code: 'MANUAL_STOP', message: event.reason }, event.rollsBack);
    case 'failed':
      return fail(deployment, event.code, event.message, event.nowMs);
  }
}

function passTime(deployment: Deployment, nowMs: number): Deployment {
  const { phase, traffic, allowedMs = nowMs, askedMs } = deployment;
  if (phase === 'AllowTraffic') {
    const share = shareAfter(traffic, (nowMs - allowedMs) / MINUTE_MS);
    return share === 1 ? finishTraffic(deployment, nowMs) : { ...deployment, share };
  }
  if (askedMs === undefined || nowMs - askedMs < HOOK_MS_MAX) return deployment;
  return fail(deployment, 'TIMEOUT', `The hook ${phase} has not answered within an hour.`, nowMs);
}

function allowTraffic(deployment: Deployment, nowMs: number): Deployment {
  const allowed: Deployment = { ...deployment, phase: 'AllowTraffic', allowedMs: nowMs };
  const share = shareAfter(deployment.traffic, 0);
  return share === 1 ? finishTraffic(allowed, nowMs) : { ...allowed, share };
}

function finishTraffic(deployment: Deployment, nowMs: number): Deployment {
  const moved: Deployment = { ...deployment, share: 1 };
  if (deployment.hooks.AfterAllowTraffic === undefined) return end(moved, 'Succeeded', nowMs);
  return { ...moved, phase: 'AfterAllowTraffic', askedMs: nowMs };
}

function findRed({ alarms }: DeploymentPlan, inAlarm: readonly string[]): string[] {
  return alarms.filter((name) => inAlarm.includes(name));
}

function stopForAlarms(deployment: Deployment, red: readonly string[], nowMs: number): Deployment {
  const message =
    'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the ' +
    `affected deployments have been stopped. Activated alarms: <${red.join(', ')}>`;
  const isRolledBack = deployment.rollsBackOn.alarm;
  return end(deployment, 'Stopped', nowMs, { code: 'ALARM_ACTIVE', message }, isRolledBack);
}

function fail(deployment: Deployment, code: string, message: string, nowMs: number): Deployment {
  return end(deployment, 'Failed', nowMs, { code, message }, deployment.rollsBackOn.failure);
}

function end(
  deployment: Deployment,
  status: DeploymentStatus,
  nowMs: number,
  error?: { code: string; message: string },
  isRolledBack = false,
): Deployment {
  return {
    ...deployment,
    status,
    phase: 'End',
    endedMs: nowMs,
    isRolledBack,
    ...(error && { error }),
    ...(isRolledBack && { share: 0 }),
  };
}
