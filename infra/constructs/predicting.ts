import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MODELS_PREFIX } from '../../contract/objects.ts';
import { bundledCode, writeModelBundle } from '../bundle.ts';
import { type Environment, TIMEOUT_SECONDS } from '../environments.ts';
import { ReleasedFunction } from './releasing/released-function.ts';
import type { Storage } from './storage.ts';

/** The Lambda behind the mutations: validates, predicts with the champion, records. */
export class Predicting extends ReleasedFunction {
  constructor(scope: Construct, id: string, environment: Environment, storage: Storage) {
    const { predictions, models, usage, traffic, bucket } = storage;
    super(scope, id, {
      environment,
      name: 'predict',
      description: 'Predicts wines, and records every answer.',
      code: bundledCode(
        'functions/predict',
        (outputDir) => writeModelBundle('functions/predict/handler.ts', outputDir, environment.architecture),
        environment.architecture,
      ),
      memoryMb: environment.memoryMb.predict,
      concurrencyMax: environment.concurrencyMax.predict,
      timeout: Duration.seconds(TIMEOUT_SECONDS.predict),
      settings: {
        predictionsTable: predictions.tableName,
        modelsTable: models.tableName,
        usageTable: usage.tableName,
        trafficTable: traffic.tableName,
        modelBucket: bucket.bucketName,
      },
    });
    this.allow(predictions.tableArn, [
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
    ]);
    this.allow(models.tableArn, ['dynamodb:GetItem', 'dynamodb:Query']);
    this.allow(usage.tableArn, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
    this.allow(traffic.tableArn, ['dynamodb:UpdateItem']);
    this.allowFiles(bucket, MODELS_PREFIX, ['s3:GetObjectVersion']);
  }
}
