import type { ServiceDescriptor } from '../descriptor.ts';
import { chooseName, type Identity, type IdentityParts, REGION } from '../template/identity.ts';
import { propertyAt } from '../template/properties.ts';
import { DESCRIBED, ignoreWhole, REASONS } from '../template/resource-type.ts';
import type { Stack } from '../template/stack.ts';
import { type BucketDefinition, startS3 } from './s3.ts';

/** Amazon S3: buckets in folders, served over its REST API. */
export const s3: ServiceDescriptor = {
  name: 's3',
  types: {
    'AWS::S3::Bucket': {
      honoured: ['BucketName', 'VersioningConfiguration.Status'],
      ignored: {
        ...DESCRIBED,
        BucketEncryption: REASONS.encryption,
        LifecycleConfiguration: 'nothing is expired',
        LoggingConfiguration: 'there are no access logs',
        OwnershipControls: REASONS.grants,
        PublicAccessBlockConfiguration: 'the host listens on 127.0.0.1 only',
      },
      identify: identifyBucket,
    },
    'AWS::S3::BucketPolicy': ignoreWhole(REASONS.grants),
  },
  start: ({ stack, folder, calls }) =>
    startS3({ folder: folder('s3'), buckets: readBuckets(stack), authority: calls.iam }),
};

function identifyBucket(parts: IdentityParts): Identity {
  const name = chooseName(parts, 'BucketName').toLowerCase().slice(0, 63);
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
    },
  };
}

function readBuckets(stack: Stack): BucketDefinition[] {
  return stack.resourcesOf('AWS::S3::Bucket').map((resource) => ({
    bucketName: resource.ref,
    isVersioned: propertyAt(resource, 'VersioningConfiguration.Status') === 'Enabled',
  }));
}
