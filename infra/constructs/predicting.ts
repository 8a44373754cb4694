import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { MODELS_PREFIX } from '../../contract/objects.ts';
import { SETTINGS } from '../../contract/settings.ts';
import { bundledCode, writeAuthorizerBundle, writeModelBundle } from '../bundle.ts';
import { allow, allowFiles } from './grants.ts';
import { createFunction } from './terroir-function.ts';
import { readArchitecture } from '../environments.ts';
import { labelsIndexArn, type Stores } from './storage.ts';

/** The Lambda behind the mutations: validates, predicts with the champion, records. */
export function createPredictFunction(scope: Construct, { predictions, models, bucket }: Stores): LambdaFunction {
  const predict = createFunction(scope, 'Predict', {
    description: 'Predicts wines, and records every answer.',
    code: bundledCode('functions/predict', (outputDir) =>
      writeModelBundle('functions/predict/handler.ts', outputDir, readArchitecture(scope)),
    ),
    // One whole vCPU: the model runs in one thread, and a cold start is nearly all CPU.
    memoryMb: 1769,
    timeout: Duration.seconds(10),
    environment: {
      POWERTOOLS_SERVICE_NAME: 'predict',
      [SETTINGS.predictionsTable]: predictions.tableName,
      [SETTINGS.modelsTable]: models.tableName,
      [SETTINGS.modelBucket]: bucket.bucketName,
    },
  });
  allow(predict, predictions.tableArn, [
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
  ]);
  allow(predict, models.tableArn, ['dynamodb:GetItem', 'dynamodb:Query']);
  allowFiles(predict, bucket, MODELS_PREFIX, ['s3:GetObjectVersion']);
  return predict;
}

/** The Lambda that knows the registry: tells of versions, moves the champion, begins trainings, counts labels. */
export function createModelsFunction(scope: Construct, { predictions, models, bucket }: Stores): LambdaFunction {
  const registry = createFunction(scope, 'ModelsFunction', {
    description: 'Tells of model versions, moves the champion, begins trainings, and counts labels.',
    code: bundledCode('functions/models', (outputDir) =>
      writeModelBundle('functions/models/handler.ts', outputDir, readArchitecture(scope)),
    ),
    // It loads a model before that becomes the champion.
    memoryMb: 1769,
    // Within what AppSync waits for an answer.
    timeout: Duration.seconds(29),
    environment: {
      POWERTOOLS_SERVICE_NAME: 'models',
      [SETTINGS.predictionsTable]: predictions.tableName,
      [SETTINGS.modelsTable]: models.tableName,
      [SETTINGS.modelBucket]: bucket.bucketName,
    },
  });
  allow(registry, models.tableArn, ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']);
  allow(registry, labelsIndexArn(predictions), ['dynamodb:Query']);
  allowFiles(registry, bucket, MODELS_PREFIX, ['s3:GetObjectVersion']);
  return registry;
}

/** The Lambda that AppSync asks whose key a request carries, and what that key may do. */
export function createAuthorizerFunction(scope: Construct, clients: TableV2): LambdaFunction {
  const authorizer = createFunction(scope, 'Authorizer', {
    description: 'Tells whose key a request carries, and which fields it may not use.',
    code: bundledCode('functions/authorizer', writeAuthorizerBundle),
    memoryMb: 256,
    timeout: Duration.seconds(5),
    environment: { POWERTOOLS_SERVICE_NAME: 'authorizer', [SETTINGS.clientsTable]: clients.tableName },
  });
  allow(authorizer, clients.tableArn, ['dynamodb:GetItem']);
  return authorizer;
}
