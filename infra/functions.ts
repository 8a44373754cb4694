import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundledCode, writeAuthorizerBundle, writePredictBundle } from './bundle.ts';
import { LOG_RETENTION, readArchitecture } from './settings.ts';

/** The Lambda behind the mutations: validates, predicts with the bundled model, records. */
export function createPredictFunction(scope: Construct, predictions: TableV2): LambdaFunction {
  const predict = createFunction(scope, 'Predict', {
    description: 'Predicts wines, and records every answer.',
    code: bundledCode('functions/predict', (outputDir) => writePredictBundle(outputDir, readArchitecture(scope))),
    // One whole vCPU: the model runs in one thread, and a cold start is nearly all CPU.
    memoryMb: 1769,
    timeout: Duration.seconds(10),
    environment: { POWERTOOLS_SERVICE_NAME: 'predict', PREDICTIONS_TABLE: predictions.tableName },
  });
  predict.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [predictions.tableArn],
    }),
  );
  return predict;
}

/** The Lambda that AppSync asks whose key a request carries, and what that key may do. */
export function createAuthorizerFunction(scope: Construct, clients: TableV2): LambdaFunction {
  const authorizer = createFunction(scope, 'Authorizer', {
    description: 'Tells whose key a request carries, and which fields it may not use.',
    code: bundledCode('functions/authorizer', writeAuthorizerBundle),
    memoryMb: 256,
    timeout: Duration.seconds(5),
    environment: { POWERTOOLS_SERVICE_NAME: 'authorizer', CLIENTS_TABLE: clients.tableName },
  });
  authorizer.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [clients.tableArn] }));
  return authorizer;
}

interface FunctionParts {
  description: string;
  code: Code;
  memoryMb: number;
  timeout: Duration;
  environment: Record<string, string>;
}

/**
 * A Lambda with a log group and a role of its own. The role is written by hand: the managed policy that CDK would
 * attach may write to every log group of the account.
 */
function createFunction(scope: Construct, id: string, parts: FunctionParts): LambdaFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, { retention: LOG_RETENTION, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords, which tracing needs, know no resources.',
  });
  return new LambdaFunction(scope, id, {
    role,
    logGroup,
    description: parts.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: readArchitecture(scope) === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    handler: 'index.handler',
    code: parts.code,
    memorySize: parts.memoryMb,
    timeout: parts.timeout,
    tracing: Tracing.ACTIVE,
    environment: {
      ...parts.environment,
      POWERTOOLS_METRICS_NAMESPACE: 'Terroir',
      POWERTOOLS_LOG_LEVEL: 'INFO',
    },
  });
}
