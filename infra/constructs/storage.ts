import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type Attribute, AttributeType, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { CLIENTS, LABELS_INDEX, MODELS, PREDICTIONS } from '../../contract/tables.ts';

// What is stored outlives the stack: neither `cdk destroy` nor a renamed construct may delete it.
const KEPT_TABLE = {
  deletionProtection: true,
  encryption: TableEncryptionV2.awsManagedKey(),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  removalPolicy: RemovalPolicy.RETAIN,
};

/** What the functions read and write. */
export interface Stores {
  predictions: TableV2;
  models: TableV2;
  bucket: Bucket;
}

/**
 * Predictions and records of requestIds, by client, in the order of time: ids of predictions are ULIDs. The index holds
 * what has a label, and nothing else, by the month (`YYYY-MM`) in which the label was told.
 */
export function createPredictionsTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Predictions', {
    ...KEPT_TABLE,
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
}

/** The index of labels, as policies name it. */
export function labelsIndexArn(predictions: TableV2): string {
  return `${predictions.tableArn}/index/${LABELS_INDEX.name}`;
}

/** Model versions, training runs, moves of the champion, and the lease of the training that runs: by `kind`. */
export function createModelsTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'ModelsTable', {
    ...KEPT_TABLE,
    partitionKey: text(MODELS.partitionKey),
    sortKey: text(MODELS.sortKey),
  });
}

/** One entry a key, found by the SHA-256 of the key: the key itself is stored nowhere. */
export function createClientsTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Clients', {
    ...KEPT_TABLE,
    partitionKey: text(CLIENTS.partitionKey),
  });
}

/** Model versions and datasets. Versioned, so that what a version number names can never change behind its back. */
export function createModelBucket(scope: Construct): Bucket {
  const bucket = new Bucket(scope, 'Models', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions::AwsSolutions-S1',
    reason:
      'Only the stack’s own roles reach this bucket, and it holds no personal data; who reads what is better asked of ' +
      'CloudTrail data events than of access logs, which would need a second bucket.',
  });
  return bucket;
}

function text(name: string): Attribute {
  return { name, type: AttributeType.STRING };
}
