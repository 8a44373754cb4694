import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

// What is stored outlives the stack: neither `cdk destroy` nor a renamed construct may delete it.
const KEPT_TABLE = {
  deletionProtection: true,
  encryption: TableEncryptionV2.awsManagedKey(),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  removalPolicy: RemovalPolicy.RETAIN,
};

/** Predictions and records of requestIds, by client, in the order of time: ids of predictions are ULIDs. */
export function createPredictionsTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Predictions', {
    ...KEPT_TABLE,
    partitionKey: { name: 'clientId', type: AttributeType.STRING },
    sortKey: { name: 'id', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
  });
}

/** One entry a key, found by the SHA-256 of the key: the key itself is stored nowhere. */
export function createClientsTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Clients', {
    ...KEPT_TABLE,
    partitionKey: { name: 'keyHash', type: AttributeType.STRING },
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
