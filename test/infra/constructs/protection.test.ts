import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize } from '../synthesize.ts';

const ACL = 'AWS::WAFv2::WebACL';
const template = synthesize();

interface Rule {
  Name: string;
  Priority: number;
  Action?: object;
  OverrideAction?: object;
  Statement: {
    RateBasedStatement?: {
      Limit: number;
      EvaluationWindowSec: number;
      AggregateKeyType: string;
      CustomKeys?: object[];
    };
    ManagedRuleGroupStatement?: { Name: string; RuleActionOverrides?: { Name: string; ActionToUse: object }[] };
  };
  VisibilityConfig: object;
}

function rulesOf(settings: Record<string, unknown> = {}): Rule[] {
  const [acl] = resourcesOf(synthesize(settings), ACL);
  return acl?.[1].Properties.Rules as Rule[];
}

const rates = (settings?: Record<string, unknown>) =>
  rulesOf(settings).flatMap(({ Name, Statement: { RateBasedStatement } }) =>
    RateBasedStatement ? [[Name, RateBasedStatement.Limit]] : [],
  );

describe('WAF before the API', () => {
  it('stands there unless the context says off', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { 'Fn::GetAtt': [resourcesOf(template, 'AWS::AppSync::GraphQLApi')[0]?.[0], 'Arn'] },
      WebACLArn: { 'Fn::GetAtt': [resourcesOf(template, ACL)[0]?.[0], 'Arn'] },
    });
    synthesize({ waf: 'off' }).resourceCountIs(ACL, 0);
    synthesize({ waf: 'off' }).resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  });

  it('turns an address and a key away that ask too often in a minute, by limits of the environment', () => {
    expect(rates()).toEqual([
      ['AddressRate', 6_000],
      ['KeyRate', 3_000],
    ]);
    expect(rates({ addressRequestsPerMinute: '100000', keyRequestsPerMinute: 70 })).toEqual([
      ['AddressRate', 100_000],
      ['KeyRate', 70],
    ]);
    const statements = rulesOf().flatMap(({ Statement }) => Statement.RateBasedStatement ?? []);
    expect(
      statements.map(({ EvaluationWindowSec, AggregateKeyType }) => [EvaluationWindowSec, AggregateKeyType]),
    ).toEqual([
      [60, 'IP'],
      [60, 'CUSTOM_KEYS'],
    ]);
    expect(statements[1]?.CustomKeys).toMatchObject([{ Header: { Name: 'authorization' } }]);
  });

  it('has rules of AWS, but none that take clients for robots or hosts for suspects', () => {
    const groups = rulesOf().flatMap(({ Statement }) => Statement.ManagedRuleGroupStatement?.Name ?? []);
    expect(groups).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
  });

  it('only counts what would refuse a batch, a note that quotes a page, or a client that does not say what it is', () => {
    const counted = rulesOf().flatMap(
      ({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [],
    );
    expect(counted.map(({ Name }) => Name)).toEqual([
      'SizeRestrictions_BODY',
      'SizeRestrictions_QUERYSTRING',
      'CrossSiteScripting_BODY',
      'GenericRFI_BODY',
      'GenericLFI_BODY',
      'EC2MetaDataSSRF_BODY',
      'NoUserAgent_HEADER',
    ]);
    expect(new Set(counted.map(({ ActionToUse }) => JSON.stringify(ActionToUse)))).toEqual(new Set(['{"Count":{}}']));
  });

  it('asks the cheap rules first, each by a number of its own', () => {
    expect(rulesOf().map(({ Priority }) => Priority)).toEqual([0, 1, 2, 3, 4]);
  });

  it('R26: keeps no sample of a request, and nothing of keys and notes in a log that somebody may turn on', () => {
    const [acl] = resourcesOf(template, ACL);
    for (const { VisibilityConfig } of [...rulesOf(), acl?.[1].Properties as unknown as Rule]) {
      expect(VisibilityConfig).toMatchObject({ SampledRequestsEnabled: false });
    }
    expect(acl?.[1].Properties.DataProtectionConfig).toEqual({
      DataProtections: [
        { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization'] } },
        { Action: 'SUBSTITUTION', Field: { FieldType: 'QUERY_STRING' } },
        { Action: 'SUBSTITUTION', Field: { FieldType: 'BODY' } },
      ],
    });
    template.resourceCountIs('AWS::WAFv2::LoggingConfiguration', 0);
  });

  it('is called and described in words that WAF takes', () => {
    const [acl] = resourcesOf(template, ACL);
    expect(acl?.[1].Properties.Description).toMatch(/^[\w+=:#@/,.-][\w+=:#@/,.\s-]+[\w+=:#@/,.-]$/);
    for (const { Name } of rulesOf()) expect(Name).toMatch(/^[\w-]{1,128}$/);
  });
});

describe('concurrency', () => {
  const reserved = (settings: Record<string, unknown>) =>
    Object.fromEntries(
      resourcesOf(synthesize(settings), 'AWS::Lambda::Function').map(([id, { Properties }]) => [
        id.replace(/Function[0-9A-F]{8}$/, ''),
        Properties.ReservedConcurrentExecutions,
      ]),
    );

  it(
    'is reserved for no function unless told: an account of 10 would refuse the deployment',
    { timeout: 60_000 },
    () => {
      for (const environment of ['default', 'staging', 'production']) {
        expect(new Set(Object.values(reserved({ environment })))).toEqual(new Set([undefined]));
      }
    },
  );

  it('is reserved for each function by the environment where the context says on', () => {
    expect(reserved({ reservedConcurrency: 'on' })).toEqual({
      Authorizer: 40,
      Bulk: 60,
      Drift: 2,
      Predict: 100,
      Registry: 40,
      Train: 2,
    });
  });
});

describe('each role', () => {
  const roles = resourcesOf(template, 'AWS::IAM::Role').map(([id, { Properties }]) => {
    const { Statement } = Properties.AssumeRolePolicyDocument as { Statement: Trust[] };
    return [id.replace(/[0-9A-F]{8}$/, ''), Statement] as const;
  });

  it.each(roles)('%s is lent to one service, acting for this account', (_, statements) => {
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatchObject({
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  it('of a function or a schedule is lent for those alone', () => {
    const sources = roles.map(([, [trust]]) => {
      const arn = JSON.stringify(trust?.Condition.ArnLike?.['aws:SourceArn'] ?? null);
      return [
        trust?.Principal.Service,
        /:(function:\*|schedule-group\/default|stateMachine:\*)/.exec(arn)?.[1] ?? null,
      ].join(' ');
    });
    expect([...new Set(sources)].sort()).toEqual([
      'appsync.amazonaws.com ',
      'codedeploy.amazonaws.com ',
      'lambda.amazonaws.com function:*',
      'logs.amazonaws.com ',
      'scheduler.amazonaws.com schedule-group/default',
      'states.amazonaws.com stateMachine:*',
    ]);
  });
});

interface Trust {
  Principal: { Service: string };
  Condition: { StringEquals: object; ArnLike?: Record<string, unknown> };
}
