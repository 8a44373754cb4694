import { expect, it } from 'vitest';
import {
  assumeRole,
  type Authority,
  findPrincipal,
  findRefusal,
} from '../../../../packages/appsync-host/iam/authority.ts';
import { readRoles } from '../../../../packages/appsync-host/iam/roles.ts';
import { KNOWN_TYPES } from '../../../../packages/appsync-host/services.ts';
import { readStack } from '../../../../packages/appsync-host/template/read.ts';
import { openStack } from '../../../../packages/appsync-host/template/stack.ts';
import { type GuestBook, writeGuestBook } from '../fixture-stack.ts';

const roleArn = 'arn:aws:iam::000000000000:role/GuestBook-Role';
const administrator = { accessKeyId: 'LAPTOP', secretAccessKey: 'secret' };

function readAuthority(change?: (template: GuestBook) => void): Authority {
  const addresses = { endpoint: 'http://localhost:1/graphql', realtimeEndpoint: 'ws://localhost:1/graphql/realtime' };
  return { administrator, roles: readRoles(openStack(readStack(writeGuestBook(change)), addresses, KNOWN_TYPES)) };
}

const allow = (Action: string) => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const add = (template: GuestBook, id: string, Type: string, Properties: Record<string, unknown>) =>
  void (template.Resources[id] = { Type, Properties });

/** Whether the role of the guest book's function may do something. */
function mayDo(authority: Authority, action: string): boolean {
  const keys = assumeRole(authority, { roleArn, sessionName: 'Greeter' });
  const principal = findPrincipal(authority, keys.accessKeyId, keys.sessionToken);
  return principal !== undefined && findRefusal(principal, { action, resource: 'arn' }) === undefined;
}

it('a role has its own policies, those that are attached to it, and those that it names', () => {
  const authority = readAuthority((template) => {
    const { Role } = template.Resources;
    Role!.Properties = {
      Policies: [{ PolicyName: 'own', PolicyDocument: allow('s3:GetObject') }],
      ManagedPolicyArns: [{ Ref: 'Named' }, 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    };
    add(template, 'Attached', 'AWS::IAM::Policy', {
      PolicyName: 'attached',
      PolicyDocument: allow('s3:PutObject'),
      Roles: [{ Ref: 'Role' }],
    });
    add(template, 'Others', 'AWS::IAM::Policy', {
      PolicyName: 'others',
      PolicyDocument: allow('s3:DeleteObject'),
      Roles: [{ Ref: 'SourceRole' }],
    });
    add(template, 'Named', 'AWS::IAM::ManagedPolicy', { PolicyDocument: allow('dynamodb:GetItem') });
  });
  for (const action of ['s3:GetObject', 's3:PutObject', 'dynamodb:GetItem'])
    expect(mayDo(authority, action)).toBe(true);
  for (const action of ['s3:DeleteObject', 'dynamodb:Query']) expect(mayDo(authority, action)).toBe(false);
});

it('a policy of AWS whose text the host does not have stops the start', () => {
  const change = ({ Resources: { Role } }: GuestBook) =>
    void (Role!.Properties = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'] });
  expect(() => readAuthority(change)).toThrow(/Role has the policy .*AmazonS3FullAccess/);
});

it('each session of a role has keys of its own, the same ones at every start', () => {
  const authority = readAuthority();
  const [ann, bob] = ['Ann', 'Bob'].map((sessionName) => assumeRole(authority, { roleArn, sessionName }));
  expect(assumeRole(readAuthority(), { roleArn, sessionName: 'Ann' })).toEqual(ann);
  expect(new Set([ann!.accessKeyId, bob!.accessKeyId, 'LAPTOP']).size).toBe(3);
  const principal = findPrincipal(authority, ann!.accessKeyId, ann!.sessionToken);
  expect(principal?.arn).toBe('arn:aws:sts::000000000000:assumed-role/GuestBook-Role/Ann');
  expect(findPrincipal(authority, ann!.accessKeyId, bob!.sessionToken)).toBeUndefined();
  expect(findPrincipal(authority, ann!.accessKeyId, undefined)).toBeUndefined();
  expect(findPrincipal(authority, 'LAPTOP', ann!.sessionToken)).toBeUndefined();
});

it('a session whose token was made up is nobody', () => {
  const authority = readAuthority();
  const { accessKeyId, sessionToken = '' } = assumeRole(authority, { roleArn, sessionName: 'Ann' });
  const [session = '', seal = ''] = sessionToken.split('.');
  const other = Buffer.from(JSON.stringify([roleArn, 'Bob'])).toString('base64url');
  for (const token of [`${other}.${seal}`, `${session}.`, session, `${session}.${seal}x`, 'x']) {
    expect(findPrincipal(authority, accessKeyId, token)).toBeUndefined();
  }
});

it('a refusal says who, what, where and why', () => {
  const authority = readAuthority(({ Resources: { Role } }) => {
    const Statement = [{ Effect: 'Deny', Action: 's3:*', Resource: 'arn' }];
    Role!.Properties = { Policies: [{ PolicyName: 'own', PolicyDocument: { Statement } }] };
  });
  const { accessKeyId, sessionToken } = assumeRole(authority, { roleArn, sessionName: 'Greeter' });
  const principal = findPrincipal(authority, accessKeyId, sessionToken)!;
  const start = 'User: arn:aws:sts::000000000000:assumed-role/GuestBook-Role/Greeter is not authorized to perform: ';
  expect(findRefusal(principal, { action: 'dynamodb:GetItem', resource: 'arn' })).toBe(
    `${start}dynamodb:GetItem on resource: arn because no identity-based policy allows the dynamodb:GetItem action`,
  );
  expect(findRefusal(principal, { action: 's3:GetObject', resource: 'arn' })).toBe(
    `${start}s3:GetObject on resource: arn with an explicit deny in an identity-based policy`,
  );
});

it('who started the host may do everything', () => {
  const principal = findPrincipal(readAuthority(), 'LAPTOP', undefined);
  expect(principal && findRefusal(principal, { action: 's3:DeleteBucket', resource: '*' })).toBeUndefined();
  expect(principal).toBeDefined();
});
