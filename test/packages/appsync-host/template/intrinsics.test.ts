import { describe, expect, it } from 'vitest';
import { KNOWN_TYPES } from '../../../../packages/appsync-host/services.ts';
import { openStack, type Stack } from '../../../../packages/appsync-host/template/stack.ts';
import type { Template } from '../../../../packages/appsync-host/template/read.ts';

const addresses = {
  endpoint: 'http://localhost:4000/graphql',
  realtimeEndpoint: 'ws://localhost:4000/graphql/realtime',
};

function open(template: Partial<Template>): Stack {
  return openStack(
    { name: 'Shop', template: { Resources: {}, ...template }, assets: new Map(), images: new Map() },
    addresses,
    KNOWN_TYPES,
  );
}

/** What an output with this value shows, in a stack with a table, a bucket, a function and an API. */
function show(value: unknown, more: Partial<Template> = {}): string | undefined {
  const Resources = {
    Orders: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} },
    Named: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { 'Fn::Sub': '${AWS::StackName}-by-name' } } },
    Photos: { Type: 'AWS::S3::Bucket', Properties: {} },
    Pay: { Type: 'AWS::Lambda::Function', Properties: {} },
    PayNow: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Pay' } } },
    Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: {} },
  };
  return open({ Resources, Outputs: { It: { Value: value } }, ...more }).outputs()['It'];
}

describe('references', () => {
  it.each([
    [{ Ref: 'Orders' }, 'Shop-Orders'],
    [{ Ref: 'Named' }, 'Shop-by-name'],
    [{ Ref: 'Photos' }, 'shop-photos'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Pay', 'Arn'] }, 'arn:aws:lambda:us-east-1:000000000000:function:Shop-Pay'],
    [{ 'Fn::GetAtt': 'Pay.Arn' }, 'arn:aws:lambda:us-east-1:000000000000:function:Shop-Pay'],
    [{ Ref: 'PayNow' }, 'arn:aws:lambda:us-east-1:000000000000:function:Shop-Pay:1'],
    [{ 'Fn::GetAtt': ['Api', 'GraphQLUrl'] }, addresses.endpoint],
    [{ 'Fn::GetAtt': ['Api', 'RealtimeUrl'] }, addresses.realtimeEndpoint],
  ])('%j is %s', (value, expected) => {
    expect(show(value)).toBe(expected);
  });

  it('name what does not exist', () => {
    expect(() => show({ Ref: 'Absent' })).toThrow('Outputs.It: The template refers to Absent');
    expect(() => show({ 'Fn::GetAtt': ['Orders', 'StreamArn'] })).toThrow(/no attribute StreamArn of Orders/);
    expect(() => show({ 'Fn::ImportValue': 'Vpc' })).toThrow(/another stack/);
    expect(() => show({ 'Fn::Cidr': [] })).toThrow(/does not know the intrinsic function Fn::Cidr/);
  });

  it('must not go round in circles', () => {
    const Resources = {
      A: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'B' } } },
      B: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'A' } } },
    };
    expect(() => open({ Resources }).resourcesOf('AWS::DynamoDB::Table')).toThrow(/depends on itself/);
  });
});

describe('functions', () => {
  it.each([
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Orders' }, 'b']] }, 'a-Shop-Orders-b'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [
      { 'Fn::Sub': 'x ${Orders} ${Pay.Arn} ${!Literal}' },
      'x Shop-Orders arn:aws:lambda:us-east-1:000000000000:function:Shop-Pay ${Literal}',
    ],
    [{ 'Fn::Sub': ['${Mine} ${AWS::Partition}', { Mine: { Ref: 'Orders' } }] }, 'Shop-Orders aws'],
    [{ 'Fn::If': ['IsLarge', 'large', 'small'] }, 'large'],
    [{ 'Fn::If': ['IsSmall', 'small', { Ref: 'Orders' }] }, 'Shop-Orders'],
    [{ 'Fn::Join': [',', ['a', { 'Fn::If': ['IsSmall', 'b', { Ref: 'AWS::NoValue' }] }]] }, 'a'],
    [{ Ref: 'Size' }, 'large'],
  ])('%j is %s', (value, expected) => {
    const Conditions = {
      IsLarge: { 'Fn::Equals': [{ Ref: 'Size' }, 'large'] },
      IsSmall: { 'Fn::Not': [{ Condition: 'IsLarge' }] },
    };
    expect(show(value, { Conditions, Parameters: { Size: { Type: 'String', Default: 'large' } } })).toBe(expected);
  });

  it('leave out resources and outputs whose condition does not hold', () => {
    const stack = open({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: {
        Here: { Type: 'AWS::S3::Bucket' },
        Gone: { Type: 'AWS::S3::Bucket', Condition: 'Never' },
      },
      Outputs: { Gone: { Value: 'x', Condition: 'Never' } },
    });
    expect(stack.resourcesOf('AWS::S3::Bucket').map(({ logicalId }) => logicalId)).toEqual(['Here']);
    expect(stack.outputs()).toEqual({});
  });
});
