/** The names and addresses that AWS would give to resources: what Ref and Fn::GetAtt answer. */
import { createHash } from 'node:crypto';

export const accountId = '000000000000';
export const region = 'us-east-1';

/** What an identity may depend on: the stack, the template's own wishes, and where the host listens. */
export interface IdentityParts {
  stackName: string;
  logicalId: string;
  /** A property of the resource, resolved; undefined when it is absent. */
  property(name: string): unknown;
  addresses: Addresses;
}

export interface Addresses {
  endpoint: string;
  realtimeEndpoint: string;
}

export interface Identity {
  ref: string;
  /** Only what the host can stand for: another attribute is an error. */
  attributes: Record<string, string>;
}

const identities: Record<string, (parts: IdentityParts) => Identity> = {
  'AWS::AppSync::GraphQLApi': identifyApi,
  'AWS::AppSync::GraphQLSchema': (parts) => ({
    ref: `${shortId(parts)}GraphQLSchema`,
    attributes: { Id: shortId(parts) },
  }),
  'AWS::AppSync::ApiKey': (parts) => {
    const key = `da2-${shortId(parts)}`;
    return {
      ref: arn('appsync', `apikey/${key}`),
      attributes: { ApiKey: key, ApiKeyId: key, Arn: arn('appsync', `apikey/${key}`) },
    };
  },
  'AWS::AppSync::DataSource': (parts) => {
    const name = chooseName(parts, 'Name');
    const own = arn('appsync', `datasources/${name}`);
    return { ref: own, attributes: { Name: name, DataSourceArn: own } };
  },
  'AWS::AppSync::Resolver': (parts) => {
    const [typeName, fieldName] = [parts.property('TypeName'), parts.property('FieldName')].map(String);
    const own = arn('appsync', `types/${typeName ?? ''}/resolvers/${fieldName ?? ''}`);
    return { ref: own, attributes: { ResolverArn: own } };
  },
  'AWS::AppSync::FunctionConfiguration': (parts) => {
    const own = arn('appsync', `functions/${parts.logicalId}`);
    return { ref: own, attributes: { FunctionId: parts.logicalId, FunctionArn: own, Name: chooseName(parts, 'Name') } };
  },
  'AWS::Lambda::Function': (parts) =>
    named(chooseName(parts, 'FunctionName'), (name) => arn('lambda', `function:${name}`)),
  'AWS::Lambda::Version': (parts) => {
    const ref = `${qualify(parts.property('FunctionName'))}:1`;
    return { ref, attributes: { Version: '1', FunctionArn: ref } };
  },
  'AWS::Lambda::Alias': (parts) => {
    const ref = `${qualify(parts.property('FunctionName'))}:${String(parts.property('Name'))}`;
    return { ref, attributes: { AliasArn: ref } };
  },
  'AWS::DynamoDB::Table': identifyTable,
  'AWS::DynamoDB::GlobalTable': identifyTable,
  'AWS::S3::Bucket': (parts) => {
    const name = chooseName(parts, 'BucketName').toLowerCase().slice(0, 63);
    const domain = `${name}.s3.amazonaws.com`;
    const attributes = {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: domain,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    };
    return { ref: name, attributes };
  },
  'AWS::IAM::Role': (parts) => {
    const name = chooseName(parts, 'RoleName');
    return { ref: name, attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}`, RoleId: shortId(parts) } };
  },
  'AWS::IAM::ManagedPolicy': (parts) => {
    const own = `arn:aws:iam::${accountId}:policy/${chooseName(parts, 'ManagedPolicyName')}`;
    return { ref: own, attributes: { PolicyArn: own } };
  },
  'AWS::Scheduler::Schedule': (parts) =>
    named(chooseName(parts, 'Name'), (name) => arn('scheduler', `schedule/default/${name}`)),
  'AWS::Logs::LogGroup': (parts) =>
    named(chooseName(parts, 'LogGroupName'), (name) => `${arn('logs', `log-group:${name}`)}:*`),
};

/** What Ref and Fn::GetAtt answer for a resource; types nothing can be asked of answer their logical name. */
export function identify(type: string, parts: IdentityParts): Identity {
  return identities[type]?.(parts) ?? { ref: `${parts.stackName}-${parts.logicalId}`, attributes: {} };
}

/** An ARN in the host's one account and region. */
function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

function identifyApi(parts: IdentityParts): Identity {
  const id = shortId(parts);
  const own = arn('appsync', `apis/${id}`);
  const { endpoint, realtimeEndpoint } = parts.addresses;
  return {
    ref: own,
    attributes: {
      ApiId: id,
      Arn: own,
      GraphQLUrl: endpoint,
      RealtimeUrl: realtimeEndpoint,
      GraphQLDns: new URL(endpoint).host,
      RealtimeDns: new URL(realtimeEndpoint).host,
    },
  };
}

function identifyTable(parts: IdentityParts): Identity {
  const identity = named(chooseName(parts, 'TableName'), (name) => arn('dynamodb', `table/${name}`));
  return { ...identity, attributes: { ...identity.attributes, TableId: shortId(parts) } };
}

function named(name: string, toArn: (name: string) => string): Identity {
  return { ref: name, attributes: { Arn: toArn(name) } };
}

function chooseName(parts: IdentityParts, property: string): string {
  const wish = parts.property(property);
  return typeof wish === 'string' ? wish : `${parts.stackName}-${parts.logicalId}`;
}

function qualify(functionName: unknown): string {
  const name = String(functionName);
  return name.startsWith('arn:') ? name : arn('lambda', `function:${name}`);
}

/** 26 letters and digits, as AppSync's ids have; the same at every start. */
function shortId(parts: IdentityParts): string {
  const digest = createHash('sha256').update(`${parts.stackName}/${parts.logicalId}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(0, 26);
}
