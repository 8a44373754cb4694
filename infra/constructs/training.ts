import { Duration, Stack } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { DATASETS_PREFIX, LABELS_PREFIX, MODELS_PREFIX } from '../../contract/objects.ts';
import { PUBLICATIONS } from '../../contract/root-fields.ts';
import { bundledCode, writeTrainBundle } from '../bundle.ts';
import type { Environment } from '../environments.ts';
import type { Storage } from './storage.ts';
import { TerroirFunction } from './terroir-function.ts';

/** The Lambda that trains, judges, registers, and promotes what the gate lets through; and its schedule. */
export class Training extends TerroirFunction {
  constructor(scope: Construct, id: string, environment: Environment, storage: Storage) {
    const { predictions, models, bucket } = storage;
    super(scope, id, {
      environment,
      name: 'train',
      description:
        'Trains a model version from the datasets and labels, judges it, and promotes it if the gate says so.',
      code: bundledCode('functions/train', (outputDir) => writeTrainBundle(outputDir, environment.architecture)),
      memoryMb: environment.memoryMb.train,
      timeout: Duration.minutes(15),
      settings: {
        predictionsTable: predictions.tableName,
        modelsTable: models.tableName,
        modelBucket: bucket.bucketName,
      },
      // A run that fails says so; to try again is for whoever reads that, or for the next week.
      eventAgeMax: Duration.minutes(5),
    });
    this.allow(models.tableArn, [
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ]);
    this.allow(storage.labelsIndexArn, ['dynamodb:Query']);
    this.allowFiles(bucket, MODELS_PREFIX, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']);
    this.allowFiles(bucket, DATASETS_PREFIX, ['s3:GetObject']);
    this.allowFiles(bucket, LABELS_PREFIX, ['s3:PutObject']);
    const onlyDatasets = { StringLike: { 's3:prefix': `${DATASETS_PREFIX}*` } };
    this.allow(bucket.bucketArn, ['s3:ListBucket'], onlyDatasets);
    if (environment.trainSchedule !== null) this.#addSchedule(environment.trainSchedule);
  }

  /** Lets the function publish its progress through the API, and nothing else, and tells it where. */
  publishThrough(api: GraphqlApi): void {
    this.tell('graphqlEndpoint', api.graphqlUrl);
    for (const field of PUBLICATIONS) this.allow(`${api.arn}/types/Mutation/fields/${field}`, ['appsync:GraphQL']);
  }

  #addSchedule(scheduleExpression: string): void {
    const { functionArn } = this.lambda;
    const role = new Role(this, 'ScheduleRole', {
      // Schedules of other accounts must not borrow this role.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
    new CfnSchedule(this, 'Schedule', {
      description: 'Trains a model version from what is known by now.',
      scheduleExpression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ source: 'schedule' }),
        // Of the call alone: what the training itself comes to is told by its run.
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
      },
    });
  }
}
