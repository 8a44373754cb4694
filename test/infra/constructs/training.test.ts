import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize } from '../synthesize.ts';

const template = synthesize();
const SCHEDULE = 'AWS::Scheduler::Schedule';
const [trainId] = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith('Train')) ?? [''];
const [aliasId] = resourcesOf(template, 'AWS::Lambda::Alias').find(([id]) => id.startsWith('Train')) ?? [''];
const trainArn = { Ref: aliasId };

function propertiesOf(settings: Record<string, unknown>): Record<string, unknown> {
  const functions = new Map(resourcesOf(synthesize(settings), 'AWS::Lambda::Function'));
  return functions.get(trainId)?.Properties ?? {};
}

describe('the train Lambda', () => {
  it('has fifteen minutes, and as much memory as every account may have', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 3008, Timeout: 900 });
  });

  it.each([
    [10_240, 10_240],
    ['10240', 10_240],
    [1769, 1769],
  ])('has the memory that the context names: %j', (trainMemoryMb, memoryMb) => {
    expect(propertiesOf({ trainMemoryMb }).MemorySize).toBe(memoryMb);
  });

  it('has the room in /tmp that costs nothing, as every function, while it has at most the memory by default', () => {
    const sizes = [{}, { trainMemoryMb: 1769 }, { trainMemoryMb: 3008 }].map(
      (settings) => propertiesOf(settings).EphemeralStorage,
    );
    expect(sizes).toEqual([undefined, undefined, undefined]);
  });

  it.each([3009, 10_240])('has all the room in /tmp that there is with a memory of %j', (trainMemoryMb) => {
    expect(propertiesOf({ trainMemoryMb }).EphemeralStorage).toEqual({ Size: 10_240 });
    const others = resourcesOf(synthesize({ trainMemoryMb }), 'AWS::Lambda::Function').filter(([id]) => id !== trainId);
    expect(others.filter(([, { Properties }]) => Properties.EphemeralStorage !== undefined)).toEqual([]);
  });

  it.each([1768, 10_241, 2000.5, '', 'much'])('is not made with a memory of %j', (trainMemoryMb) => {
    expect(() => synthesize({ trainMemoryMb })).toThrow(
      'Context trainMemoryMb must be a whole number from 1769 to 10240',
    );
  });

  it('is not invoked again when a run fails, nor minutes after it was asked for', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: trainId },
      MaximumEventAgeInSeconds: 300,
      MaximumRetryAttempts: 0,
      // The eighth part of the alias's ARN, which is its name.
      Qualifier: { 'Fn::Select': [7, { 'Fn::Split': [':', { Ref: aliasId }] }] },
    });
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 1);
  });
});

describe('the schedule', () => {
  it('trains every Monday, tries the call again for an hour, and no longer', () => {
    template.hasResourceProperties(SCHEDULE, {
      ScheduleExpression: 'cron(0 3 ? * MON *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: trainArn,
        Input: '{"source":"schedule"}',
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TrainScheduleRole'), 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 },
      },
    });
  });

  it('acts by a role that schedules of other accounts can not borrow', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
          },
        ],
      },
    });
  });

  it('is what the context says', () => {
    const schedule = synthesize({ trainSchedule: 'rate(1 day)' });
    schedule.hasResourceProperties(SCHEDULE, { ScheduleExpression: 'rate(1 day)' });
    const off = synthesize({ trainSchedule: 'off' });
    expect(resourcesOf(off, SCHEDULE).filter(([id]) => id.startsWith('TrainSchedule'))).toEqual([]);
    expect(resourcesOf(off, 'AWS::IAM::Role').filter(([id]) => id.startsWith('TrainSchedule'))).toEqual([]);
  });

  it.each(['weekly', '', 'rate()', 7])('is not made from %j', (trainSchedule) => {
    expect(() => synthesize({ trainSchedule })).toThrow('Context trainSchedule must be rate(…), cron(…) or off');
  });
});
