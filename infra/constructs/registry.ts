import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DATASETS_PREFIX, MODELS_PREFIX, UPLOADS_PREFIX } from '../../contract/objects.ts';
import { bundledCode, writeModelBundle } from '../bundle.ts';
import { type Environment, TIMEOUT_SECONDS } from '../environments.ts';
import { readRelease } from '../release.ts';
import { ReleasedFunction } from './releasing/released-function.ts';
import { addSchedule } from './schedule.ts';
import type { Storage } from './storage.ts';

/**
 * The Lambda that knows the registry: tells of versions, moves the champion, begins trainings and ends those that are
 * lost, imports files, counts labels, reads what CloudWatch knows, makes and stops keys.
 */
export class Registry extends ReleasedFunction {
  constructor(scope: Construct, id: string, environment: Environment, storage: Storage) {
    const { predictions, models, traffic, clients, usage, bucket, files, labelsIndexArn } = storage;
    super(scope, id, {
      environment,
      name: 'models',
      description: 'Tells of model versions, moves the champion, begins trainings, counts labels, and makes keys.',
      code: bundledCode(
        'functions/models',
        (outputDir) => writeModelBundle('functions/models/handler.ts', outputDir, environment.architecture),
        environment.architecture,
      ),
      // It loads a model before that becomes the champion.
      memoryMb: environment.memoryMb.registry,
      concurrencyMax: environment.concurrencyMax.registry,
      timeout: Duration.seconds(TIMEOUT_SECONDS.registry),
      settings: {
        predictionsTable: predictions.tableName,
        modelsTable: models.tableName,
        trafficTable: traffic.tableName,
        clientsTable: clients.tableName,
        usageTable: usage.tableName,
        modelBucket: bucket.bucketName,
        fileBucket: files.bucketName,
        alarmPrefix: `${Stack.of(scope).stackName}.`,
        release: readRelease(),
      },
    });
    this.allow(models.tableArn, ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']);
    this.allow(labelsIndexArn, ['dynamodb:Query']);
    this.allow(traffic.tableArn, ['dynamodb:GetItem', 'dynamodb:Query']);
    // Keys are listed, made, changed and, where their maker is stopped meanwhile, revoked; none is ever deleted.
    this.allow(clients.tableArn, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan', 'dynamodb:UpdateItem']);
    this.allow(usage.tableArn, ['dynamodb:GetItem']);
    // An import reads what is in its dataset already, adds a part, and writes down what is known of it.
    this.allowFiles(bucket, DATASETS_PREFIX, ['s3:GetObject', 's3:PutObject']);
    const onlyDatasets = { StringLike: { 's3:prefix': `${DATASETS_PREFIX}*` } };
    this.allow(bucket.bucketArn, ['s3:ListBucket'], onlyDatasets);
    this.allowFiles(files, UPLOADS_PREFIX, ['s3:GetObject', 's3:GetObjectVersion']);
    // Without them S3 tells nobody whether an upload, or the version that is read, is missing or forbidden.
    this.allow(files.bucketArn, ['s3:ListBucket', 's3:ListBucketVersions']);
    // It keeps the starter version that has served, for releases that come with another one.
    this.allowFiles(bucket, MODELS_PREFIX, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']);
    // Both know no resources; metrics of others are no secret within the account.
    this.allow('*', ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData']);
    addSchedule(this, {
      description: 'Ends training runs whose processes are gone, and tells of it.',
      expression: 'rate(1 minute)',
      lambda: this.live,
      input: { operation: 'settleRuns', clientId: 'schedule', arguments: {} },
      // The next minute makes up for it.
      retries: { attemptsMax: 0, ageSecondsMax: 60 },
    });
    addSchedule(new Construct(this, 'Stock'), {
      description: 'Counts how often answers were right, by slice, and how long ago a training ended well.',
      expression: 'rate(1 hour)',
      lambda: this.live,
      input: { operation: 'takeStock', clientId: 'schedule', arguments: {} },
      retries: { attemptsMax: 1, ageSecondsMax: 600 },
    });
  }
}
