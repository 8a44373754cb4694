import { readFileSync } from 'node:fs';
import { type App, CfnResource } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { addSecurityRules } from '../../infra/security-rules.ts';
import type { TerroirStack } from '../../infra/stack.ts';
import { createApp, synthesize, synthesizeAnew } from './synthesize.ts';

// The first synthesis of a process loads all of CDK, and compiles the validators.
const SLOW = { timeout: 60_000 };

interface Report {
  pluginReports: { violations: unknown[]; suppressedViolations: { ruleName: string; reason: string }[] }[];
}

function createCheckedApp(): { app: App; stack: TerroirStack } {
  const { app, stack } = createApp({}, { validate: true });
  addSecurityRules(app);
  return { app, stack };
}

describe('the stack', SLOW, () => {
  it('is called Terroir, and tells what others need to know of it', () => {
    expect(createApp().stack.stackName).toBe('Terroir');
    expect(Object.keys(synthesize().findOutputs('*')).sort()).toEqual([
      'ClientsTableName',
      'ConsoleBucketName',
      'ConsoleUrl',
      'Endpoint',
      'FileBucketName',
      'JobsTableName',
      'ModelBucketName',
      'ModelsTableName',
      'PredictionsTableName',
      'RealtimeEndpoint',
      'ReleasedFunctionNames',
      'TrafficTableName',
      'UsageTableName',
    ]);
  });

  it('holds nothing but ASCII, since CloudFormation answers with a ? for the rest and no diff would be empty', () => {
    expect(JSON.stringify(synthesize().toJSON())).toMatch(/^\p{ASCII}*$/u);
  });

  it('is the same when it is made again', () => {
    expect(synthesizeAnew().toJSON()).toEqual(synthesize().toJSON());
  });
});

describe('a template that is not sound is not written', SLOW, () => {
  it('R25: passes as it is, with a few acknowledged findings, each for a reason', () => {
    const { directory } = createCheckedApp().app.synth();
    const { pluginReports } = JSON.parse(readFileSync(`${directory}/validation-report.json`, 'utf8')) as Report;
    expect(pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
    const acknowledged = pluginReports.flatMap((report) => report.suppressedViolations);
    const names = acknowledged.map(({ ruleName }) =>
      ruleName
        .replace(/<Storage(Bucket|Files)[0-9A-F]{8}.Arn>/, (_, bucket: string) => bucket.toLowerCase())
        .replaceAll(/arn:<AWS::Partition>:(\w+):<AWS::Region>:<AWS::AccountId>/g, 'arn:$1'),
    );
    expect([...new Set(names)].sort()).toEqual([
      'AwsSolutions-ASC3',
      'AwsSolutions-CFR1',
      'AwsSolutions-CFR2',
      'AwsSolutions-CFR3',
      'AwsSolutions-CFR4',
      'AwsSolutions-IAM5[Resource::*]',
      'AwsSolutions-IAM5[Resource::arn:states:execution:Terroir-bulk:*]',
      'AwsSolutions-IAM5[Resource::bucket/datasets/*]',
      'AwsSolutions-IAM5[Resource::bucket/datasets/labels/*]',
      'AwsSolutions-IAM5[Resource::bucket/models/*]',
      'AwsSolutions-IAM5[Resource::files/jobs/*]',
      'AwsSolutions-IAM5[Resource::files/uploads/*]',
      'AwsSolutions-S1',
    ]);
    for (const { reason } of acknowledged) expect(reason).toMatch(/\w+ \w+ \w+/);
  });

  it('fails for a bucket that speaks without TLS', () => {
    const { app, stack } = createCheckedApp();
    new Bucket(stack, 'Careless');
    expect(() => app.synth()).toThrow('AwsSolutions-S10');
  });

  it('fails for what CloudFormation would refuse', () => {
    const { app, stack } = createCheckedApp();
    new CfnResource(stack, 'Wrong', { type: 'AWS::Logs::LogGroup', properties: { RetentionInDays: 'a month' } });
    expect(() => app.synth()).toThrow();
  });
});
