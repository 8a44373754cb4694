import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../infra/bundle.ts';
import { resourcesOf, stableIdOf, synthesize } from '../synthesize.ts';

const template = synthesize();
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const DEFAULT = { ENVIRONMENT: 'default' };
const FUNCTION = 'AWS::Lambda::Function';

interface Statement {
  Action: string | string[];
  Effect: string;
  Resource: unknown;
}

/** What each role may do: `resource: actions`, by role. Logical ids are told without their hashes. */
function grants(): Record<string, Record<string, string[]>> {
  const policies = resourcesOf(template, 'AWS::IAM::Policy').map(([, { Properties }]) => {
    const { Roles, PolicyDocument } = Properties as {
      Roles: { Ref: string }[];
      PolicyDocument: { Statement: Statement[] };
    };
    const statements = PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
      [Resource].flat().map((one) => [nameOf(one), [Action].flat()]),
    );
    return [nameOf(Roles[0]), Object.fromEntries(statements)] as const;
  });
  return Object.fromEntries(policies);
}

function nameOf(reference: unknown): string {
  if (typeof reference === 'string') return reference;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': joined } = reference as Reference;
  if (joined) return joined[1].map(nameOf).join('');
  return stableIdOf(Ref ?? attribute?.[0] ?? '').replace(/[0-9A-F]{8}$/, '');
}

interface Reference {
  Ref?: string;
  'Fn::GetAtt'?: [string, string];
  'Fn::Join'?: ['', unknown[]];
}

/** The functions that are released by versions, as ids of constructs begin. */
const RELEASED = ['Predict', 'Registry', 'Authorizer', 'Train', 'Drift', 'Bulk'];

/** Of a release: the hook may invoke the new version, and CodeDeploy may invoke the hook and move the alias. */
function describeRelease(name: string): Record<string, Record<string, string[]>> {
  const group = `deploymentgroup:ReleasingApplication/Releasing${name}Group`;
  const arn = `arn:AWS::Partition:codedeploy:AWS::Region:AWS::AccountId:${group}`;
  const moves = ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'];
  return {
    [`Releasing${name}HookRole`]: {
      [`Releasing${name}HookLogs`]: OWN_LOGS,
      ...TRACES,
      [`${name}FunctionCurrentVersion`]: ['lambda:InvokeFunction'],
      [arn]: ['codedeploy:PutLifecycleEventHookExecutionStatus'],
    },
    [`Releasing${name}Role`]: {
      '*': ['cloudwatch:DescribeAlarms'],
      [`${name}Function`]: moves,
      [`${name}Function:live`]: moves,
      [`Releasing${name}HookFunction`]: ['lambda:InvokeFunction'],
    },
  };
}

const OWN_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const STATES = 'arn:AWS::Partition:states:AWS::Region:AWS::AccountId';
const TRACES = { '*': ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] };

describe('what each role may do', () => {
  it('is what it needs, by name', () => {
    expect(grants()).toEqual({
      PredictRole: {
        PredictLogs: OWN_LOGS,
        ...TRACES,
        StoragePredictions: [
          'dynamodb:BatchGetItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
        ],
        StorageModels: ['dynamodb:GetItem', 'dynamodb:Query'],
        StorageTraffic: ['dynamodb:UpdateItem'],
        StorageUsage: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        'StorageBucket/models/*': ['s3:GetObjectVersion'],
      },
      RegistryRole: {
        RegistryLogs: OWN_LOGS,
        '*': ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData', ...TRACES['*']],
        StorageModels: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        'StoragePredictions/index/byLabelMonth': ['dynamodb:Query'],
        StorageTraffic: ['dynamodb:GetItem', 'dynamodb:Query'],
        StorageClients: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
        StorageUsage: ['dynamodb:GetItem'],
        'StorageBucket/models/*': ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        'StorageBucket/datasets/*': ['s3:GetObject', 's3:PutObject'],
        'StorageFiles/uploads/*': ['s3:GetObject', 's3:GetObjectVersion'],
        StorageFiles: ['s3:ListBucket', 's3:ListBucketVersions'],
        StorageBucket: ['s3:ListBucket'],
        'Api/types/Mutation/fields/publishTrainingProgress': ['appsync:GraphQL'],
        'Api/types/Mutation/fields/publishTrainingCompleted': ['appsync:GraphQL'],
        'Api/types/Mutation/fields/endSubscriptions': ['appsync:GraphQL'],
      },
      RegistryScheduleRole: { RegistryLive: ['lambda:InvokeFunction'] },
      RegistryStockScheduleRole: { RegistryLive: ['lambda:InvokeFunction'] },
      WatchingSliceQueryRole: { RegistryLogs: ['logs:GetQueryResults', 'logs:StartQuery', 'logs:StopQuery'] },
      TrainRole: {
        TrainLogs: OWN_LOGS,
        ...TRACES,
        StorageModels: [
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        'StoragePredictions/index/byLabelMonth': ['dynamodb:Query'],
        'StorageBucket/models/*': ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        'StorageBucket/datasets/*': ['s3:GetObject'],
        'StorageBucket/datasets/labels/*': ['s3:PutObject'],
        StorageBucket: ['s3:ListBucket'],
        'Api/types/Mutation/fields/publishTrainingProgress': ['appsync:GraphQL'],
        'Api/types/Mutation/fields/publishTrainingCompleted': ['appsync:GraphQL'],
      },
      TrainScheduleRole: { TrainLive: ['lambda:InvokeFunction'] },
      DriftRole: {
        DriftLogs: OWN_LOGS,
        ...TRACES,
        StorageTraffic: ['dynamodb:PutItem', 'dynamodb:Query'],
        StorageModels: ['dynamodb:GetItem', 'dynamodb:Query'],
        'StoragePredictions/index/byLabelMonth': ['dynamodb:Query'],
        'StorageBucket/models/*': ['s3:GetObject', 's3:GetObjectVersion'],
      },
      BulkRole: {
        BulkLogs: OWN_LOGS,
        ...TRACES,
        StorageJobs: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        StoragePredictions: [
          'dynamodb:BatchGetItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
        ],
        StorageModels: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        StorageUsage: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        'StorageBucket/models/*': ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        'StorageFiles/uploads/*': ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        'StorageFiles/jobs/*': [
          's3:AbortMultipartUpload',
          's3:GetObject',
          's3:GetObjectVersion',
          's3:ListMultipartUploadParts',
          's3:PutObject',
        ],
        StorageFiles: ['s3:ListBucket', 's3:ListBucketVersions'],
        [`${STATES}:stateMachine:Terroir-bulk`]: ['states:StartExecution'],
        [`${STATES}:execution:Terroir-bulk:*`]: ['states:DescribeExecution'],
        'Api/types/Mutation/fields/publishPredictionJob': ['appsync:GraphQL'],
      },
      BulkAnsweringRole: {
        '*': [
          'logs:CreateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:DescribeLogGroups',
          'logs:DescribeResourcePolicies',
          'logs:GetLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:UpdateLogDelivery',
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
          'xray:PutTelemetryRecords',
          'xray:PutTraceSegments',
        ],
        BulkLive: ['lambda:InvokeFunction'],
        'StorageFiles/jobs/*': [
          's3:AbortMultipartUpload',
          's3:GetObject',
          's3:ListMultipartUploadParts',
          's3:PutObject',
        ],
        [`${STATES}:stateMachine:Terroir-bulk`]: ['states:StartExecution'],
        [`${STATES}:execution:Terroir-bulk:*`]: ['states:DescribeExecution', 'states:StopExecution'],
      },
      DriftScheduleRole: { DriftLive: ['lambda:InvokeFunction'] },
      AuthorizerRole: { AuthorizerLogs: OWN_LOGS, ...TRACES, StorageClients: ['dynamodb:GetItem'] },
      ApiLogsRole: { ApiLogs: OWN_LOGS },
      ApiPredictionsSourceRole: { StoragePredictions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'] },
      ApiKeysSourceRole: { StorageClients: ['dynamodb:GetItem'] },
      ApiLabelsSourceRole: { StoragePredictions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'] },
      ApiRegistrySourceRole: { StorageModels: ['dynamodb:GetItem', 'dynamodb:Query'] },
      ApiUsageSourceRole: { StorageUsage: ['dynamodb:GetItem'] },
      ApiPredictSourceRole: { PredictLive: ['lambda:InvokeFunction'] },
      ApiModelsSourceRole: { RegistryLive: ['lambda:InvokeFunction'] },
      ApiDriftSourceRole: { DriftLive: ['lambda:InvokeFunction'] },
      ApiBulkSourceRole: { BulkLive: ['lambda:InvokeFunction'] },
      ApiJobsSourceRole: { StorageJobs: ['dynamodb:GetItem', 'dynamodb:Query'] },
      ApiTrainSourceRole: { TrainLive: ['lambda:InvokeFunction'] },
      ...Object.assign({}, ...RELEASED.map(describeRelease)),
    });
  });

  it('lists of the model bucket nothing but datasets', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 's3:ListBucket', Condition: { StringLike: { 's3:prefix': 'datasets/*' } } }),
        ]),
      },
    });
  });

  it('is said in the policies above, and nowhere else', () => {
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent(), Policies: Match.absent() });
  });
});

describe('the Lambdas', () => {
  it('are six, each with its hook, on Node 24, with traces', () => {
    template.resourceCountIs(FUNCTION, 12);
    template.allResourcesProperties(FUNCTION, {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      TracingConfig: { Mode: 'Active' },
    });
  });

  it('run on the architecture that the context names, x86_64 by default', () => {
    template.allResourcesProperties(FUNCTION, { Architectures: ['x86_64'] });
    synthesize({ architecture: 'arm64' }).allResourcesProperties(FUNCTION, { Architectures: ['arm64'] });
    expect(() => synthesize({ architecture: 'arm' })).toThrow('must be one of x86_64, arm64');
  });

  it('have a log group each, which forgets', () => {
    const groups = resourcesOf(template, FUNCTION).map(([, { Properties }]) => Properties.LoggingConfig);
    expect(groups.map((config) => nameOf((config as { LogGroup: unknown }).LogGroup)).sort()).toEqual([
      'AuthorizerLogs',
      'BulkLogs',
      'DriftLogs',
      'PredictLogs',
      'RegistryLogs',
      ...[...RELEASED].sort().map((name) => `Releasing${name}HookLogs`),
      'TrainLogs',
    ]);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('are told where things are', () => {
    const variables = Object.fromEntries(
      resourcesOf(template, FUNCTION).map(([id, { Properties }]) => {
        const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
        const places = Object.entries(Variables).filter(([name]) => !name.startsWith('POWERTOOLS'));
        return [id.replace(/[0-9A-F]{8}$/, ''), Object.fromEntries(places.map(([name, one]) => [name, nameOf(one)]))];
      }),
    );
    const stores = {
      PREDICTIONS_TABLE: 'StoragePredictions',
      MODELS_TABLE: 'StorageModels',
      MODEL_BUCKET: 'StorageBucket',
    };
    expect(variables).toEqual({
      AuthorizerFunction: { CLIENTS_TABLE: 'StorageClients', ...DEFAULT },
      RegistryFunction: {
        ...stores,
        TRAFFIC_TABLE: 'StorageTraffic',
        CLIENTS_TABLE: 'StorageClients',
        FILE_BUCKET: 'StorageFiles',
        USAGE_TABLE: 'StorageUsage',
        GRAPHQL_ENDPOINT: 'Api',
        ALARM_PREFIX: 'Terroir.',
        RELEASE: version,
        ...DEFAULT,
      },
      PredictFunction: { ...stores, USAGE_TABLE: 'StorageUsage', TRAFFIC_TABLE: 'StorageTraffic', ...DEFAULT },
      DriftFunction: { ...stores, TRAFFIC_TABLE: 'StorageTraffic', ...DEFAULT },
      BulkFunction: {
        ...stores,
        USAGE_TABLE: 'StorageUsage',
        JOBS_TABLE: 'StorageJobs',
        FILE_BUCKET: 'StorageFiles',
        BULK_MACHINE: `${STATES}:stateMachine:Terroir-bulk`,
        GRAPHQL_ENDPOINT: 'Api',
        RELEASE: version,
        ...DEFAULT,
      },
      TrainFunction: { ...stores, GRAPHQL_ENDPOINT: 'Api', LAMBDA_ROWS_MAX: '100000', ...DEFAULT },
      ...Object.fromEntries(
        RELEASED.map((name) => [
          `Releasing${name}HookFunction`,
          {
            TERROIR_RELEASED_FUNCTION: name.toLowerCase(),
            TERROIR_NEW_VERSION: `${name}FunctionCurrentVersion`,
            ...DEFAULT,
          },
        ]),
      ),
    });
  });
});
