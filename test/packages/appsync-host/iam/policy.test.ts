import { describe, expect, it } from 'vitest';
import { type Access, judge, readStatements } from '../../../../packages/appsync-host/iam/policy.ts';

const policy = (...Statement: object[]) => readStatements({ Version: '2012-10-17', Statement }, 'Policy');
const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/Wines';
const read: Access = { action: 'dynamodb:GetItem', resource: table };
const list = (prefix?: string): Access => ({
  action: 's3:ListBucket',
  resource: 'arn:aws:s3:::cellar',
  context: { 's3:prefix': prefix },
});

describe('a policy', () => {
  it('allows nothing that it does not name', () => {
    expect(judge(policy(), read)).toBe('not allowed');
    const statements = policy({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: table });
    expect(judge(statements, read)).toBe('allowed');
    expect(judge(statements, { ...read, action: 'dynamodb:PutItem' })).toBe('not allowed');
    expect(judge(statements, { ...read, resource: `${table}/index/byYear` })).toBe('not allowed');
    expect(judge(statements, { ...read, resource: `${table}2` })).toBe('not allowed');
  });

  it('knows * and ?, and actions in any case, but takes nothing else for a pattern', () => {
    const allows = (Action: string, Resource: string) => judge(policy({ Effect: 'Allow', Action, Resource }), read);
    expect(allows('dynamodb:*', '*')).toBe('allowed');
    expect(allows('*', `${table.slice(0, -2)}??`)).toBe('allowed');
    expect(allows('DynamoDB:getitem', '*')).toBe('allowed');
    expect(allows('dynamodb:Get?', '*')).toBe('not allowed');
    expect(allows('dynamodb:GetItem', table.replace('Wines', 'W.nes'))).toBe('not allowed');
    expect(allows('dynamodb:GetItem', table.toLowerCase())).toBe('not allowed');
  });

  it('that denies goes before all that allow', () => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    expect(judge(policy(allow, { Effect: 'Deny', Action: 'dynamodb:Get*', Resource: table }), read)).toBe('denied');
    expect(judge(policy(allow, { Effect: 'Deny', NotAction: 'dynamodb:*', Resource: '*' }), read)).toBe('allowed');
    expect(judge(policy(allow, { Effect: 'Deny', Action: '*', NotResource: table }), read)).toBe('allowed');
    expect(judge(policy(allow, { Effect: 'Deny', Action: '*', NotResource: 'x' }), read)).toBe('denied');
  });

  it('may ask for the prefix of a list, which is not fulfilled where none is given', () => {
    const allow = (Condition: object) =>
      policy({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::cellar', Condition });
    const like = allow({ StringLike: { 's3:prefix': ['red/*', 'white/*'] } });
    expect(judge(like, list('white/2019'))).toBe('allowed');
    expect(judge(like, list('rosé/'))).toBe('not allowed');
    expect(judge(like, list())).toBe('not allowed');
    const equals = allow({ StringEquals: { 's3:prefix': 'red/*' } });
    expect(judge(equals, list('red/*'))).toBe('allowed');
    expect(judge(equals, list('red/1'))).toBe('not allowed');
  });

  it('with what the host cannot check is refused by name, unless it is about other services', () => {
    const leading = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } };
    const statement = { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', Condition: leading };
    expect(() => policy(statement)).toThrow(/Policy: .* condition ForAllValues:StringEquals of dynamodb:LeadingKeys/);
    expect(policy({ ...statement, Action: 'kms:Decrypt' })).toEqual([]);
    expect(() => policy({ ...statement, Action: 'd*' })).toThrow(/LeadingKeys/);
    const variable = { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::cellar/${aws:userid}/*' };
    expect(() => policy(variable)).toThrow(/Policy: .*aws:userid/);
  });
});
