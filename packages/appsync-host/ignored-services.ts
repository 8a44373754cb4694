/** Services that a template may name, and that are nothing on one machine. */
import type { ServiceDescriptor } from './descriptor.ts';
import { ACCOUNT_ID, arnOf, chooseName, identifyByName, shortId } from './template/identity.ts';
import { ignoreWhole, REASONS } from './template/resource-type.ts';

/** Who may do what: the host checks no grants. */
export const iam: ServiceDescriptor = {
  name: 'iam',
  types: {
    'AWS::IAM::Role': ignoreWhole(REASONS.grants, (parts) => {
      const name = chooseName(parts, 'RoleName');
      return { ref: name, attributes: { Arn: `arn:aws:iam::${ACCOUNT_ID}:role/${name}`, RoleId: shortId(parts) } };
    }),
    'AWS::IAM::Policy': ignoreWhole(REASONS.grants),
    'AWS::IAM::ManagedPolicy': ignoreWhole(REASONS.grants, (parts) => {
      const arn = `arn:aws:iam::${ACCOUNT_ID}:policy/${chooseName(parts, 'ManagedPolicyName')}`;
      return { ref: arn, attributes: { PolicyArn: arn } };
    }),
  },
};

/** CloudWatch Logs: what functions print goes to files. */
export const logs: ServiceDescriptor = {
  name: 'cloudwatch_logs',
  types: {
    'AWS::Logs::LogGroup': ignoreWhole(REASONS.logs, (parts) =>
      identifyByName(chooseName(parts, 'LogGroupName'), (name) => `${arnOf('logs', `log-group:${name}`)}:*`),
    ),
  },
};

/** What the CDK writes for itself. */
export const cdk: ServiceDescriptor = {
  name: 'cdk',
  types: { 'AWS::CDK::Metadata': ignoreWhole('says only which CDK wrote the template') },
};
