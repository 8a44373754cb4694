/**
 * Who calls, and what it may do. Plain data, so that a service in a process of its own can hold it too: the keys of a
 * role's session are made from the administrator's secret, and its token says whose they are, as on AWS.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { ACCOUNT_ID } from '../template/identity.ts';
import { type Access, judge, type Statement } from './policy.ts';
import type { AccessKeys } from './sigv4.ts';

/** All that is known of callers. */
export interface Authority {
  /** May do everything: whoever started the host. */
  administrator: AccessKeys;
  /** By ARN. */
  roles: Readonly<Record<string, Role>>;
}

/** A role of the stack with all its policies. */
export interface Role {
  name: string;
  statements: Statement[];
}

/** Somebody who acts as a role, under a name that AWS shows in the caller's ARN. */
export interface RoleSession {
  /** An ARN. */
  roleArn: string;
  sessionName: string;
}

/** Somebody who has proven who it is, once its signature holds. */
export interface Principal {
  /** Such as `arn:aws:sts::000000000000:assumed-role/ROLE/SESSION`. */
  arn: string;
  keys: AccessKeys;
  /** What it may do; undefined is everything. */
  statements?: readonly Statement[];
}

/** An authority without roles, whose only caller may do everything. */
export function createAuthority({ accessKeyId, secretAccessKey }: AccessKeys): Authority {
  return { administrator: { accessKeyId, secretAccessKey }, roles: {} };
}

/**
 * The keys of a session of a role: always the same ones. Of a role that the stack does not have, and of none, they are
 * the administrator's.
 */
export function assumeRole(authority: Authority, session?: RoleSession): AccessKeys {
  if (session === undefined || !isKnown(authority, session.roleArn)) return authority.administrator;
  const { roleArn, sessionName } = session;
  return sealSession(authority, Buffer.from(JSON.stringify([roleArn, sessionName])).toString('base64url'));
}

/** Whether a role is one of the stack: what any other one may do is not known. */
export function isKnown({ roles }: Authority, roleArn: string | undefined): roleArn is string {
  return roleArn !== undefined && Object.hasOwn(roles, roleArn);
}

/** Whom these two name; undefined where they name nobody, or do not belong together. */
export function findPrincipal(
  authority: Authority,
  accessKeyId: string,
  sessionToken: string | undefined,
): Principal | undefined {
  const { administrator } = authority;
  if (accessKeyId === administrator.accessKeyId && sessionToken === undefined) {
    return { arn: `arn:aws:iam::${ACCOUNT_ID}:user/laptop`, keys: administrator };
  }
  const [session = ''] = sessionToken?.split('.') ?? [];
  const keys = sealSession(authority, session);
  if (accessKeyId !== keys.accessKeyId || !isSame(sessionToken ?? '', keys.sessionToken ?? '')) return undefined;
  const [roleArn, sessionName] = JSON.parse(Buffer.from(session, 'base64url').toString()) as [string, string];
  const role = authority.roles[roleArn];
  return role && { arn: nameSession(role, sessionName), keys, statements: role.statements };
}

function nameSession({ name }: Role, sessionName: string): string {
  return `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${name}/${sessionName}`;
}

/** As findRefusal, of a session that needs no keys because the host itself acts for it. */
export function findSessionRefusal(
  { roles }: Authority,
  session: RoleSession | undefined,
  access: Access,
): string | undefined {
  const role = session && roles[session.roleArn];
  return role && findRefusal({ arn: nameSession(role, session.sessionName), statements: role.statements }, access);
}

/** Why somebody may not do something, in AWS's words without the resource's quotes; undefined where it may. */
export function findRefusal({ arn, statements }: Omit<Principal, 'keys'>, access: Access): string | undefined {
  if (statements === undefined) return undefined;
  const judgement = judge(statements, access);
  if (judgement === 'allowed') return undefined;
  const { action, resource } = access;
  const reason =
    judgement === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

function sealSession({ administrator }: Authority, session: string): AccessKeys {
  const seal = (purpose: string) =>
    createHmac('sha256', administrator.secretAccessKey).update(`${purpose} ${session}`).digest();
  return {
    accessKeyId: `LAPTOP${seal('id').toString('hex').slice(0, 14).toUpperCase()}`,
    secretAccessKey: seal('secret').toString('base64'),
    sessionToken: `${session}.${seal('token').toString('base64url')}`,
  };
}

function isSame(told: string, right: string): boolean {
  const [a, b] = [Buffer.from(told), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
