import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type Attribute, AttributeType, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { JOB_FILES_DAYS, JOBS_PREFIX, UPLOAD_DAYS, UPLOADS_PREFIX } from '../../contract/objects.ts';
import { CLIENTS, JOBS, LABELS_INDEX, MODELS, PREDICTIONS, TRAFFIC, USAGE } from '../../contract/tables.ts';
import type { Environment } from '../environments.ts';

/**
 * What is stored outlives the stack: neither `cdk destroy` nor a renamed construct may delete it. Only a deployment
 * that fails while it makes them takes them back, so that the next one can make them again.
 */
const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/** The tables, and the buckets of models and of files. */
export class Storage extends Construct {
  /**
   * Predictions and claims of requestIds, by client, in the order of time: ids of predictions are ULIDs. The index
   * holds what has a label, and nothing else, by the month (`YYYY-MM`) in which the label was told.
   */
  readonly predictions: TableV2;
  /** Model versions, training runs, moves of the champion, and the lease of the training that runs: by `kind`. */
  readonly models: TableV2;
  /** One entry a key, found by the SHA-256 of the key: the key itself is stored nowhere. */
  readonly clients: TableV2;
  /** How many wines each client has asked about, a day an entry; entries go two days after theirs. */
  readonly usage: TableV2;
  /** Counts of predictions by hour and model version, and what was found of drift; entries go after five weeks. */
  readonly traffic: TableV2;
  /** Jobs that answer files, by client, in the order of time: ids are ULIDs. */
  readonly jobs: TableV2;
  /** Model versions and datasets. Versioned, so that what a version number names can never change behind its back. */
  readonly bucket: Bucket;
  /** Uploads of clients, and what jobs write beside them. */
  readonly files: Bucket;

  constructor(scope: Construct, id: string, { deletionProtection }: Environment) {
    super(scope, id);
    const kept = {
      deletionProtection: deletionProtection === 'on',
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: KEPT,
    };
    this.predictions = new TableV2(this, 'Predictions', {
      ...kept,
      partitionKey: text(PREDICTIONS.partitionKey),
      sortKey: text(PREDICTIONS.sortKey),
      timeToLiveAttribute: PREDICTIONS.expiry,
      globalSecondaryIndexes: [
        {
          indexName: LABELS_INDEX.name,
          partitionKey: text(LABELS_INDEX.partitionKey),
          sortKey: text(LABELS_INDEX.sortKey),
          projectionType: ProjectionType.ALL,
        },
      ],
    });
    this.models = new TableV2(this, 'Models', {
      ...kept,
      partitionKey: text(MODELS.partitionKey),
      sortKey: text(MODELS.sortKey),
    });
    this.clients = new TableV2(this, 'Clients', { ...kept, partitionKey: text(CLIENTS.partitionKey) });
    this.usage = new TableV2(this, 'Usage', {
      ...kept,
      partitionKey: text(USAGE.partitionKey),
      sortKey: text(USAGE.sortKey),
      timeToLiveAttribute: USAGE.expiry,
    });
    this.traffic = new TableV2(this, 'Traffic', {
      ...kept,
      partitionKey: text(TRAFFIC.partitionKey),
      sortKey: text(TRAFFIC.sortKey),
      timeToLiveAttribute: TRAFFIC.expiry,
    });
    this.jobs = new TableV2(this, 'Jobs', {
      ...kept,
      partitionKey: text(JOBS.partitionKey),
      sortKey: text(JOBS.sortKey),
    });
    this.bucket = createBucket(this);
    this.files = createFileBucket(this);
  }

  /** The index of labels, as policies name it. */
  get labelsIndexArn(): string {
    return `${this.predictions.tableArn}/index/${LABELS_INDEX.name}`;
  }
}

function createBucket(scope: Construct): Bucket {
  const bucket = new Bucket(scope, 'Bucket', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    removalPolicy: KEPT,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions::AwsSolutions-S1',
    reason:
      'Only roles of this stack reach the bucket, and it holds no personal data; who reads what is better asked of ' +
      'CloudTrail data events than of access logs, which would need a second bucket.',
  });
  return bucket;
}

/**
 * Whoever has an address of an object signed, by the bulk function, may PUT or GET it from a page of any origin: there
 * is no cookie that a foreign page could use.
 */
function createFileBucket(scope: Construct): Bucket {
  const gone = { noncurrentVersionExpiration: Duration.days(UPLOAD_DAYS) };
  const bucket = new Bucket(scope, 'Files', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    removalPolicy: KEPT,
    lifecycleRules: [
      { prefix: UPLOADS_PREFIX, expiration: Duration.days(UPLOAD_DAYS), ...gone },
      // What a job reads is a version that it names: one that was put over stays for as long as an upload does.
      { prefix: JOBS_PREFIX, expiration: Duration.days(JOB_FILES_DAYS), ...gone },
      { abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    cors: [
      {
        allowedMethods: [HttpMethods.GET, HttpMethods.PUT],
        allowedOrigins: ['*'],
        allowedHeaders: ['*'],
        exposedHeaders: ['ETag'],
        maxAge: 3_600,
      },
    ],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions::AwsSolutions-S1',
    reason:
      'Clients reach single objects by addresses that are signed for an hour; who was given one is in the log of the ' +
      'bulk function, and access logs would need another bucket.',
  });
  return bucket;
}

function text(name: string): Attribute {
  return { name, type: AttributeType.STRING };
}
