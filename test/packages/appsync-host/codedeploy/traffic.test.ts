import { describe, expect, it } from 'vitest';
import { findProvidedPlan, shareAfter } from '../../../../packages/appsync-host/codedeploy/traffic.ts';

/** User guide, "Predefined deployment configurations for an AWS Lambda compute platform". */
const PROVIDED = {
  'CodeDeployDefault.LambdaCanary10Percent5Minutes': { kind: 'canary', percentage: 10, intervalMinutes: 5 },
  'CodeDeployDefault.LambdaCanary10Percent10Minutes': { kind: 'canary', percentage: 10, intervalMinutes: 10 },
  'CodeDeployDefault.LambdaCanary10Percent15Minutes': { kind: 'canary', percentage: 10, intervalMinutes: 15 },
  'CodeDeployDefault.LambdaCanary10Percent30Minutes': { kind: 'canary', percentage: 10, intervalMinutes: 30 },
  'CodeDeployDefault.LambdaLinear10PercentEvery1Minute': { kind: 'linear', percentage: 10, intervalMinutes: 1 },
  'CodeDeployDefault.LambdaLinear10PercentEvery2Minutes': { kind: 'linear', percentage: 10, intervalMinutes: 2 },
  'CodeDeployDefault.LambdaLinear10PercentEvery3Minutes': { kind: 'linear', percentage: 10, intervalMinutes: 3 },
  'CodeDeployDefault.LambdaLinear10PercentEvery10Minutes': { kind: 'linear', percentage: 10, intervalMinutes: 10 },
  'CodeDeployDefault.LambdaAllAtOnce': { kind: 'allAtOnce' },
};

describe('the configurations that AWS provides for functions', () => {
  it.each(Object.entries(PROVIDED))('%s is known', (name, plan) => {
    expect(findProvidedPlan(name)).toEqual(plan);
  });

  it.each(['CodeDeployDefault.OneAtATime', 'CodeDeployDefault.ECSCanary10Percent5Minutes', 'LambdaAllAtOnce', 'Mine'])(
    '%s is none of them',
    (name) => expect(findProvidedPlan(name)).toBe(undefined),
  );
});

describe('the share of a new version', () => {
  const sharesOf = (name: string, minutes: number[]) =>
    minutes.map((minute) =>
      shareAfter(findProvidedPlan(`CodeDeployDefault.Lambda${name}`) ?? { kind: 'allAtOnce' }, minute),
    );

  it('is a tenth for five minutes, and then all', () => {
    expect(sharesOf('Canary10Percent5Minutes', [0, 1, 4.99, 5, 60])).toEqual([0.1, 0.1, 0.1, 1, 1]);
  });

  it('grows by a tenth each minute, the first at once', () => {
    expect(sharesOf('Linear10PercentEvery1Minute', [0, 0.5, 1, 5, 8.9, 9, 30])).toEqual([
      0.1, 0.1, 0.2, 0.6, 0.9, 1, 1,
    ]);
  });

  it('is all at once', () => expect(sharesOf('AllAtOnce', [0, 1])).toEqual([1, 1]));
});
