import { Duration, Stack } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { DATASETS_PREFIX, LABELS_PREFIX, MODELS_PREFIX } from '../../contract/objects.ts';
import { PUBLICATIONS } from '../../contract/root-fields.ts';
import { SETTINGS } from '../../contract/settings.ts';
import { bundledCode, writeTrainBundle } from '../bundle.ts';
import { allow, allowFiles } from './grants.ts';
import { createFunction } from './terroir-function.ts';
import { readArchitecture, readTrainMemoryMb, readTrainSchedule } from '../environments.ts';
import { labelsIndexArn, type Stores } from './storage.ts';

/** The Lambda that trains, judges, registers, and promotes what the gate lets through. */
export function createTrainFunction(scope: Construct, { predictions, models, bucket }: Stores): LambdaFunction {
  const train = createFunction(scope, 'Train', {
    description: 'Trains a model version from the datasets and labels, judges it, and promotes it if the gate says so.',
    code: bundledCode('functions/train', (outputDir) => writeTrainBundle(outputDir, readArchitecture(scope))),
    memoryMb: readTrainMemoryMb(scope),
    timeout: Duration.minutes(15),
    environment: {
      POWERTOOLS_SERVICE_NAME: 'train',
      [SETTINGS.predictionsTable]: predictions.tableName,
      [SETTINGS.modelsTable]: models.tableName,
      [SETTINGS.modelBucket]: bucket.bucketName,
    },
    // A run that fails says so; to try again is for whoever reads that, or for the next week.
    eventAgeMax: Duration.minutes(5),
  });
  allow(train, models.tableArn, [
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ]);
  allow(train, labelsIndexArn(predictions), ['dynamodb:Query']);
  allowFiles(train, bucket, MODELS_PREFIX, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']);
  allowFiles(train, bucket, DATASETS_PREFIX, ['s3:GetObject']);
  allowFiles(train, bucket, LABELS_PREFIX, ['s3:PutObject']);
  train.addToRolePolicy(
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${DATASETS_PREFIX}*` } },
    }),
  );
  return train;
}

/** Lets the train Lambda publish its progress, and nothing else, and tells it where. */
export function allowPublishing(train: LambdaFunction, api: GraphqlApi): void {
  train.addEnvironment(SETTINGS.graphqlEndpoint, api.graphqlUrl);
  train.addToRolePolicy(
    new PolicyStatement({
      actions: ['appsync:GraphQL'],
      resources: PUBLICATIONS.map((field) => `${api.arn}/types/Mutation/fields/${field}`),
    }),
  );
}

/** Trains once a week, or as the context says. */
export function createTrainSchedule(scope: Construct, train: LambdaFunction): void {
  const scheduleExpression = readTrainSchedule(scope);
  if (scheduleExpression === null) return;
  const stack = Stack.of(scope);
  const role = new Role(scope, 'TrainScheduleRole', {
    // Schedules of other accounts must not borrow this role.
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [train.functionArn] }));
  new CfnSchedule(scope, 'TrainSchedule', {
    description: 'Trains a model version from what is known by now.',
    scheduleExpression,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: train.functionArn,
      roleArn: role.roleArn,
      input: JSON.stringify({ source: 'schedule' }),
      // Of the call alone: what the training itself comes to is told by its run.
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
    },
  });
}
