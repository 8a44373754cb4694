import { ArnFormat, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

// Which services may assume a role of the stack, or publish to its topics. A service acts for every account of AWS:
// without the account in the trust, it could do so for an API, a function or an alarm of somebody else's.

/**
 * AppSync, for APIs of this account. Which of them is not asked: no page of AWS says that AppSync tells it, and a role
 * that waits for it would answer nobody.
 */
export function trustAppsync(scope: Construct): ServicePrincipal {
  return trustService(scope, 'appsync.amazonaws.com');
}

/** Lambda, for functions of this account and region; their names are made by CloudFormation, after the role. */
export function trustLambda(scope: Construct): ServicePrincipal {
  const stack = Stack.of(scope);
  const functions = { service: 'lambda', resource: 'function', resourceName: '*' };
  const sourceArn = stack.formatArn({ ...functions, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return trustService(scope, 'lambda.amazonaws.com', sourceArn);
}

/**
 * EventBridge Scheduler, for schedules of this account and region: it names their group, and a schedule has none else.
 */
export function trustScheduler(scope: Construct): ServicePrincipal {
  const group = { service: 'scheduler', resource: 'schedule-group', resourceName: 'default' };
  return trustService(scope, 'scheduler.amazonaws.com', Stack.of(scope).formatArn(group));
}

/** CloudWatch Logs, for queries that this account has scheduled. */
export function trustLogs(scope: Construct): ServicePrincipal {
  return trustService(scope, 'logs.amazonaws.com');
}

/** CloudWatch, for alarms of this account and region. */
export function trustCloudwatch(scope: Construct): ServicePrincipal {
  const alarms = { service: 'cloudwatch', resource: 'alarm', resourceName: '*' };
  const sourceArn = Stack.of(scope).formatArn({ ...alarms, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return trustService(scope, 'cloudwatch.amazonaws.com', sourceArn);
}

/** Step Functions, for state machines of this account and region. */
export function trustStates(scope: Construct): ServicePrincipal {
  const machines = { service: 'states', resource: 'stateMachine', resourceName: '*' };
  const sourceArn = Stack.of(scope).formatArn({ ...machines, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return trustService(scope, 'states.amazonaws.com', sourceArn);
}

/** Containers of this account and region that ECS starts, as AWS Batch has it do. */
export function trustContainers(scope: Construct): ServicePrincipal {
  const sourceArn = Stack.of(scope).formatArn({ service: 'ecs', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME });
  return trustService(scope, 'ecs-tasks.amazonaws.com', sourceArn);
}

/** AWS CodeDeploy, for deployments of this account. */
export function trustCodedeploy(scope: Construct): ServicePrincipal {
  return trustService(scope, 'codedeploy.amazonaws.com');
}

/** AWS Budgets, for budgets of this account. */
export function trustBudgets(scope: Construct): ServicePrincipal {
  return trustService(scope, 'budgets.amazonaws.com');
}

function trustService(scope: Construct, service: string, sourceArn?: string): ServicePrincipal {
  return new ServicePrincipal(service, {
    conditions: {
      StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
      ...(sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': sourceArn } }),
    },
  });
}
