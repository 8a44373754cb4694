import { Validations } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type ILambdaDeploymentConfig,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AWAITED_FUNCTIONS, type AwaitedFunctionName, LIVE_ALIAS } from '../../../contract/releases.ts';
import type { Environment, FunctionName, Rollout } from '../../environments.ts';
import { trustCodedeploy } from '../trust.ts';
import { alarmNameOf } from '../watching/alarm.ts';
import { ReleaseHook } from './release-hook.ts';
import type { ReleasedFunction } from './released-function.ts';
import { addRollbackAlarms } from './rollback-alarms.ts';

/** What is released, and how. */
export interface ReleasingProps {
  environment: Environment;
  functions: Readonly<Record<FunctionName, ReleasedFunction>>;
}

const CONFIGS: Readonly<Record<Rollout, ILambdaDeploymentConfig>> = {
  canary: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  linear: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
  allAtOnce: LambdaDeploymentConfig.ALL_AT_ONCE,
};

/**
 * Moves the alias of each function from version to version by CodeDeploy: first a hook tries the new version, then the
 * traffic of a function that somebody waits for moves bit by bit, and back when an alarm goes off.
 */
export class Releasing extends Construct {
  constructor(scope: Construct, id: string, { environment, functions }: ReleasingProps) {
    super(scope, id);
    const application = new LambdaApplication(this, 'Application');
    // While it goes off, nothing is released but what mends it. By name: it watches functions that wait for the API,
    // and the API waits for an alias.
    const errorsFast = Alarm.fromAlarmName(this, 'ErrorsFast', alarmNameOf(this, 'errors-fast'));
    for (const [name, released] of Object.entries(functions) as [FunctionName, ReleasedFunction][]) {
      const parts = new Construct(this, `${name.charAt(0).toUpperCase()}${name.slice(1)}`);
      const hook = new ReleaseHook(parts, 'Hook', environment, name, released);
      const isGradual = environment.rollout !== 'allAtOnce' && isAwaited(name);
      const alarms = isGradual ? [...addRollbackAlarms(parts, environment, name, released), errorsFast] : [];
      const role = createRole(parts, released, hook);
      new LambdaDeploymentGroup(parts, 'Group', {
        application,
        alias: released.alias,
        role: role.withoutPolicyUpdates(),
        deploymentConfig: CONFIGS[isGradual ? environment.rollout : 'allAtOnce'],
        preHook: hook.lambda,
        alarms,
        ...(alarms.length > 0 && { ignoreAlarmConfiguration: environment.emergency, ignorePollAlarmsFailure: false }),
      });
      // That an update policy names them does not make CloudFormation wait for the grants.
      released.alias.node.addDependency(hook, role);
    }
  }
}

/**
 * The role by which CodeDeploy moves one alias, in place of the managed policy that CDK would attach: that one may move
 * every alias of the account, and invoke whatever is called like a hook.
 */
function createRole(scope: Construct, { lambda }: ReleasedFunction, hook: ReleaseHook): Role {
  const role = new Role(scope, 'Role', { assumedBy: trustCodedeploy(scope) });
  const { functionArn } = lambda;
  const allowed = [
    { actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] },
    {
      actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
      // By name and not by reference: the alias waits for this policy.
      resources: [functionArn, `${functionArn}:${LIVE_ALIAS}`],
    },
    { actions: ['lambda:InvokeFunction'], resources: [hook.lambda.functionArn] },
  ];
  for (const statement of allowed) role.addToPolicy(new PolicyStatement(statement));
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'cloudwatch:DescribeAlarms, by which CodeDeploy learns that a release fails, knows no resources.',
  });
  return role;
}

function isAwaited(name: FunctionName): name is AwaitedFunctionName {
  return AWAITED_FUNCTIONS.some((awaited) => awaited === name);
}
