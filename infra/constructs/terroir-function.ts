import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../contract/metrics.ts';
import { LOG_RETENTION, readArchitecture } from '../environments.ts';

export interface FunctionProps {
  description: string;
  code: Code;
  memoryMb: number;
  timeout: Duration;
  environment: Record<string, string>;
  /** For a function that nobody waits for: an event that is older is dropped, and one that fails is not tried again. */
  eventAgeMax?: Duration;
}

/**
 * A Lambda with a log group and a role of its own. The role is written by hand: the managed policy that CDK would
 * attach may write to every log group of the account.
 */
export function createFunction(scope: Construct, id: string, props: FunctionProps): LambdaFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, { retention: LOG_RETENTION, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords, which tracing needs, know no resources.',
  });
  return new LambdaFunction(scope, id, {
    role,
    logGroup,
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: readArchitecture(scope) === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    handler: 'index.handler',
    code: props.code,
    memorySize: props.memoryMb,
    timeout: props.timeout,
    tracing: Tracing.ACTIVE,
    ...(props.eventAgeMax && { maxEventAge: props.eventAgeMax, retryAttempts: 0 }),
    environment: {
      ...props.environment,
      POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      POWERTOOLS_LOG_LEVEL: 'INFO',
    },
  });
}
