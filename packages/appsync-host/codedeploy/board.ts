/** Deployments at work: what becomes of each is decided in deployment.ts, and done here. */
import { randomBytes } from 'node:crypto';
import { findSessionRefusal, type Authority } from '../iam/authority.ts';
import type { Access } from '../iam/policy.ts';
import type { ServiceCalls } from '../service-calls.ts';
import { arnOf } from '../template/identity.ts';
import { advance, beginDeployment, type Deployment, type DeploymentEvent, type DeploymentPlan } from './deployment.ts';

/** What deployments are done with. */
export interface BoardParts {
  calls: ServiceCalls;
  /** The newest last. */
  known: readonly Deployment[];
  keep: (deployment: Deployment) => void;
}

/** What is told of a deployment when it changes. */
export type DeploymentListener = (now: Deployment, before: Deployment | undefined) => void;

/** Deployments at work. */
export interface Board {
  /**
   * Begins one: in the name of the role it moves the alias and asks hooks. `onId` hears its id before anybody is told.
   */
  create: (plan: DeploymentPlan, roleArn: string, onId?: (id: string) => void) => Deployment;
  find: (id: string) => Deployment | undefined;
  /** The newest first. */
  list: () => Deployment[];
  /** Nothing where it has ended. */
  tell: (id: string, event: DeploymentEvent) => void;
  stop: (id: string, reason: string, rollsBack: boolean) => void;
  onChange: (listener: DeploymentListener) => void;
}

type Hook = 'BeforeAllowTraffic' | 'AfterAllowTraffic';

const SESSION = 'codedeploy';

/** Takes up what is known; none of those runs. */
export function createBoard({ calls, known, keep }: BoardParts): Board {
  const deployments = new Map(known.map((deployment) => [deployment.id, deployment]));
  const roles = new Map<string, string>();
  const listeners: DeploymentListener[] = [];
  const change = (next: Deployment, before?: Deployment): void => {
    if (next === before) return;
    deployments.set(next.id, next);
    keep(next);
    if (next.share !== (before?.share ?? 0)) route(next, calls);
    for (const listener of listeners) listener(next, before);
    const hook = next.phase !== before?.phase && isHook(next.phase) ? next.phase : undefined;
    if (hook !== undefined) void askHook(next, hook, roles.get(next.id) ?? '', calls, tell);
  };
  const tell: Board['tell'] = (id, event) => {
    const before = deployments.get(id);
    if (before !== undefined) change(advance(before, event), before);
  };
  calls.alarms.onMinute(() => {
    const event = { kind: 'minute', nowMs: calls.alarms.now(), inAlarm: calls.alarms.listRed() } as const;
    for (const { id, status } of deployments.values()) if (status === 'InProgress') tell(id, event);
  });
  return {
    create: (plan, roleArn, onId) => {
      const id = `d-${randomBytes(5).toString('hex').slice(0, 9).toUpperCase()}`;
      roles.set(id, roleArn);
      onId?.(id);
      const roleFault = findRoleFault(plan, roleArn, calls.iam);
      const begun = beginDeployment(plan, id, {
        nowMs: calls.alarms.now(),
        inAlarm: calls.alarms.listRed(),
        ...(roleFault !== undefined && { roleFault }),
      });
      change(begun);
      return deployments.get(id) ?? begun;
    },
    find: (id) => deployments.get(id),
    list: () => [...deployments.values()].reverse(),
    tell,
    stop: (id, reason, rollsBack) => tell(id, { kind: 'stopped', nowMs: calls.alarms.now(), rollsBack, reason }),
    onChange: (listener) => void listeners.push(listener),
  };
}

/** What a hook is given to answer with: in base64, whose of which deployment it is. */
function sealHook(id: string, hook: Hook): string {
  return Buffer.from(JSON.stringify([id, hook])).toString('base64');
}

/** The hook that an execution id is of; undefined for what was not given out for that deployment. */
export function openHook(id: string, executionId: string): Hook | undefined {
  return (['BeforeAllowTraffic', 'AfterAllowTraffic'] as const).find((hook) => sealHook(id, hook) === executionId);
}

function isHook(phase: Deployment['phase']): phase is Hook {
  return phase === 'BeforeAllowTraffic' || phase === 'AfterAllowTraffic';
}

/** Calls of the alias go where the deployment says. */
function route({ functionName, alias, from, to, share }: Deployment, { versions }: ServiceCalls): void {
  if (share === 0 || share === 1) return versions.route(functionName, alias, { version: share === 0 ? from : to });
  versions.route(functionName, alias, { version: from, additional: { version: to, weight: share } });
}

/**
 * A hook that cannot be run, or throws, has failed. AWS would wait for its answer for an hour, which would tell nobody
 * anything more.
 */
async function askHook(
  deployment: Deployment,
  hook: Hook,
  roleArn: string,
  { callLambda, iam, alarms }: ServiceCalls,
  tell: Board['tell'],
): Promise<void> {
  const { id, hooks } = deployment;
  const functionName = hooks[hook];
  if (functionName === undefined) return;
  const outcome = await callLambda({
    functionName,
    invocationType: 'RequestResponse',
    payload: JSON.stringify({ DeploymentId: id, LifecycleEventHookExecutionId: sealHook(id, hook) }),
    refuse: (access) => refuse(iam, roleArn, { ...access, resource: arnOf('lambda', `function:${functionName}`) }),
  });
  const nowMs = alarms.now();
  if (outcome.kind === 'refused') {
    tell(id, { kind: 'failed', nowMs, code: 'INVALID_LAMBDA_FUNCTION', message: outcome.message });
  }
  if (outcome.kind === 'failed') {
    const { errorType, errorMessage } = outcome.error;
    tell(id, { kind: 'hookAnswered', nowMs, hook, hasSucceeded: false, reason: `${errorType}: ${errorMessage}` });
  }
}

/** What CodeDeploy says where its role may not do what a deployment needs. */
function findRoleFault({ functionName, hooks, alarms }: DeploymentPlan, roleArn: string, iam: Authority) {
  const moved = arnOf('lambda', `function:${functionName}`);
  const lambda: Access[] = [
    { action: 'lambda:GetAlias', resource: moved },
    { action: 'lambda:UpdateAlias', resource: moved },
    ...Object.values(hooks).map((name) => ({
      action: 'lambda:InvokeFunction',
      resource: arnOf('lambda', `function:${name}`),
    })),
  ];
  const watching: Access[] = alarms.length > 0 ? [{ action: 'cloudwatch:DescribeAlarms', resource: '*' }] : [];
  const missing = (accesses: readonly Access[]): Access | undefined =>
    accesses.find((access) => refuse(iam, roleArn, access) !== undefined);
  const service = missing(lambda) ? 'AWSLambda' : missing(watching) ? 'AmazonCloudWatch' : undefined;
  if (service === undefined) return undefined;
  const { action, resource } = missing([...lambda, ...watching]) as Access;
  return (
    `The IAM role ${roleArn} does not give you permission to perform operations in the following AWS service: ` +
    `${service}. Contact your AWS administrator if you need help. It lacks ${action} on ${resource}.`
  );
}

function refuse(iam: Authority, roleArn: string, access: Access): string | undefined {
  return findSessionRefusal(iam, { roleArn, sessionName: SESSION }, access);
}
