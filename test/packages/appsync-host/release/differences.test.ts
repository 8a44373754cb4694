import { describe, expect, it } from 'vitest';
import { listObstacles } from '../../../../packages/appsync-host/release/differences.ts';
import { KNOWN_TYPES } from '../../../../packages/appsync-host/services.ts';
import type { TemplateResource } from '../../../../packages/appsync-host/template/read.ts';

const base: Record<string, TemplateResource> = {
  Greeter: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: 'a.zip' }, Role: 'arn', MemorySize: 128 } },
  GreeterVersionA: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Greeter' } } },
  Live: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Greeter' }, FunctionVersion: { 'Fn::GetAtt': ['GreeterVersionA', 'Version'] } },
  },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyDocument: { Statement: [{ Resource: { 'Fn::Sub': '${GreeterVersionA}/*' } }] } },
  },
  Errors: { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 1 } },
  Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
  Page: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: '{}' } },
};

/** What a release could not do, were the template changed so. */
function obstaclesOf(change: (resources: Record<string, TemplateResource>) => void): string[] {
  const after = structuredClone(base);
  change(after);
  return listObstacles({ Resources: base }, { Resources: after }, KNOWN_TYPES);
}

const set = (resources: Record<string, TemplateResource>, id: string, properties: object) =>
  void Object.assign(resources[id]?.Properties ?? {}, properties);

describe('a release can', () => {
  it('change code, settings and versions of functions, and all that names a version', () => {
    const obstacles = obstaclesOf((resources) => {
      set(resources, 'Greeter', { Code: { S3Key: 'b.zip' }, MemorySize: 256 });
      resources['GreeterVersionB'] = structuredClone(resources['GreeterVersionA'] as TemplateResource);
      delete resources['GreeterVersionA'];
      set(resources, 'Live', { FunctionVersion: { 'Fn::GetAtt': ['GreeterVersionB', 'Version'] } });
      const statement = { Resource: { 'Fn::Sub': '${GreeterVersionB}/*' } };
      set(resources, 'Policy', { PolicyDocument: { Statement: [statement] } });
    });
    expect(obstacles).toEqual([]);
  });

  it('change, bring and remove alarms, and what the host ignores', () => {
    const obstacles = obstaclesOf((resources) => {
      delete resources['Errors'];
      resources['Slow'] = { Type: 'AWS::CloudWatch::Alarm', Properties: {} };
      set(resources, 'Page', { DashboardBody: '{ }' });
      Object.assign(resources['Table'] ?? {}, { Metadata: { 'aws:cdk:path': 'moved' } });
    });
    expect(obstacles).toEqual([]);
  });
});

describe('a release cannot', () => {
  it('change, bring or remove anything else', () => {
    const obstacles = obstaclesOf((resources) => {
      set(resources, 'Table', { BillingMode: 'PROVISIONED' });
      set(resources, 'Policy', { PolicyDocument: { Statement: [] } });
      resources['Bucket'] = { Type: 'AWS::S3::Bucket', Properties: {} };
      delete resources['Live'];
      resources['Another'] = { Type: 'AWS::Lambda::Function', Properties: {} };
    });
    expect(obstacles).toEqual([
      'Live (AWS::Lambda::Alias) is removed',
      'Policy (AWS::IAM::Policy) is changed',
      'Table (AWS::DynamoDB::Table) is changed',
      'Bucket (AWS::S3::Bucket) is new',
      'Another (AWS::Lambda::Function) is new',
    ]);
  });

  it('change of a function what no version has of its own', () => {
    expect(
      obstaclesOf((resources) => set(resources, 'Greeter', { Role: 'other', ReservedConcurrentExecutions: 1 })),
    ).toEqual([
      'Greeter (AWS::Lambda::Function): ReservedConcurrentExecutions is changed',
      'Greeter (AWS::Lambda::Function): Role is changed',
    ]);
  });
});
