import type { ServiceDescriptor } from '../descriptor.ts';
import { arnOf, shortId } from '../template/identity.ts';
import { DESCRIBED, REASONS } from '../template/resource-type.ts';

/** AWS KMS: keys that encrypt nothing here; whether CloudWatch may use those of topics is checked. */
export const kms: ServiceDescriptor = {
  name: 'kms',
  types: {
    'AWS::KMS::Key': {
      honoured: ['KeyPolicy'],
      ignored: {
        ...DESCRIBED,
        Enabled: REASONS.encryption,
        EnableKeyRotation: REASONS.encryption,
        RotationPeriodInDays: REASONS.encryption,
        KeySpec: REASONS.encryption,
        KeyUsage: REASONS.encryption,
        PendingWindowInDays: '--fresh deletes everything',
      },
      identify: (parts) => {
        const id = shortId(parts);
        return { ref: id, attributes: { Arn: arnOf('kms', `key/${id}`), KeyId: id } };
      },
    },
    'AWS::KMS::Alias': {
      honoured: ['AliasName', 'TargetKeyId'],
      ignored: {},
      identify: (parts) => ({ ref: String(parts.property('AliasName')), attributes: {} }),
    },
  },
};
