import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CfnGraphQLApi,
  Definition,
  FieldLogLevel,
  GraphqlApi,
  IntrospectionConfig,
} from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import { KEY_CACHE_SECONDS, KEY_PATTERN } from '../../contract/keys.ts';
import { ROOT } from '../bundle.ts';
import { createDataSources, type SourceProps } from './data-sources.ts';
import { addResolvers } from './resolvers.ts';
import { LOG_RETENTION, readIntrospection } from '../environments.ts';

interface ApiProps extends SourceProps {
  authorizer: IFunction;
}

/** The GraphQL API: clients come in with keys of their own, this stack's Lambdas with IAM. */
export function createApi(scope: Construct, props: ApiProps): GraphqlApi {
  const api = new GraphqlApi(scope, 'Api', {
    name: Stack.of(scope).stackName,
    definition: Definition.fromFile(join(ROOT, 'schema.graphql')),
    authorizationConfig: {
      defaultAuthorization: {
        authorizationType: AuthorizationType.LAMBDA,
        lambdaAuthorizerConfig: {
          handler: props.authorizer,
          // Whatever has not the form of a key is refused by AppSync itself, and costs no invocation.
          validationRegex: KEY_PATTERN,
          // A revoked key dies within this time.
          resultsCacheTtl: Duration.seconds(KEY_CACHE_SECONDS),
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
  addResolvers(api, createDataSources(api, props));
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
