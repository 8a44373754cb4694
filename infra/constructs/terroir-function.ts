import { type Duration, RemovalPolicy, type Size, Stack, Validations } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../contract/metrics.ts';
import { type Setting, SETTINGS } from '../../contract/settings.ts';
import { digestOf } from '../bundle.ts';
import type { Environment } from '../environments.ts';
import { packageCode } from '../packaging.ts';
import { allowPublication, openRights, type PublicationField, type PublishingApi, type Rights } from './rights.ts';
import { trustLambda } from './trust.ts';

/** What a Lambda of ours is made of. */
export interface TerroirFunctionProps {
  environment: Environment;
  /** By what its logs and metrics are told from those of others: its folder in functions/. */
  name: string;
  description: string;
  code: Code;
  memoryMb: number;
  /** What `/tmp` has room for. Absent: 512 MB, which cost nothing. */
  temporaryStorage?: Size;
  /** How many calls of it may run at once, where the environment reserves concurrency. Absent: nothing is reserved. */
  concurrencyMax?: number;
  timeout: Duration;
  settings: Partial<Record<Setting, string>>;
}

/**
 * A Lambda with a log group and a role of its own. The role is written by hand: the managed policy that CDK would
 * attach may write to every log group of the account.
 */
export class TerroirFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logs: LogGroup;
  readonly #rights: Rights;

  constructor(scope: Construct, id: string, props: TerroirFunctionProps) {
    super(scope, id);
    const { environment } = props;
    this.logs = new LogGroup(this, 'Logs', {
      retention: environment.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: trustLambda(this) });
    this.#rights = openRights(role);
    this.allow(this.logs.logGroupArn, ['logs:CreateLogStream', 'logs:PutLogEvents']);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'xray:PutTraceSegments and xray:PutTelemetryRecords, which tracing needs, know no resources; nor does ' +
        'cloudwatch:GetMetricData, by which one function reads metrics, nor cloudwatch:DescribeAlarms of all kinds, ' +
        'nor batch:DescribeJobs.',
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      role,
      logGroup: this.logs,
      description: props.description,
      architecture: environment.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      ...packageCode(this, props.code, environment),
      memorySize: props.memoryMb,
      ...(props.temporaryStorage && { ephemeralStorageSize: props.temporaryStorage }),
      timeout: props.timeout,
      ...(environment.reservedConcurrency === 'on' &&
        props.concurrencyMax !== undefined && { reservedConcurrentExecutions: props.concurrencyMax }),
      tracing: Tracing.ACTIVE,
      // CDK's default deletes the version before this one: there would be nothing to go back to.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      environment: {
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        POWERTOOLS_LOG_LEVEL: 'INFO',
        [SETTINGS.environment]: environment.name,
      },
    });
    // Another app of this process may have bundled the code, where this one was told not to.
    const digest = Stack.of(this).bundlingRequired ? digestOf(props.code) : undefined;
    if (digest !== undefined) this.tell('bundleDigest', digest);
    for (const [setting, value] of Object.entries(props.settings)) this.tell(setting as Setting, value);
  }

  /** Tells the function where something is. */
  tell(setting: Setting, value: string): void {
    this.lambda.addEnvironment(SETTINGS[setting], value);
  }

  /** Lets the function publish by these mutations of the API, and no others, and tells it where. */
  publishThrough(api: PublishingApi, fields: readonly PublicationField[]): void {
    this.tell('graphqlEndpoint', api.graphqlUrl);
    allowPublication(this.#rights, api, fields);
  }

  /** Lets the function end what a key listens to. */
  endSubscriptionsThrough(api: PublishingApi): void {
    this.allow(`${api.arn}/types/Mutation/fields/endSubscriptions`, ['appsync:GraphQL']);
  }

  /** Lets the function do exactly this with exactly that. */
  allow(resource: string, actions: string[], conditions: Record<string, unknown> = {}): void {
    this.#rights.allow(resource, actions, conditions);
  }

  /** Lets the function do exactly this with all that the wildcard in `resource` stands for, for that reason. */
  allowMany(resource: string, actions: string[], reason: string): void {
    this.#rights.allowMany(resource, actions, reason);
  }

  /** Lets the function do exactly this with the objects of one folder, such as `models/`. */
  allowFiles(bucket: Bucket, folder: string, actions: string[]): void {
    this.#rights.allowFiles(bucket, folder, actions);
  }
}
