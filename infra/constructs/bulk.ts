import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { JOBS_PREFIX, MODELS_PREFIX, UPLOADS_PREFIX } from '../../contract/objects.ts';
import { bundledCode, writeBulkBundle } from '../bundle.ts';
import { type Environment, TIMEOUT_SECONDS } from '../environments.ts';
import { readRelease } from '../release.ts';
import { BulkMachine, executionArnsOf, machineArnOf } from './bulk-machine.ts';
import { ReleasedFunction } from './releasing/released-function.ts';
import type { Storage } from './storage.ts';

/**
 * The Lambda that answers files: it signs addresses for uploads, begins and ends jobs, and does the tasks of the state
 * machine that answers one file.
 */
export class Bulk extends ReleasedFunction {
  /** ARN of the state machine. */
  readonly machineArn: string;

  constructor(scope: Construct, id: string, environment: Environment, storage: Storage) {
    const { predictions, models, usage, jobs, bucket, files } = storage;
    super(scope, id, {
      environment,
      name: 'bulk',
      description: 'Answers files: begins jobs, splits files, answers their chunks, puts the answers together.',
      code: bundledCode(
        'functions/bulk',
        (outputDir) => writeBulkBundle(outputDir, environment.architecture),
        environment.architecture,
      ),
      memoryMb: environment.memoryMb.bulk,
      concurrencyMax: environment.concurrencyMax.bulk,
      timeout: Duration.seconds(TIMEOUT_SECONDS.bulk),
      settings: {
        predictionsTable: predictions.tableName,
        modelsTable: models.tableName,
        usageTable: usage.tableName,
        jobsTable: jobs.tableName,
        modelBucket: bucket.bucketName,
        fileBucket: files.bucketName,
        release: readRelease(),
      },
    });
    this.tell('bulkMachine', machineArnOf(this));
    this.allow(jobs.tableArn, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
    // Recorded rows, and claims of requestIds.
    this.allow(predictions.tableArn, [
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
    ]);
    // PutItem and PutObject: it keeps the starter version that a job begins with, for releases that come with another.
    this.allow(models.tableArn, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']);
    this.allowFiles(bucket, MODELS_PREFIX, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']);
    this.allow(usage.tableArn, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
    this.#allowJobFiles(storage);
    this.allow(machineArnOf(this), ['states:StartExecution']);
    const why = 'Each attempt of a job is an execution of its own.';
    this.allowMany(executionArnsOf(this), ['states:DescribeExecution'], why);
    this.machineArn = new BulkMachine(this, 'Answering', {
      environment,
      storage,
      functionArn: this.live.functionArn,
    }).arn;
  }

  #allowJobFiles({ files }: Storage): void {
    // What it signs, it must be allowed itself.
    this.allowFiles(files, UPLOADS_PREFIX, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']);
    this.allowFiles(files, JOBS_PREFIX, [
      's3:AbortMultipartUpload',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:ListMultipartUploadParts',
      's3:PutObject',
    ]);
    // Without them S3 tells nobody whether an object, or a version of one, is missing or forbidden.
    this.allow(files.bucketArn, ['s3:ListBucket', 's3:ListBucketVersions']);
  }
}
