/** The roles of a stack, each with all that its policies say. */
import { HostError } from '../failure.ts';
import { propertyAt, recordsAt } from '../template/properties.ts';
import type { Stack, StackResource } from '../template/stack.ts';
import type { Role } from './authority.ts';
import { readStatements, type Statement } from './policy.ts';

/** Policies of AWS's own that allow nothing which the host checks. */
const HARMLESS_POLICIES = [
  'service-role/AWSLambdaBasicExecutionRole',
  'service-role/AWSAppSyncPushToCloudWatchLogs',
  'AWSXRayDaemonWriteAccess',
].map((name) => `arn:aws:iam::aws:policy/${name}`);

/**
 * Policies of AWS's own by which CodeDeploy moves aliases, without what they allow of S3 and SNS. Source: AWS managed
 * policy reference.
 */
const CODEDEPLOY_POLICY = {
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        ...['cloudwatch:DescribeAlarms', 'lambda:UpdateAlias', 'lambda:GetAlias'],
        'lambda:GetProvisionedConcurrencyConfig',
      ],
      Resource: '*',
    },
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: 'arn:aws:lambda:*:*:function:CodeDeployHook_*' },
  ],
};
const CODEDEPLOY_POLICIES = ['AWSCodeDeployRoleForLambda', 'AWSCodeDeployRoleForLambdaLimited'].map(
  (name) => `arn:aws:iam::aws:policy/service-role/${name}`,
);

/** Roles by ARN. Errors: HostError for a policy that the host cannot hold a call against. */
export function readRoles(stack: Stack): Record<string, Role> {
  const attached = stack.resourcesOf('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy').map((policy) => ({
    ref: policy.ref,
    roles: listTexts(policy, 'Roles'),
    statements: readStatements(propertyAt(policy, 'PolicyDocument'), policy.logicalId),
  }));
  const roles = stack.resourcesOf('AWS::IAM::Role').map((resource): [string, Role] => {
    const managed = listTexts(resource, 'ManagedPolicyArns');
    const ofStack = attached.filter(({ ref, roles }) => roles.includes(resource.ref) || managed.includes(ref));
    const known = [...HARMLESS_POLICIES, ...CODEDEPLOY_POLICIES, ...attached.map(({ ref }) => ref)];
    const unknown = managed.find((arn) => !known.includes(arn));
    if (unknown !== undefined) {
      const advice = 'Write what it allows into the template.';
      throw new HostError(
        `${resource.logicalId} has the policy ${unknown}, whose text the host does not know. ${advice}`,
      );
    }
    const provided = managed.some((arn) => CODEDEPLOY_POLICIES.includes(arn))
      ? readStatements(CODEDEPLOY_POLICY, resource.logicalId)
      : [];
    const statements = [...readInline(resource), ...ofStack.flatMap((policy) => policy.statements), ...provided];
    return [resource.attributes['Arn'] ?? '', { name: resource.ref, statements }];
  });
  return Object.fromEntries(roles);
}

function readInline(role: StackResource): Statement[] {
  return recordsAt(role, 'Policies').flatMap((policy) => readStatements(policy['PolicyDocument'], role.logicalId));
}

function listTexts(resource: StackResource, path: string): string[] {
  const list = propertyAt(resource, path) ?? [];
  return Array.isArray(list) ? list.map(String) : [];
}
