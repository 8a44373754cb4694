/** Services that a template may name, and that are nothing on one machine. */
import type { ServiceDescriptor } from './descriptor.ts';
import { ignoreWhole } from './template/resource-type.ts';

/** What the CDK writes for itself. */
export const cdk: ServiceDescriptor = {
  name: 'cdk',
  types: { 'AWS::CDK::Metadata': ignoreWhole('says only which CDK wrote the template') },
};
