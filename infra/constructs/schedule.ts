import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { trustScheduler } from './trust.ts';

/** When to invoke a function by itself, and with what. */
export interface ScheduleProps {
  description: string;
  /** In words of EventBridge Scheduler, UTC. */
  expression: string;
  lambda: IFunction;
  input: unknown;
  /** How often, and for how long, the call is tried again. */
  retries: { attemptsMax: number; ageSecondsMax: number };
}

/** Adds a schedule to a construct, and the role by which it invokes its function and nothing else. */
export function addSchedule(scope: Construct, props: ScheduleProps): void {
  const { functionArn } = props.lambda;
  const role = new Role(scope, 'ScheduleRole', { assumedBy: trustScheduler(scope) });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
  new CfnSchedule(scope, 'Schedule', {
    description: props.description,
    scheduleExpression: props.expression,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: functionArn,
      roleArn: role.roleArn,
      input: JSON.stringify(props.input),
      retryPolicy: {
        maximumRetryAttempts: props.retries.attemptsMax,
        maximumEventAgeInSeconds: props.retries.ageSecondsMax,
      },
    },
  });
}
