import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnComputeEnvironment, CfnJobDefinition, CfnJobQueue } from 'aws-cdk-lib/aws-batch';
import { GatewayVpcEndpointAwsService, type IVpc, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../contract/metrics.ts';
import { PUBLICATIONS } from '../../contract/root-fields.ts';
import { SETTINGS } from '../../contract/settings.ts';
import { writeTrainContainer } from '../bundle.ts';
import { BATCH_TIMEOUT_SECONDS, type Environment } from '../environments.ts';
import { describeImage } from '../packaging.ts';
import { allowPublication, openRights, type PublishingApi, type Rights } from './rights.ts';
import type { Storage } from './storage.ts';
import type { TerroirFunction } from './terroir-function.ts';
import { allowTraining } from './training.ts';
import { trustContainers } from './trust.ts';

const TAGS = { project: 'terroir', what: 'training' };

/** A container is tried so often, and again only where AWS has taken away what it ran on, or could not start it. */
const ATTEMPTS_MAX = 3;
const RETRIES: CfnJobDefinition.EvaluateOnExitProperty[] = [
  { action: 'RETRY', onStatusReason: 'Host EC2*' },
  { action: 'RETRY', onStatusReason: 'Your Spot Task was interrupted*' },
  { action: 'RETRY', onStatusReason: 'Task failed to start' },
  { action: 'RETRY', onStatusReason: 'Timeout waiting for network interface provisioning*' },
  { action: 'EXIT', onReason: '*' },
];

/**
 * Trainings in a container on AWS Batch: what they need of Fargate, and nothing that costs while none runs. The
 * container trains as the function does, with the same rights.
 */
export class TrainingOnBatch extends Construct {
  readonly #environment: Environment;
  readonly #storage: Storage;
  readonly #jobRights: Rights;
  readonly #jobRole: Role;
  readonly #queue: CfnJobQueue;

  constructor(scope: Construct, id: string, environment: Environment, storage: Storage) {
    super(scope, id);
    this.#environment = environment;
    this.#storage = storage;
    this.#jobRole = new Role(this, 'JobRole', { assumedBy: trustContainers(this) });
    this.#jobRights = openRights(this.#jobRole);
    allowTraining(this.#jobRights, storage);
    this.#queue = this.#addQueue();
  }

  /**
   * Describes the container, which publishes through the API; lets `train` submit runs, and both functions ask how
   * their jobs stand, and end them.
   */
  serve(api: PublishingApi, { train, registry }: { train: TerroirFunction; registry: TerroirFunction }): void {
    allowPublication(this.#jobRights, api, PUBLICATIONS);
    const definition = this.#addDefinition(api);
    const jobs = Stack.of(this).formatArn({ service: 'batch', resource: 'job', resourceName: '*' });
    for (const lambda of [train, registry]) {
      lambda.tell('trainOn', this.#environment.trainOn);
      // It knows no resources.
      lambda.allow('*', ['batch:DescribeJobs']);
      lambda.allowMany(jobs, ['batch:TerminateJob'], 'A job has its id from AWS Batch when it is submitted.');
    }
    // It holds the lease of a run for its job.
    registry.allow(this.#storage.models.tableArn, ['dynamodb:UpdateItem']);
    train.tell('batchQueue', this.#queue.ref);
    train.tell('batchDefinition', definition.ref);
    train.allow(this.#queue.ref, ['batch:SubmitJob']);
    train.allow(definition.ref, ['batch:SubmitJob']);
  }

  /** Two public subnets, without NAT gateways, which cost by the hour: nobody reaches a container from outside. */
  #addQueue(): CfnJobQueue {
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
      gatewayEndpoints: {
        S3: { service: GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      },
      // A function of CDK's own would do that; nothing is in the default group.
      restrictDefaultSecurityGroup: false,
    });
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions::AwsSolutions-VPC7',
      reason: 'A container runs for some hours a week and nothing reaches it; flow logs would tell of AWS alone.',
    });
    const group = new SecurityGroup(this, 'SecurityGroup', {
      // It is one but for an optional property, declared with `| undefined` too.
      vpc: vpc as IVpc,
      description: 'Trainings: nothing comes in.',
      allowAllOutbound: true,
    });
    const { vcpus } = this.#environment.batchSize;
    const machines = new CfnComputeEnvironment(this, 'Machines', {
      type: 'MANAGED',
      state: 'ENABLED',
      computeResources: {
        type: 'FARGATE',
        // One training runs at a time.
        maxvCpus: Math.ceil(vcpus),
        subnets: vpc.publicSubnets.map(({ subnetId }) => subnetId),
        securityGroupIds: [group.securityGroupId],
      },
      replaceComputeEnvironment: false,
      tags: TAGS,
    });
    return new CfnJobQueue(this, 'Queue', {
      priority: 1,
      state: 'ENABLED',
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: machines.ref }],
      tags: TAGS,
    });
  }

  #addDefinition(api: PublishingApi): CfnJobDefinition {
    const { architecture, batchSize, logRetention } = this.#environment;
    const logs = new LogGroup(this, 'Logs', { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
    const image = describeImage(this, (directory) => writeTrainContainer(directory, architecture), {
      target: 'train',
      architecture,
    });
    const starter = new Role(this, 'ExecutionRole', { assumedBy: trustContainers(this) });
    openRights(starter).allow(logs.logGroupArn, ['logs:CreateLogStream', 'logs:PutLogEvents']);
    image.repository.grantPull(starter);
    Validations.of(starter).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'ecr:GetAuthorizationToken, by which an image is fetched, knows no resources.',
    });
    return new CfnJobDefinition(this, 'Container', {
      type: 'container',
      platformCapabilities: ['FARGATE'],
      retryStrategy: { attempts: ATTEMPTS_MAX, evaluateOnExit: RETRIES },
      timeout: { attemptDurationSeconds: BATCH_TIMEOUT_SECONDS },
      propagateTags: true,
      tags: TAGS,
      containerProperties: {
        image: image.imageUri,
        jobRoleArn: this.#jobRole.roleArn,
        executionRoleArn: starter.roleArn,
        resourceRequirements: [
          { type: 'VCPU', value: String(batchSize.vcpus) },
          { type: 'MEMORY', value: String(batchSize.memoryMb) },
        ],
        ephemeralStorage: { sizeInGiB: batchSize.storageGb },
        runtimePlatform: {
          cpuArchitecture: architecture === 'arm64' ? 'ARM64' : 'X86_64',
          operatingSystemFamily: 'LINUX',
        },
        networkConfiguration: { assignPublicIp: 'ENABLED' },
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': logs.logGroupName,
            'awslogs-region': Stack.of(this).region,
            'awslogs-stream-prefix': 'train',
          },
        },
        environment: this.#listVariables(api),
      },
    });
  }

  #listVariables(api: PublishingApi): CfnJobDefinition.EnvironmentProperty[] {
    const { predictions, models, bucket } = this.#storage;
    const { name, batchSize } = this.#environment;
    const variables = {
      POWERTOOLS_SERVICE_NAME: 'train',
      POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      POWERTOOLS_LOG_LEVEL: 'INFO',
      AWS_REGION: Stack.of(this).region,
      [SETTINGS.environment]: name,
      [SETTINGS.predictionsTable]: predictions.tableName,
      [SETTINGS.modelsTable]: models.tableName,
      [SETTINGS.modelBucket]: bucket.bucketName,
      [SETTINGS.graphqlEndpoint]: api.graphqlUrl,
      [SETTINGS.trainMemoryMb]: String(batchSize.memoryMb),
      [SETTINGS.trainSecondsMax]: String(BATCH_TIMEOUT_SECONDS),
    };
    return Object.entries(variables).map(([variable, value]) => ({ name: variable, value }));
  }
}
