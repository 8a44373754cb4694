import { ArnFormat, type CfnResource, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { JOBS_PREFIX } from '../../contract/objects.ts';
import type { Environment } from '../environments.ts';
import { describeMachine } from './bulk-definition.ts';
import type { Storage } from './storage.ts';
import { trustStates } from './trust.ts';

/** What the state machine is made of. */
export interface BulkMachineProps {
  environment: Environment;
  storage: Storage;
  /** ARN of the alias of the bulk function. */
  functionArn: string;
}

/**
 * The state machine of jobs that answer files. Its name is made here, so that the function can be told its ARN before
 * it is there: it names the function, and the function names it.
 */
export class BulkMachine extends Construct {
  /** Its ARN, once it is there. */
  readonly arn: string;
  readonly #role: Role;

  constructor(scope: Construct, id: string, { environment, storage, functionArn }: BulkMachineProps) {
    super(scope, id);
    const logs = new LogGroup(this, 'Logs', {
      // Of another beginning, each machine that logs would have to be named in a policy of 5 KB at most.
      logGroupName: `/aws/vendedlogs/states/${machineNameOf(this)}`,
      retention: environment.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#role = new Role(this, 'Role', { assumedBy: trustStates(this) });
    this.#grant(storage, functionArn);
    const definition = describeMachine(this, {
      functionArn,
      fileBucketName: storage.files.bucketName,
      // The rest of its concurrency is left to clients who ask about their jobs.
      concurrencyMax: environment.bulkConcurrencyMax,
    });
    const machine = new CfnStateMachine(this, 'Machine', {
      stateMachineName: machineNameOf(this),
      stateMachineType: 'STANDARD',
      roleArn: this.#role.roleArn,
      definitionString: Stack.of(this).toJsonString(definition),
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ALL',
        // It would be ids of clients.
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logs.logGroupArn } }],
      },
    });
    // Step Functions tries the role when the machine is made.
    machine.node.addDependency(this.#role);
    this.arn = machine.ref;
  }

  #grant({ files }: Storage, functionArn: string): void {
    const allow = (actions: string[], ...resources: string[]): void =>
      void this.#role.addToPolicy(new PolicyStatement({ actions, resources }));
    allow(['lambda:InvokeFunction'], functionArn);
    allow(
      ['s3:GetObject', 's3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
      files.arnForObjects(`${JOBS_PREFIX}*`),
    );
    allow(['states:StartExecution'], machineArnOf(this));
    allow(['states:DescribeExecution', 'states:StopExecution'], executionArnsOf(this));
    allow(LOG_ACTIONS, '*');
    allow(TRACE_ACTIONS, '*');
    const acknowledge = (finding: string, reason: string): void =>
      Validations.of(this.#role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${finding}]`, reason });
    acknowledge('*', 'Deliveries of logs, and the actions that tracing needs, know no resources.');
    acknowledge(
      `<${Stack.of(files).getLogicalId(files.node.defaultChild as CfnResource)}.Arn>/${JOBS_PREFIX}*`,
      'It reads lists of chunks, and writes what became of them, beside the answers of each job, and nowhere else.',
    );
    acknowledge(spellExecutionArns(this), 'Children of its own have names that Step Functions makes.');
  }
}

const LOG_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
const TRACE_ACTIONS = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

/** What the state machine is called: the stack, and what it is for. */
function machineNameOf(scope: Construct): string {
  return `${Stack.of(scope).stackName}-bulk`;
}

/** ARN of the state machine, also before it is there. */
export function machineArnOf(scope: Construct): string {
  return arnOf(scope, 'stateMachine', machineNameOf(scope));
}

/** ARNs of all its executions, as policies name them. */
export function executionArnsOf(scope: Construct): string {
  return arnOf(scope, 'execution', `${machineNameOf(scope)}:*`);
}

/** Those, as cdk-nag spells them in its findings. */
function spellExecutionArns(scope: Construct): string {
  const stack = Stack.of(scope);
  const region = Token.isUnresolved(stack.region) ? '<AWS::Region>' : stack.region;
  const account = Token.isUnresolved(stack.account) ? '<AWS::AccountId>' : stack.account;
  const partition = Token.isUnresolved(stack.partition) ? '<AWS::Partition>' : stack.partition;
  return `arn:${partition}:states:${region}:${account}:execution:${machineNameOf(scope)}:*`;
}

function arnOf(scope: Construct, resource: string, resourceName: string): string {
  const parts = { service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME };
  return Stack.of(scope).formatArn(parts);
}
