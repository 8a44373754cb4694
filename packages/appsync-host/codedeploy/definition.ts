/** Deployment groups, and the aliases that they move, as the template describes them. */
import { HostError } from '../failure.ts';
import { type AliasDefinition, readAliases } from '../lambda/definition.ts';
import { isRecord } from '../record.ts';
import { maybeNumberAt, maybeTextAt, propertyAt, recordsAt, textAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import type { DeploymentPlan } from './deployment.ts';
import { findProvidedPlan, type TrafficPlan } from './traffic.ts';

/** A deployment group. */
export interface DeploymentGroup extends Pick<
  DeploymentPlan,
  'application' | 'group' | 'configName' | 'traffic' | 'alarms' | 'rollsBackOn'
> {
  logicalId: string;
  /** ARN of the role in whose name CodeDeploy moves an alias. */
  roleArn: string;
}

/** An alias, and how it comes to another version. */
export interface MovingAlias extends AliasDefinition {
  /** Undefined where it moves at once, as CloudFormation does it without CodeDeploy. */
  by?: { group: DeploymentGroup; hooks: DeploymentPlan['hooks'] };
}

const POLICY = 'CodeDeployLambdaAliasUpdate';
const DEFAULT_CONFIG = 'CodeDeployDefault.LambdaAllAtOnce';

/** Every deployment group of the stack. Errors: HostError for a configuration that is not there. */
export function readGroups(stack: Stack): DeploymentGroup[] {
  const configs = new Map(
    stack.resourcesOf('AWS::CodeDeploy::DeploymentConfig').map((one) => [one.ref, readPlan(one)]),
  );
  return stack.resourcesOf('AWS::CodeDeploy::DeploymentGroup').map((resource) => {
    const configName = maybeTextAt(resource, 'DeploymentConfigName') ?? DEFAULT_CONFIG;
    const traffic = configs.get(configName) ?? findProvidedPlan(configName);
    if (traffic === undefined) {
      throw new HostError(`${resource.logicalId}: there is no deployment configuration ${configName} for Lambda.`);
    }
    const isHeeded = isTrue(propertyAt(resource, 'AlarmConfiguration.Enabled'));
    const events = propertyAt(resource, 'AutoRollbackConfiguration.Events');
    const rollsBack = isTrue(propertyAt(resource, 'AutoRollbackConfiguration.Enabled'));
    const isEvent = (name: string): boolean => rollsBack && Array.isArray(events) && events.includes(name);
    return {
      logicalId: resource.logicalId,
      application: textAt(resource, 'ApplicationName'),
      group: resource.ref,
      configName,
      traffic,
      roleArn: textAt(resource, 'ServiceRoleArn'),
      alarms: isHeeded ? recordsAt(resource, 'AlarmConfiguration.Alarms').map(({ Name }) => String(Name)) : [],
      rollsBackOn: { failure: isEvent('DEPLOYMENT_FAILURE'), alarm: isEvent('DEPLOYMENT_STOP_ON_ALARM') },
    };
  });
}

/** Every alias of the stack. Errors: HostError for an update policy that the host cannot keep to. */
export function readMovingAliases(stack: Stack): MovingAlias[] {
  const groups = readGroups(stack);
  const resources = new Map(stack.resourcesOf('AWS::Lambda::Alias').map((one) => [one.logicalId, one]));
  return readAliases(stack).map((alias) => {
    const policy = resources.get(alias.logicalId)?.updatePolicy;
    if (policy === undefined) return alias;
    const update = isRecord(policy) ? policy[POLICY] : undefined;
    if (!isRecord(update) || !isRecord(policy) || Object.keys(policy).length > 1) {
      throw new HostError(`${alias.logicalId}: the only UpdatePolicy of an alias that the host knows is ${POLICY}.`);
    }
    const hook = (name: 'BeforeAllowTraffic' | 'AfterAllowTraffic') => {
      const functionName = update[`${name}Hook`];
      return typeof functionName === 'string' ? { [name]: functionName } : {};
    };
    const [application, name] = [update['ApplicationName'], update['DeploymentGroupName']].map(String);
    const group = groups.find((one) => one.application === application && one.group === name);
    if (group === undefined) {
      throw new HostError(
        `${alias.logicalId}: there is no deployment group ${String(name)} of ${String(application)}.`,
      );
    }
    return { ...alias, by: { group, hooks: { ...hook('BeforeAllowTraffic'), ...hook('AfterAllowTraffic') } } };
  });
}

function readPlan(resource: StackResource): TrafficPlan {
  const kind = maybeTextAt(resource, 'TrafficRoutingConfig.Type') ?? 'AllAtOnce';
  if (kind === 'AllAtOnce') return { kind: 'allAtOnce' };
  const name = kind === 'TimeBasedCanary' ? 'Canary' : 'Linear';
  const number = (property: string): number => {
    const value = maybeNumberAt(resource, `TrafficRoutingConfig.${kind}.${name}${property}`);
    if (value === undefined || value < 1)
      throw new HostError(`${resource.logicalId}: ${name}${property} must be from 1.`);
    return value;
  };
  const plan = { percentage: number('Percentage'), intervalMinutes: number('Interval') };
  return { kind: name === 'Canary' ? 'canary' : 'linear', ...plan };
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
