import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MODELS_PREFIX } from '../../contract/objects.ts';
import { bundledCode, writeDriftBundle } from '../bundle.ts';
import { type Environment, TIMEOUT_SECONDS } from '../environments.ts';
import { ReleasedFunction } from './releasing/released-function.ts';
import { addSchedule } from './schedule.ts';
import type { Storage } from './storage.ts';

/** The Lambda that looks every hour whether the traffic has moved away from what the champion was judged by. */
export class Drifting extends ReleasedFunction {
  constructor(scope: Construct, id: string, environment: Environment, storage: Storage) {
    const { predictions, models, traffic, bucket, labelsIndexArn } = storage;
    super(scope, id, {
      environment,
      name: 'drift',
      description: 'Holds the traffic of the last hours, day and week against what the champion was judged by.',
      code: bundledCode('functions/drift', writeDriftBundle),
      memoryMb: environment.memoryMb.drift,
      concurrencyMax: environment.concurrencyMax.drift,
      timeout: Duration.seconds(TIMEOUT_SECONDS.drift),
      settings: {
        predictionsTable: predictions.tableName,
        modelsTable: models.tableName,
        trafficTable: traffic.tableName,
        modelBucket: bucket.bucketName,
      },
    });
    this.allow(traffic.tableArn, ['dynamodb:PutItem', 'dynamodb:Query']);
    this.allow(models.tableArn, ['dynamodb:GetItem', 'dynamodb:Query']);
    this.allow(labelsIndexArn, ['dynamodb:Query']);
    this.allowFiles(bucket, MODELS_PREFIX, ['s3:GetObject', 's3:GetObjectVersion']);
    addSchedule(this, {
      description: 'Looks for drift.',
      expression: 'rate(1 hour)',
      lambda: this.live,
      input: { source: 'schedule' },
      // The next hour makes up for it.
      retries: { attemptsMax: 0, ageSecondsMax: 600 },
    });
  }
}
