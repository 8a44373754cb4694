import type { Resource } from './synthesize.ts';
import { stableIdOf } from './synthesize.ts';

/** A resource of a release: its type, and whatever CloudFormation makes it anew for when it changes. */
export interface ReleasedResource {
  type: string;
  fixed?: Record<string, unknown>;
}

/** A template of a release, by logical id; those of versions without the hash that changes each time. */
export type ReleasedTemplate = Record<string, ReleasedResource>;

/**
 * By type, the properties of which CloudFormation's reference says "Update requires: Replacement"; of the types that
 * the template has.
 */
const FIXED_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::AppSync::DataSource': ['ApiId', 'Name'],
  'AWS::AppSync::FunctionConfiguration': ['ApiId'],
  'AWS::AppSync::GraphQLApi': ['ApiType', 'Visibility'],
  'AWS::AppSync::GraphQLSchema': ['ApiId'],
  'AWS::AppSync::Resolver': ['ApiId', 'FieldName', 'TypeName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::CompositeAlarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::CloudWatch::LogAlarm': ['AlarmName'],
  'AWS::CodeDeploy::Application': ['ApplicationName', 'ComputePlatform'],
  'AWS::CodeDeploy::DeploymentGroup': ['ApplicationName', 'DeploymentGroupName'],
  'AWS::DynamoDB::GlobalTable': ['KeySchema', 'LocalSecondaryIndexes', 'TableName'],
  'AWS::IAM::Role': ['Path', 'RoleName'],
  'AWS::Lambda::Alias': ['FunctionName', 'Name'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Lambda::Permission': ['Action', 'FunctionName', 'Principal', 'SourceArn'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
  'AWS::Scheduler::Schedule': ['Name'],
  'AWS::WAFv2::WebACL': ['Name', 'Scope'],
  'AWS::WAFv2::WebACLAssociation': ['ResourceArn', 'WebACLArn'],
};

/** Of a template what a later one is held against. */
export function describeRelease(resources: Readonly<Record<string, Resource>>): ReleasedTemplate {
  const described = Object.entries(resources).map(([id, { Type, Properties = {} }]): [string, ReleasedResource] => {
    const given = (FIXED_PROPERTIES[Type] ?? []).filter((name) => name in Properties);
    const fixed = Object.fromEntries(given.map((name) => [name, Properties[name]]));
    return [stableIdOf(id), given.length === 0 ? { type: Type } : { type: Type, fixed }];
  });
  return Object.fromEntries(described.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What a release makes anew or takes away, a sentence each: whatever such a resource held is lost, or left behind. */
export function listReplacements(last: ReleasedTemplate, next: ReleasedTemplate): string[] {
  return Object.entries(last).flatMap(([id, { type, fixed = {} }]) => {
    const now = next[id];
    if (now === undefined) return [`${id} (${type}) is gone.`];
    if (now.type !== type) return [`${id} is made anew: it was ${type}, and is ${now.type}.`];
    const names = new Set([...Object.keys(fixed), ...Object.keys(now.fixed ?? {})]);
    const changed = [...names].filter((name) => JSON.stringify(fixed[name]) !== JSON.stringify(now.fixed?.[name]));
    return changed.length === 0 ? [] : [`${id} (${type}) is made anew, because of ${changed.join(', ')}.`];
  });
}
