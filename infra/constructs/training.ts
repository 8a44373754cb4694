import { Duration, Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DATASETS_PREFIX, LABELS_PREFIX, MODELS_PREFIX } from '../../contract/objects.ts';
import { bundledCode, writeTrainBundle } from '../bundle.ts';
import { type Environment, TIMEOUT_SECONDS } from '../environments.ts';
import { ReleasedFunction } from './releasing/released-function.ts';
import type { Rights } from './rights.ts';
import { addSchedule } from './schedule.ts';
import type { Storage } from './storage.ts';

/**
 * Above so much memory a training may have so many examples that what memory has no room for takes more than the 512 MB
 * of `/tmp` that cost nothing: then it is given all that a Lambda may have.
 */
const FREE_STORAGE_MEMORY_MB_MAX = 3_008;
const TEMPORARY_STORAGE_MAX = Size.mebibytes(10_240);

/** The Lambda that trains, judges, registers, and promotes what the gate lets through; and its schedule. */
export class Training extends ReleasedFunction {
  constructor(scope: Construct, id: string, environment: Environment, storage: Storage) {
    const { predictions, models, bucket } = storage;
    const memoryMb = environment.memoryMb.train;
    super(scope, id, {
      environment,
      name: 'train',
      description:
        'Trains a model version from the datasets and labels, judges it, and promotes it if the gate says so.',
      code: bundledCode(
        'functions/train',
        (outputDir) => writeTrainBundle(outputDir, environment.architecture),
        environment.architecture,
      ),
      memoryMb,
      ...(memoryMb > FREE_STORAGE_MEMORY_MB_MAX && { temporaryStorage: TEMPORARY_STORAGE_MAX }),
      concurrencyMax: environment.concurrencyMax.train,
      timeout: Duration.seconds(TIMEOUT_SECONDS.train),
      settings: {
        predictionsTable: predictions.tableName,
        modelsTable: models.tableName,
        modelBucket: bucket.bucketName,
        lambdaRowsMax: String(environment.lambdaRowsMax),
      },
      // A run that fails says so; to try again is for whoever reads that, or for the next week.
      eventAgeMax: Duration.minutes(5),
    });
    allowTraining(this, storage);
    if (environment.trainSchedule === null) return;
    addSchedule(this, {
      description: 'Trains a model version from what is known by now.',
      expression: environment.trainSchedule,
      lambda: this.live,
      input: { source: 'schedule' },
      // Of the call alone: what the training itself comes to is told by its run.
      retries: { attemptsMax: 3, ageSecondsMax: 3600 },
    });
  }
}

/** What whoever trains may do: read what there is to learn from, and write versions, runs and the lease. */
export function allowTraining(rights: Rights, { models, bucket, labelsIndexArn }: Storage): void {
  rights.allow(models.tableArn, [
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ]);
  rights.allow(labelsIndexArn, ['dynamodb:Query']);
  rights.allowFiles(bucket, MODELS_PREFIX, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']);
  rights.allowFiles(bucket, DATASETS_PREFIX, ['s3:GetObject']);
  rights.allowFiles(bucket, LABELS_PREFIX, ['s3:PutObject']);
  const onlyDatasets = { StringLike: { 's3:prefix': `${DATASETS_PREFIX}*` } };
  rights.allow(bucket.bucketArn, ['s3:ListBucket'], onlyDatasets);
}
