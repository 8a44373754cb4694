import type { ServiceDescriptor } from '../descriptor.ts';
import { arnOf, chooseName, type Identity, type IdentityParts, shortId } from '../template/identity.ts';
import { DESCRIBED, REASONS } from '../template/resource-type.ts';
import { startApi } from './start-api.ts';

const AUTHORIZATION_MODES = ['API_KEY', 'AWS_IAM', 'AWS_LAMBDA'];
const RUNTIMES = ['APPSYNC_JS'];

/** AWS AppSync: one GraphQL API, over HTTP and WebSocket, on the host's own address. */
export const appsync: ServiceDescriptor = {
  name: 'appsync',
  types: {
    'AWS::AppSync::GraphQLApi': {
      honoured: [
        ...['Name', 'AuthenticationType', 'AdditionalAuthenticationProviders', 'LambdaAuthorizerConfig'],
        ...['EnvironmentVariables', 'IntrospectionConfig', 'QueryDepthLimit', 'ResolverCountLimit'],
      ],
      ignored: { ...DESCRIBED, LogConfig: REASONS.logs, XrayEnabled: REASONS.tracing, OwnerContact: 'a description' },
      values: {
        AuthenticationType: AUTHORIZATION_MODES,
        'AdditionalAuthenticationProviders.AuthenticationType': AUTHORIZATION_MODES,
      },
      identify: identifyApi,
    },
    'AWS::AppSync::GraphQLSchema': {
      honoured: ['ApiId', 'Definition'],
      ignored: {},
      identify: (parts) => ({ ref: `${shortId(parts)}GraphQLSchema`, attributes: { Id: shortId(parts) } }),
    },
    'AWS::AppSync::ApiKey': {
      honoured: ['ApiId'],
      ignored: { ...DESCRIBED, Expires: 'a laptop key does not expire' },
      identify: identifyKey,
    },
    'AWS::AppSync::DataSource': {
      honoured: [
        'ApiId',
        'Name',
        'Type',
        'ServiceRoleArn',
        'DynamoDBConfig.TableName',
        'LambdaConfig.LambdaFunctionArn',
      ],
      ignored: {
        ...DESCRIBED,
        'DynamoDBConfig.AwsRegion': 'the host is one region',
      },
      values: { Type: ['AMAZON_DYNAMODB', 'AWS_LAMBDA', 'NONE'] },
      identify: identifySource,
    },
    'AWS::AppSync::Resolver': {
      honoured: [
        ...['ApiId', 'TypeName', 'FieldName', 'Kind', 'DataSourceName', 'Code', 'CodeS3Location', 'Runtime'],
        'PipelineConfig.Functions',
      ],
      ignored: { MetricsConfig: 'there are no metrics of AppSync' },
      values: { Kind: ['UNIT', 'PIPELINE'], 'Runtime.Name': RUNTIMES },
      identify: identifyResolver,
    },
    'AWS::AppSync::FunctionConfiguration': {
      honoured: ['ApiId', 'Name', 'DataSourceName', 'Code', 'CodeS3Location', 'Runtime'],
      ignored: { ...DESCRIBED, FunctionVersion: 'means nothing for APPSYNC_JS' },
      values: { 'Runtime.Name': RUNTIMES },
      identify: identifyFunction,
    },
  },
  start: startApi,
};

function identifyApi(parts: IdentityParts): Identity {
  const id = shortId(parts);
  const arn = arnOf('appsync', `apis/${id}`);
  const { endpoint, realtimeEndpoint } = parts.addresses;
  return {
    ref: arn,
    attributes: {
      ApiId: id,
      Arn: arn,
      GraphQLUrl: endpoint,
      RealtimeUrl: realtimeEndpoint,
      GraphQLDns: new URL(endpoint).host,
      RealtimeDns: new URL(realtimeEndpoint).host,
    },
  };
}

function identifyKey(parts: IdentityParts): Identity {
  const key = `da2-${shortId(parts)}`;
  const arn = arnOf('appsync', `apikey/${key}`);
  return { ref: arn, attributes: { ApiKey: key, ApiKeyId: key, Arn: arn } };
}

function identifySource(parts: IdentityParts): Identity {
  const name = chooseName(parts, 'Name');
  const arn = arnOf('appsync', `datasources/${name}`);
  return { ref: arn, attributes: { Name: name, DataSourceArn: arn } };
}

function identifyResolver(parts: IdentityParts): Identity {
  const [typeName = '', fieldName = ''] = [parts.property('TypeName'), parts.property('FieldName')].map(String);
  const arn = arnOf('appsync', `types/${typeName}/resolvers/${fieldName}`);
  return { ref: arn, attributes: { ResolverArn: arn } };
}

function identifyFunction(parts: IdentityParts): Identity {
  const arn = arnOf('appsync', `functions/${parts.logicalId}`);
  return { ref: arn, attributes: { FunctionId: parts.logicalId, FunctionArn: arn, Name: chooseName(parts, 'Name') } };
}
