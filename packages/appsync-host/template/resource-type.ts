/**
 * Every resource type the host knows, and what it makes of each property. A type or property that is not here stops
 * the start, because running on without it would be running something else than the template says.
 * Paths may go inside a property (`A.B`); a path covers everything below it.
 */
export interface KnownType {
  honoured: readonly string[];
  /** Path to the reason why the host may go on without it. */
  ignored: Readonly<Record<string, string>>;
  /** Path to the only values the host can honour; whatever is not a plain text or number is checked where it is used. */
  values?: Readonly<Record<string, readonly unknown[]>>;
}

const described = { Description: 'a description', Tags: 'labels' };
const grants = 'grants are not checked';
const encryption = 'the disk of the laptop is as encrypted as it is';
const capacity = 'throughput is not limited';
const backups = 'the data folder is the only copy';
const deletion = '--fresh deletes everything';
const logs = 'logs go to the folder logs/';
const tracing = 'there is no X-Ray';

const index = ['IndexName', 'KeySchema', 'Projection'].flatMap((property) => [
  `GlobalSecondaryIndexes.${property}`,
  `LocalSecondaryIndexes.${property}`,
]);

/** A type that exists only so that something else is allowed or logged. */
function ignoreWhole(reason: string): KnownType {
  return { honoured: [], ignored: { '*': reason } };
}

const authorizationModes = ['API_KEY', 'AWS_IAM', 'AWS_LAMBDA'];

export const knownTypes: Readonly<Record<string, KnownType>> = {
  'AWS::AppSync::GraphQLApi': {
    honoured: [
      ...['Name', 'AuthenticationType', 'AdditionalAuthenticationProviders', 'LambdaAuthorizerConfig'],
      ...['EnvironmentVariables', 'IntrospectionConfig', 'QueryDepthLimit', 'ResolverCountLimit'],
    ],
    ignored: { ...described, LogConfig: logs, XrayEnabled: tracing, OwnerContact: 'a description' },
    values: {
      AuthenticationType: authorizationModes,
      'AdditionalAuthenticationProviders.AuthenticationType': authorizationModes,
    },
  },
  'AWS::AppSync::GraphQLSchema': { honoured: ['ApiId', 'Definition'], ignored: {} },
  'AWS::AppSync::ApiKey': { honoured: ['ApiId'], ignored: { ...described, Expires: 'a laptop key does not expire' } },
  'AWS::AppSync::DataSource': {
    honoured: ['ApiId', 'Name', 'Type', 'DynamoDBConfig.TableName', 'LambdaConfig.LambdaFunctionArn'],
    ignored: { ...described, ServiceRoleArn: grants, 'DynamoDBConfig.AwsRegion': 'the host is one region' },
    values: { Type: ['AMAZON_DYNAMODB', 'AWS_LAMBDA', 'NONE'] },
  },
  'AWS::AppSync::Resolver': {
    honoured: [
      ...['ApiId', 'TypeName', 'FieldName', 'Kind', 'DataSourceName', 'Code', 'CodeS3Location', 'Runtime'],
      'PipelineConfig.Functions',
    ],
    ignored: { MetricsConfig: 'there are no metrics of AppSync' },
    values: { Kind: ['UNIT', 'PIPELINE'], 'Runtime.Name': ['APPSYNC_JS'] },
  },
  'AWS::AppSync::FunctionConfiguration': {
    honoured: ['ApiId', 'Name', 'DataSourceName', 'Code', 'CodeS3Location', 'Runtime'],
    ignored: { ...described, FunctionVersion: 'means nothing for APPSYNC_JS' },
    values: { 'Runtime.Name': ['APPSYNC_JS'] },
  },
  'AWS::Lambda::Function': {
    honoured: [
      'FunctionName',
      'Code.S3Bucket',
      'Code.S3Key',
      'Handler',
      'Timeout',
      'MemorySize',
      'Environment.Variables',
      'Runtime',
    ],
    ignored: {
      ...described,
      Role: grants,
      Architectures: "the laptop's own is used",
      TracingConfig: tracing,
      LoggingConfig: logs,
      PackageType: 'Zip is the only one that has Code.S3Key',
      KmsKeyArn: encryption,
      ReservedConcurrentExecutions: 'calls beyond the processes wait; they are never throttled',
      RecursiveLoop: 'loops are not detected',
    },
    values: { Runtime: ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'], PackageType: ['Zip'] },
  },
  'AWS::Lambda::Permission': ignoreWhole(grants),
  'AWS::Lambda::EventInvokeConfig': {
    honoured: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts'],
    ignored: { MaximumEventAgeInSeconds: 'an event waits for nothing but a process' },
    values: { MaximumRetryAttempts: [0] },
  },
  'AWS::Scheduler::Schedule': {
    honoured: ['Name', 'ScheduleExpression', 'State', 'Target.Arn', 'Target.Input'],
    ignored: {
      ...described,
      FlexibleTimeWindow: 'the window is used at its beginning',
      GroupName: 'a label',
      ScheduleExpressionTimezone: 'UTC is the only one',
      'Target.RetryPolicy': 'an invocation on this machine arrives at once',
      'Target.RoleArn': grants,
    },
    values: { ScheduleExpressionTimezone: ['UTC'], State: ['ENABLED', 'DISABLED'] },
  },
  'AWS::Lambda::Version': {
    honoured: ['FunctionName'],
    ignored: { ...described, ProvisionedConcurrencyConfig: 'processes are started ahead anyhow' },
  },
  'AWS::Lambda::Alias': {
    honoured: ['FunctionName', 'Name', 'FunctionVersion'],
    ignored: { ...described, ProvisionedConcurrencyConfig: 'processes are started ahead anyhow' },
  },
  'AWS::DynamoDB::Table': {
    honoured: ['TableName', 'KeySchema', 'AttributeDefinitions', 'TimeToLiveSpecification', ...index],
    ignored: {
      ...described,
      BillingMode: capacity,
      ProvisionedThroughput: capacity,
      OnDemandThroughput: capacity,
      WarmThroughput: capacity,
      'GlobalSecondaryIndexes.ProvisionedThroughput': capacity,
      'GlobalSecondaryIndexes.OnDemandThroughput': capacity,
      'GlobalSecondaryIndexes.WarmThroughput': capacity,
      ContributorInsightsSpecification: 'there are no metrics of DynamoDB',
      DeletionProtectionEnabled: deletion,
      PointInTimeRecoverySpecification: backups,
      ResourcePolicy: grants,
      SSESpecification: encryption,
      TableClass: 'a matter of price',
    },
  },
  'AWS::DynamoDB::GlobalTable': {
    honoured: ['TableName', 'KeySchema', 'AttributeDefinitions', 'TimeToLiveSpecification', ...index],
    ignored: {
      BillingMode: capacity,
      Replicas: 'the host is one region, without backups, and checks no grants',
      SSESpecification: encryption,
      WarmThroughput: capacity,
      WriteOnDemandThroughputSettings: capacity,
      WriteProvisionedThroughputSettings: capacity,
      ReadOnDemandThroughputSettings: capacity,
      ReadProvisionedThroughputSettings: capacity,
      'GlobalSecondaryIndexes.WarmThroughput': capacity,
      'GlobalSecondaryIndexes.WriteOnDemandThroughputSettings': capacity,
      'GlobalSecondaryIndexes.WriteProvisionedThroughputSettings': capacity,
    },
  },
  'AWS::S3::Bucket': {
    honoured: ['BucketName', 'VersioningConfiguration.Status'],
    ignored: {
      ...described,
      BucketEncryption: encryption,
      LifecycleConfiguration: 'nothing is expired',
      LoggingConfiguration: 'there are no access logs',
      OwnershipControls: grants,
      PublicAccessBlockConfiguration: 'the host listens on 127.0.0.1 only',
    },
  },
  'AWS::S3::BucketPolicy': ignoreWhole(grants),
  'AWS::IAM::Role': ignoreWhole(grants),
  'AWS::IAM::Policy': ignoreWhole(grants),
  'AWS::IAM::ManagedPolicy': ignoreWhole(grants),
  'AWS::Logs::LogGroup': ignoreWhole(logs),
  'AWS::CDK::Metadata': ignoreWhole('says only which CDK wrote the template'),
};
