import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CfnGraphQLApi,
  Definition,
  FieldLogLevel,
  GraphqlApi,
  IntrospectionConfig,
} from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REQUEST_RESOLVERS_MAX } from '../../contract/limits.ts';
import { CREDENTIAL_PATTERN, KEY_CACHE_SECONDS } from '../../contract/keys.ts';
import { RESOLVER_SETTINGS } from '../../contract/settings.ts';
import { ROOT } from '../bundle.ts';
import { writeDeployedSchema } from '../deployed-schema.ts';
import type { Environment } from '../environments.ts';
import { createDataSources, type SourceProps } from './data-sources.ts';
import { addProtection } from './protection.ts';
import { addResolvers } from './resolvers.ts';
import { trustAppsync } from './trust.ts';

/** What the API answers by, and who tells it whose key a request carries. */
export interface ApiProps extends SourceProps {
  environment: Environment;
  authorizer: IFunction;
}

/** The GraphQL API: clients come in with keys of their own, this stack's Lambdas with IAM. */
export class Api extends Construct {
  readonly graphql: GraphqlApi;
  /** Where to open a WebSocket for subscriptions. */
  readonly realtimeUrl: string;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const { environment, authorizer } = props;
    // `Default` leaves the names of what is below as short as those of one construct.
    this.graphql = new GraphqlApi(this, 'Default', {
      name: Stack.of(scope).stackName,
      definition: Definition.fromSchema({
        bind: (api) => ({ apiId: (api as GraphqlApi).apiId, definition: readSchema(environment) }),
      }),
      authorizationConfig: {
        defaultAuthorization: {
          authorizationType: AuthorizationType.LAMBDA,
          lambdaAuthorizerConfig: {
            handler: authorizer,
            // Whatever has not the form of a key or a token is refused by AppSync itself, and costs no invocation.
            validationRegex: CREDENTIAL_PATTERN,
            // A revoked key dies within this time.
            resultsCacheTtl: Duration.seconds(KEY_CACHE_SECONDS),
          },
        },
        additionalAuthorizationModes: [{ authorizationType: AuthorizationType.IAM }],
      },
      introspectionConfig:
        environment.introspection === 'on' ? IntrospectionConfig.ENABLED : IntrospectionConfig.DISABLED,
      // No limit of depth: no selection of ours can be deeper than the schema, and introspection is.
      resolverCountLimit: REQUEST_RESOLVERS_MAX,
      environmentVariables: { [RESOLVER_SETTINGS.predictionsTable]: props.storage.predictions.tableName },
      xrayEnabled: true,
    });
    const resource = this.graphql.node.defaultChild;
    if (!(resource instanceof CfnGraphQLApi)) throw new Error('GraphqlApi no longer wraps a CfnGraphQLApi.');
    this.realtimeUrl = resource.attrRealtimeUrl;
    this.#addLogs(resource, environment);
    addResolvers(this.graphql, createDataSources(this.graphql, props));
    if (environment.waf === 'on') addProtection(this, this.graphql.arn, environment.requestsPerMinuteMax);
  }

  /**
   * Logs failing fields, and nothing of what they were asked: tasting notes and keys stay out. The L2 construct's own
   * `logConfig` would add a custom resource and a Lambda, only to give the log group a retention.
   */
  #addLogs(resource: CfnGraphQLApi, { logRetention }: Environment): void {
    const role = new Role(this, 'LogsRole', { assumedBy: trustAppsync(this) });
    resource.logConfig = {
      cloudWatchLogsRoleArn: role.roleArn,
      excludeVerboseContent: true,
      fieldLogLevel: FieldLogLevel.ERROR,
    };
    // AppSync writes to a log group of exactly this name.
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/appsync/apis/${this.graphql.apiId}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    role.addToPolicy(new PolicyStatement({ actions, resources: [logGroup.logGroupArn] }));
    Validations.of(this.graphql).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ASC3',
      reason:
        'Every request is logged; the rule also asks for verbose content, which is headers (keys) and tasting notes.',
    });
  }
}

function readSchema({ schemaDescriptions }: Environment): string {
  const sdl = readFileSync(join(ROOT, 'schema.graphql'), 'utf8');
  return schemaDescriptions === 'keep' ? sdl : writeDeployedSchema(sdl);
}
