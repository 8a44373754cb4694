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
  'service-role/AWSCodeDeployRoleForLambda',
  'service-role/AWSCodeDeployRoleForLambdaLimited',
  'AWSXRayDaemonWriteAccess',
].map((name) => `arn:aws:iam::aws:policy/${name}`);

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
    const unknown = managed.find((arn) => !HARMLESS_POLICIES.includes(arn) && !attached.some(({ ref }) => ref === arn));
    if (unknown !== undefined) {
      const advice = 'Write what it allows into the template.';
      throw new HostError(
        `${resource.logicalId} has the policy ${unknown}, whose text the host does not know. ${advice}`,
      );
    }
    const statements = [...readInline(resource), ...ofStack.flatMap((policy) => policy.statements)];
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
