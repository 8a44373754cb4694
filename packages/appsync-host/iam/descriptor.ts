import type { ServiceDescriptor } from '../descriptor.ts';
import { ACCOUNT_ID, chooseName, type Identity, type IdentityParts, shortId } from '../template/identity.ts';
import { DESCRIBED } from '../template/resource-type.ts';
import type { Stack } from '../template/stack.ts';
import type { Authority } from './authority.ts';
import { readRoles } from './roles.ts';

const NO_USERS = 'a stack on a laptop has no users';
const PATHS = { values: { Path: ['/'] } };

/** AWS IAM: the roles that functions, data sources and schedules have, and what they may do. */
export const iam: ServiceDescriptor = {
  name: 'iam',
  types: {
    'AWS::IAM::Role': {
      honoured: ['RoleName', 'Policies', 'ManagedPolicyArns'],
      ignored: {
        ...DESCRIBED,
        AssumeRolePolicyDocument: 'whoever the template gives a role may assume it',
        MaxSessionDuration: 'a session has no end',
        Path: 'the only one',
      },
      ...PATHS,
      identify: identifyRole,
    },
    'AWS::IAM::Policy': {
      honoured: ['PolicyDocument', 'Roles'],
      ignored: { PolicyName: 'a label', Users: NO_USERS, Groups: NO_USERS },
    },
    'AWS::IAM::ManagedPolicy': {
      honoured: ['ManagedPolicyName', 'PolicyDocument', 'Roles'],
      ignored: { ...DESCRIBED, Users: NO_USERS, Groups: NO_USERS, Path: 'the only one' },
      ...PATHS,
      identify: identifyManagedPolicy,
    },
  },
  start: ({ stack, credentials: { accessKeyId, secretAccessKey } }) => {
    const roles = readRoles(stack);
    const authority: Authority = { administrator: { accessKeyId, secretAccessKey }, roles };
    // In place: whoever checks a call in this process holds these very roles.
    const adopt = (other: Stack): void => void Object.assign(roles, readRoles(other));
    return { calls: { iam: authority }, adopt, close: () => undefined };
  },
};

function identifyRole(parts: IdentityParts): Identity {
  const name = chooseName(parts, 'RoleName');
  return { ref: name, attributes: { Arn: `arn:aws:iam::${ACCOUNT_ID}:role/${name}`, RoleId: shortId(parts) } };
}

function identifyManagedPolicy(parts: IdentityParts): Identity {
  const arn = `arn:aws:iam::${ACCOUNT_ID}:policy/${chooseName(parts, 'ManagedPolicyName')}`;
  return { ref: arn, attributes: { PolicyArn: arn } };
}
