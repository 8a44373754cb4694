/** Services that a template may name, and that are nothing on one machine. */
import type { ServiceDescriptor } from './descriptor.ts';
import { arnOf, type Identity, type IdentityParts, shortId } from './template/identity.ts';
import { ignoreWhole } from './template/resource-type.ts';

/** What the CDK writes for itself. */
export const cdk: ServiceDescriptor = {
  name: 'cdk',
  types: { 'AWS::CDK::Metadata': ignoreWhole('says only which CDK wrote the template') },
};

const SERVED_HERE = 'the host serves the files of --site itself';

/** Amazon CloudFront: what is kept at the edge, of a site that the host serves at its own address. */
export const cloudfront: ServiceDescriptor = {
  name: 'cloudfront',
  types: {
    'AWS::CloudFront::Distribution': ignoreWhole(SERVED_HERE, (parts) => {
      const id = shortId(parts);
      return { ref: id, attributes: { Id: id, DomainName: `${id}.cloudfront.net` } };
    }),
    'AWS::CloudFront::Function': ignoreWhole(SERVED_HERE, (parts) => {
      const arn = arnOf('cloudfront', `function/${parts.logicalId}`);
      return { ref: arn, attributes: { FunctionARN: arn } };
    }),
    'AWS::CloudFront::OriginAccessControl': ignoreWhole(SERVED_HERE, identifyById),
    'AWS::CloudFront::ResponseHeadersPolicy': ignoreWhole(SERVED_HERE, identifyById),
  },
};

function identifyById(parts: IdentityParts): Identity {
  const id = shortId(parts);
  return { ref: id, attributes: { Id: id } };
}
