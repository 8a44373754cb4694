import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize } from '../synthesize.ts';

// The console's files, which hold no data, are in a bucket of their own: site.test.ts.
const template = synthesize({ console: 'off' });
const TABLE = 'AWS::DynamoDB::GlobalTable';

describe('the tables', () => {
  it('keep predictions by client and id, and drop what has expired', () => {
    template.hasResourceProperties(TABLE, {
      KeySchema: [
        { AttributeName: 'clientId', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('keep labelled predictions once more, whole, by the month of the label', () => {
    template.hasResourceProperties(TABLE, {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byLabelMonth',
          KeySchema: [
            { AttributeName: 'labelMonth', KeyType: 'HASH' },
            { AttributeName: 'labelledAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });

  it('keep versions, runs and moves of the champion by kind and id', () => {
    template.hasResourceProperties(TABLE, {
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
    });
  });

  it('keep clients by the hash of the key', () => {
    template.hasResourceProperties(TABLE, { KeySchema: [{ AttributeName: 'keyHash', KeyType: 'HASH' }] });
  });

  it('are paid for by use, encrypted, and restorable to any point of time', () => {
    template.allResourcesProperties(TABLE, {
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  it('can not be deleted by the stack, but that a first deployment which fails takes them back', () => {
    template.allResources(TABLE, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  it('can not be deleted by hand either, once the first deployment stands and protection is on', () => {
    template.allResourcesProperties(TABLE, { Replicas: [{ DeletionProtectionEnabled: false }] });
    const protectedTables = synthesize({ deletionProtection: 'on' });
    protectedTables.allResourcesProperties(TABLE, { Replicas: [{ DeletionProtectionEnabled: true }] });
  });
});

describe('the buckets of models and files', () => {
  it('keeps every version, encrypted, and outlives the stack', () => {
    template.allResources('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      },
    });
  });

  it('is closed to the public', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it.each([
    ['without TLS', { Bool: { 'aws:SecureTransport': 'false' } }],
    ['with a TLS older than 1.2', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
  ])('answers nobody who comes %s', (_, condition) => {
    for (const [bucketId] of resourcesOf(template, 'AWS::S3::Bucket')) {
      const bucketArn = { 'Fn::GetAtt': [bucketId, 'Arn'] };
      template.hasResourceProperties('AWS::S3::BucketPolicy', {
        Bucket: { Ref: bucketId },
        PolicyDocument: {
          Statement: Match.arrayWith([
            {
              Action: 's3:*',
              Condition: condition,
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: [bucketArn, { 'Fn::Join': ['', [bucketArn, '/*']] }],
            },
          ]),
        },
      });
    }
  });

  it('is the only bucket beside that of files', () => {
    expect(resourcesOf(template, 'AWS::S3::Bucket')).toHaveLength(2);
  });
});

describe('the bucket of files', () => {
  const files = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('StorageFiles'))?.[1].Properties;

  it('forgets uploads after a week and what jobs write after a month, and a version that was put over a week later', () => {
    const { Rules } = files?.['LifecycleConfiguration'] as { Rules: Record<string, unknown>[] };
    const told = Rules.map(({ Prefix, ExpirationInDays, NoncurrentVersionExpiration }) => [
      Prefix,
      ExpirationInDays,
      NoncurrentVersionExpiration,
    ]);
    expect(told).toEqual([
      ['uploads/', 7, { NoncurrentDays: 7 }],
      ['jobs/', 30, { NoncurrentDays: 7 }],
      [undefined, undefined, undefined],
    ]);
  });

  it('lets a page of any origin put and get what it has a signed address of', () => {
    const { CorsRules } = files?.['CorsConfiguration'] as { CorsRules: Record<string, unknown>[] };
    expect(CorsRules).toMatchObject([{ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['*'], AllowedHeaders: ['*'] }]);
  });
});
