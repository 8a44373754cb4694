import type { ServiceDescriptor } from '../descriptor.ts';
import { chooseName, type Identity, type IdentityParts, REGION } from '../template/identity.ts';
import { propertyAt, recordsAt } from '../template/properties.ts';
import { DESCRIBED, ignoreWhole, REASONS } from '../template/resource-type.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import type { CorsRule } from './cors.ts';
import { type BucketDefinition, startS3 } from './s3.ts';

/** Amazon S3: buckets in folders, served over its REST API. */
export const s3: ServiceDescriptor = {
  name: 's3',
  types: {
    'AWS::S3::Bucket': {
      honoured: [
        ...['BucketName', 'VersioningConfiguration.Status', 'CorsConfiguration.CorsRules.AllowedOrigins'],
        ...['CorsConfiguration.CorsRules.AllowedMethods', 'CorsConfiguration.CorsRules.AllowedHeaders'],
        ...['CorsConfiguration.CorsRules.ExposedHeaders', 'CorsConfiguration.CorsRules.MaxAge'],
      ],
      ignored: {
        ...DESCRIBED,
        'CorsConfiguration.CorsRules.Id': 'a label',
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
    corsRules: readCorsRules(resource),
  }));
}

function readCorsRules(resource: StackResource): CorsRule[] {
  return recordsAt(resource, 'CorsConfiguration.CorsRules').map((rule) => {
    const list = (name: string): string[] => (Array.isArray(rule[name]) ? rule[name].map(String) : []);
    const maxAge = rule['MaxAge'];
    return {
      origins: list('AllowedOrigins'),
      methods: list('AllowedMethods'),
      headers: list('AllowedHeaders'),
      exposedHeaders: list('ExposedHeaders'),
      ...(maxAge !== undefined && { maxAgeSeconds: Number(maxAge) }),
    };
  });
}
