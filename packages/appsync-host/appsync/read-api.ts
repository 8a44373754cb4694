/** The stack's GraphQL API, put together from its resources. */
import { readFileSync } from 'node:fs';
import type { ApiDefinition, AuthMode } from './definition.ts';
import { HostError } from '../failure.ts';
import type { DataSource, PipelineFunction, ResolverDefinition } from '../resolver/definition.ts';
import { maybeNumberAt, maybeTextAt, propertyAt, recordsAt, textAt, textMapAt } from '../template/properties.ts';
import { isRecord } from '../record.ts';
import type { Stack, StackResource } from '../template/stack.ts';

/** The one API of a stack. */
export interface StackApi {
  arn: string;
  definition: ApiDefinition;
  resolvers: ResolverDefinition[];
}

/** AppSync's default for the answers of a Lambda authorizer. */
const AUTHORIZER_TTL_SECONDS = 300;

/** Under this name AppSync assumes the roles of data sources. */
const SESSION_NAME = 'APPSYNC_ASSUME_ROLE';

/**
 * Reads the stack's API. Errors: HostError where the stack has not exactly one, or where a resolver names what does not
 * exist.
 */
export function readApi(stack: Stack): StackApi {
  const [api, ...others] = stack.resourcesOf('AWS::AppSync::GraphQLApi');
  if (api === undefined || others.length > 0) {
    throw new HostError(
      `${stack.name} has ${others.length + (api ? 1 : 0)} AWS::AppSync::GraphQLApi; the host runs one.`,
    );
  }
  const arn = api.attributes['Arn'] ?? '';
  return { arn, definition: readDefinition(stack, api), resolvers: readResolvers(stack) };
}

function readDefinition(stack: Stack, api: StackResource): ApiDefinition {
  const [schema] = stack.resourcesOf('AWS::AppSync::GraphQLSchema');
  if (schema === undefined) throw new HostError(`${stack.name} has no AWS::AppSync::GraphQLSchema.`);
  const additional = recordsAt(api, 'AdditionalAuthenticationProviders');
  return {
    apiId: api.attributes['ApiId'] ?? '',
    schema: textAt(schema, 'Definition'),
    defaultAuth: readAuth(stack, api.properties),
    additionalAuth: additional.map((provider) => readAuth(stack, provider)),
    environment: textMapAt(api, 'EnvironmentVariables'),
    introspection: maybeTextAt(api, 'IntrospectionConfig') !== 'DISABLED',
    queryDepthLimit: maybeNumberAt(api, 'QueryDepthLimit') ?? 0,
    resolverCountLimit: maybeNumberAt(api, 'ResolverCountLimit') ?? 0,
  };
}

function readAuth(stack: Stack, provider: Record<string, unknown>): AuthMode {
  switch (provider['AuthenticationType']) {
    case 'AWS_LAMBDA':
      return readAuthorizer(provider['LambdaAuthorizerConfig']);
    case 'AWS_IAM':
      return { type: 'AWS_IAM' };
    case 'API_KEY': {
      const keys = stack.resourcesOf('AWS::AppSync::ApiKey').map((key) => key.attributes['ApiKey'] ?? '');
      return { type: 'API_KEY', keys: keys.map((key) => ({ key, expiresAtMs: Infinity })) };
    }
    default:
      throw new HostError(`The host cannot authorize with ${JSON.stringify(provider['AuthenticationType'])}.`);
  }
}

function readAuthorizer(config: unknown): AuthMode {
  if (!isRecord(config) || typeof config['AuthorizerUri'] !== 'string') {
    throw new HostError('AWS_LAMBDA wants a LambdaAuthorizerConfig with an AuthorizerUri.');
  }
  const expression = config['IdentityValidationExpression'];
  return {
    type: 'AWS_LAMBDA',
    authorizer: {
      functionName: config['AuthorizerUri'],
      resultTtlSeconds: Number(config['AuthorizerResultTtlInSeconds'] ?? AUTHORIZER_TTL_SECONDS),
      ...(typeof expression === 'string' && { identityValidationExpression: expression }),
    },
  };
}

function readResolvers(stack: Stack): ResolverDefinition[] {
  const sources = new Map(
    stack.resourcesOf('AWS::AppSync::DataSource').map((one) => [textAt(one, 'Name'), readSource(one)]),
  );
  const findSource = (resource: StackResource): DataSource => {
    const name = textAt(resource, 'DataSourceName');
    const source = sources.get(name);
    if (source === undefined)
      throw new HostError(`${resource.logicalId} wants the data source ${name}, which the stack does not have.`);
    return source;
  };
  const functions = new Map(
    stack.resourcesOf('AWS::AppSync::FunctionConfiguration').map((resource): [string, PipelineFunction] => {
      const code = readCode(stack, resource) ?? '';
      return [
        resource.attributes['FunctionId'] ?? '',
        { name: textAt(resource, 'Name'), code, dataSource: findSource(resource) },
      ];
    }),
  );
  return stack.resourcesOf('AWS::AppSync::Resolver').map((resource) => {
    const code = readCode(stack, resource);
    const place = { typeName: textAt(resource, 'TypeName'), fieldName: textAt(resource, 'FieldName') };
    const ofKind =
      maybeTextAt(resource, 'Kind') === 'PIPELINE'
        ? { kind: 'PIPELINE' as const, functions: listFunctions(resource, functions) }
        : { kind: 'UNIT' as const, dataSource: findSource(resource) };
    return { ...place, ...ofKind, ...(code !== undefined && { code }) };
  });
}

function listFunctions(resource: StackResource, functions: Map<string, PipelineFunction>): PipelineFunction[] {
  const ids = propertyAt(resource, 'PipelineConfig.Functions');
  if (!Array.isArray(ids)) return [];
  return ids.map((id) => {
    const found = functions.get(String(id));
    if (found === undefined)
      throw new HostError(`${resource.logicalId} wants the function ${String(id)}, which the stack does not have.`);
    return found;
  });
}

function readSource(resource: StackResource): DataSource {
  const roleArn = maybeTextAt(resource, 'ServiceRoleArn');
  const session = roleArn === undefined ? {} : { session: { roleArn, sessionName: SESSION_NAME } };
  const name = textAt(resource, 'Name');
  switch (textAt(resource, 'Type')) {
    case 'AMAZON_DYNAMODB':
      return { name, ...session, type: 'AMAZON_DYNAMODB', tableName: textAt(resource, 'DynamoDBConfig.TableName') };
    case 'AWS_LAMBDA':
      return { name, ...session, type: 'AWS_LAMBDA', functionName: textAt(resource, 'LambdaConfig.LambdaFunctionArn') };
    default:
      return { name, type: 'NONE' };
  }
}

/**
 * Code stands in the template, or in an asset that it names as s3://bucket/key; without either a Lambda is called
 * directly.
 */
function readCode(stack: Stack, resource: StackResource): string | undefined {
  const location = maybeTextAt(resource, 'CodeS3Location');
  if (location === undefined) return maybeTextAt(resource, 'Code');
  return readFileSync(stack.findAsset(location.split('/').at(-1) ?? ''), 'utf8');
}
