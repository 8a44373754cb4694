import { assumeRole, type Authority } from '../../../../packages/appsync-host/iam/authority.ts';
import { readStatements } from '../../../../packages/appsync-host/iam/policy.ts';
import type { AccessKeys } from '../../../../packages/appsync-host/iam/sigv4.ts';

/** An authority with one role that these statements are about, and the keys of one of its sessions. */
export function createCaller(administrator: AccessKeys, ...Statement: object[]) {
  const roleArn = 'arn:aws:iam::000000000000:role/Taster';
  const statements = readStatements({ Statement }, 'Taster');
  const authority: Authority = { administrator, roles: { [roleArn]: { name: 'Taster', statements } } };
  return { authority, keys: assumeRole(authority, { roleArn, sessionName: 'taste' }) };
}
