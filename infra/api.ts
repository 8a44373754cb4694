import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type BaseDataSource,
  CfnGraphQLApi,
  Code,
  Definition,
  DynamoDbDataSource,
  FieldLogLevel,
  FunctionRuntime,
  GraphqlApi,
  IntrospectionConfig,
  LambdaDataSource,
} from 'aws-cdk-lib/aws-appsync';
import type { ITable, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import { bundleToText, ROOT } from './bundle.ts';
import { LOG_RETENTION, readIntrospection } from './settings.ts';

/** Every root field of schema.graphql, and what answers it. The code between is `resolvers/<Type.field>.ts`. */
export const FIELDS = {
  'Query.prediction': 'predictions',
  'Query.predictionHistory': 'predictions',
  'Mutation.predict': 'predict',
  'Mutation.predictBatch': 'predict',
} as const;

/** What AppSync limits the code of one resolver to. */
const RESOLVER_CODE_BYTES_MAX = 32 * 1024;

interface ApiParts {
  predictions: TableV2;
  predict: IFunction;
  authorizer: IFunction;
}

/** The GraphQL API: clients come in with keys of their own, this stack's Lambdas with IAM. */
export function createApi(scope: Construct, parts: ApiParts): GraphqlApi {
  const api = new GraphqlApi(scope, 'Api', {
    name: Stack.of(scope).stackName,
    definition: Definition.fromFile(join(ROOT, 'schema.graphql')),
    authorizationConfig: {
      defaultAuthorization: {
        authorizationType: AuthorizationType.LAMBDA,
        lambdaAuthorizerConfig: {
          handler: parts.authorizer,
          // Whatever has not the form of a key is refused by AppSync itself, and costs no invocation.
          validationRegex: '^trr_[A-Za-z0-9]{40}$',
          // A revoked key dies within this time.
          resultsCacheTtl: Duration.seconds(30),
        },
      },
      additionalAuthorizationModes: [{ authorizationType: AuthorizationType.IAM }],
    },
    introspectionConfig: readIntrospection(scope) === 'on' ? IntrospectionConfig.ENABLED : IntrospectionConfig.DISABLED,
    queryDepthLimit: 8,
    resolverCountLimit: 200,
    xrayEnabled: true,
  });
  addLogs(scope, api);
  addResolvers({
    predictions: createTableSource(api, parts.predictions),
    predict: createLambdaSource(api, parts.predict),
  });
  return api;
}

/**
 * Logs failing fields, and nothing of what they were asked: tasting notes and keys stay out. The L2 construct's own
 * `logConfig` would add a custom resource and a Lambda, only to give the log group a retention.
 */
function addLogs(scope: Construct, api: GraphqlApi): void {
  const role = new Role(scope, 'ApiLogsRole', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
  const resource = resourceOf(api);
  resource.logConfig = {
    cloudWatchLogsRoleArn: role.roleArn,
    excludeVerboseContent: true,
    fieldLogLevel: FieldLogLevel.ERROR,
  };
  // AppSync writes to a log group of exactly this name.
  const logGroup = new LogGroup(scope, 'ApiLogs', {
    logGroupName: `/aws/appsync/apis/${api.apiId}`,
    retention: LOG_RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  role.addToPolicy(new PolicyStatement({ actions, resources: [logGroup.logGroupArn] }));
  Validations.of(api).acknowledge({
    id: 'AwsSolutions::AwsSolutions-ASC3',
    reason:
      'Every request is logged; the rule also asks for verbose content, which is headers (keys) and tasting notes.',
  });
}

/** What GraphqlApi creates, for the properties that it does not pass on. */
export function resourceOf(api: GraphqlApi): CfnGraphQLApi {
  if (!(api.node.defaultChild instanceof CfnGraphQLApi)) throw new Error('GraphqlApi no longer wraps a CfnGraphQLApi.');
  return api.node.defaultChild;
}

function createTableSource(api: GraphqlApi, table: TableV2): DynamoDbDataSource {
  const actions = ['dynamodb:GetItem', 'dynamodb:Query'];
  return new DynamoDbDataSource(api, 'PredictionsSource', {
    api,
    name: 'predictions',
    // TableV2 is an ITable but for one optional property, which it declares as `string | undefined`.
    table: table as ITable,
    serviceRole: createSourceRole(api, 'PredictionsSourceRole', actions, table.tableArn),
  });
}

function createLambdaSource(api: GraphqlApi, lambdaFunction: IFunction): LambdaDataSource {
  return new LambdaDataSource(api, 'PredictSource', {
    api,
    name: 'predict',
    lambdaFunction,
    serviceRole: createSourceRole(api, 'PredictSourceRole', ['lambda:InvokeFunction'], lambdaFunction.functionArn),
  });
}

/** A role with exactly these actions: the data source would widen it (to Scan, to every version) if it could. */
function createSourceRole(scope: Construct, id: string, actions: string[], resource: string): IRole {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  return role.withoutPolicyUpdates();
}

type DataSourceName = (typeof FIELDS)[keyof typeof FIELDS];

function addResolvers(sources: Record<DataSourceName, BaseDataSource>): void {
  for (const [field, source] of Object.entries(FIELDS)) {
    const [typeName = '', fieldName = ''] = field.split('.');
    sources[source].createResolver(field, {
      typeName,
      fieldName,
      runtime: FunctionRuntime.JS_1_0_0,
      code: Code.fromInline(bundleResolver(field)),
    });
  }
}

/** One resolver's code as AppSync takes it: a single ES module, with the way back to its source. */
function bundleResolver(field: string): string {
  const code = bundleToText({
    entryPoints: [`resolvers/${field}.ts`],
    outfile: `${field}.js`,
    target: 'esnext',
    external: ['@aws-appsync/utils'],
    sourcemap: 'inline',
    sourcesContent: false,
  });
  const bytes = Buffer.byteLength(code);
  if (bytes > RESOLVER_CODE_BYTES_MAX) throw new Error(`${field} has ${bytes} bytes; AppSync takes 32 KB.`);
  return code;
}
