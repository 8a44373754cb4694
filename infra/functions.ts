import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { codeOfAuthorizer, codeOfPredict } from './bundle.ts';
import { readArchitecture, LOG_RETENTION } from './settings.ts';

/** The Lambda behind the mutations: validates, predicts with the bundled model, records. */
export function createPredictFunction(scope: Construct, predictions: ITable): Function {
  const architecture = readArchitecture(scope);
  const predict = createFunction(scope, 'Predict', {
    description: 'Predicts wines, and records every answer.',
    architecture: architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    code: codeOfPredict(architecture),
    // One whole vCPU: the model runs in one thread, and a cold start is nearly all CPU.
    memorySize: 1769,
    timeout: Duration.seconds(10),
    environment: { ...powertools('predict'), PREDICTIONS_TABLE: predictions.tableName },
  });
  predict.addToRolePolicy(
    new PolicyStatement({
      actions: [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      resources: [predictions.tableArn],
    }),
  );
  return predict;
}

/** The Lambda that AppSync asks who a key belongs to, and what it may do. */
export function createAuthorizerFunction(scope: Construct, clients: ITable): Function {
  const architecture = readArchitecture(scope);
  const authorizer = createFunction(scope, 'Authorizer', {
    description: 'Tells whose key a request carries, and which fields it may not use.',
    architecture: architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    code: codeOfAuthorizer(),
    memorySize: 256,
    timeout: Duration.seconds(5),
    environment: { ...powertools('authorizer'), CLIENTS_TABLE: clients.tableName },
  });
  authorizer.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [clients.tableArn] }));
  return authorizer;
}
