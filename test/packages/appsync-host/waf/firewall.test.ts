import { describe, expect, it } from 'vitest';
import { createFirewall } from '../../../../packages/appsync-host/waf/firewall.ts';
import { readRules } from '../../../../packages/appsync-host/waf/rules.ts';
import type { WebRequest } from '../../../../packages/appsync-host/waf/web-request.ts';

const REQUEST: WebRequest = {
  method: 'POST',
  path: '/graphql',
  query: '',
  headers: { authorization: 'key of ann' },
  address: '192.0.2.1',
  body: Buffer.alloc(0),
};
const IP_SETS = new Map([
  ['arn:bad', ['192.0.2.0/24', '2001:db8::/32']],
  ['arn:good', ['192.0.2.7/32']],
]);
const block = { Block: {} };
const inSet = (Arn: string) => ({ IPSetReferenceStatement: { Arn } });
const rule = (name: string, Statement: object, rest: object = {}) => ({
  Name: name,
  Priority: 0,
  Action: block,
  Statement,
  VisibilityConfig: {},
  ...rest,
});
const rate = (rest: object = {}) => ({
  RateBasedStatement: { Limit: 10, EvaluationWindowSec: 60, AggregateKeyType: 'IP', ...rest },
});
const sizeOf = (FieldToMatch: object, Size: number, ComparisonOperator = 'GT') => ({
  SizeConstraintStatement: { FieldToMatch, Size, ComparisonOperator, TextTransformations: [{ Type: 'NONE' }] },
});

interface Wishes {
  enforceRates?: boolean;
  defaultAction?: 'Allow' | 'Block';
}

/** A firewall of these rules, with a clock of its own. */
function raise(rules: object[], { enforceRates = true, defaultAction = 'Allow' }: Wishes = {}) {
  let nowMs = 0;
  const told: string[] = [];
  const read = readRules(rules as Record<string, unknown>[], IP_SETS, 'Acl');
  const parts = { now: () => nowMs, enforceRates, warn: (line: string) => void told.push(line) };
  const firewall = createFirewall({ name: 'Acl', rules: read, defaultAction }, parts);
  return {
    told,
    readsBody: firewall.readsBody,
    pass: (seconds: number) => (nowMs += seconds * 1000),
    blocks: (request: Partial<WebRequest> = {}) => firewall.blocks({ ...REQUEST, ...request }),
  };
}

describe('rules', () => {
  it('are asked by priority, until one allows or blocks; those that count only count', () => {
    const rules = [
      rule('last', inSet('arn:bad'), { Priority: 9 }),
      rule('counted', inSet('arn:bad'), { Priority: 1, Action: { Count: {} } }),
      rule('first', inSet('arn:good'), { Priority: 5, Action: { Allow: {} } }),
    ];
    const { blocks } = raise(rules);
    expect([blocks(), blocks({ address: '192.0.2.7' }), blocks({ address: '203.0.113.1' })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('leave the rest to the default', () => {
    expect(raise([]).blocks()).toBe(false);
    expect(raise([], { defaultAction: 'Block' }).blocks()).toBe(true);
  });

  it('of others are told once, and pass over everything', () => {
    const group = { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } };
    const { told, blocks } = raise([rule('CommonRules', group, { Action: undefined, OverrideAction: { None: {} } })]);
    expect(blocks()).toBe(false);
    expect(told).toEqual(['Acl: the rules of others are not evaluated here, only on AWS: CommonRules.']);
  });
});

describe('an IP set', () => {
  it.each([
    ['192.0.2.255', true],
    ['192.0.3.0', false],
    ['2001:db8::1', true],
    ['2001:db9::1', false],
  ])('has %s: %s', (address, expected) => {
    expect(raise([rule('bad', inSet('arn:bad'))]).blocks({ address })).toBe(expected);
  });
});

describe('a size', () => {
  it.each([
    ['of a header', sizeOf({ SingleHeader: { Name: 'Authorization' } }, 9), true],
    ['of a header that is not there is none', sizeOf({ SingleHeader: { Name: 'cookie' } }, 0, 'GE'), false],
    ['of the query', sizeOf({ QueryString: {} }, 0, 'EQ'), true],
    ['of the path', sizeOf({ UriPath: {} }, 8, 'LE'), true],
    ['of the method', sizeOf({ Method: {} }, 4, 'NE'), false],
  ])('%s', (_, statement, expected) => {
    const { blocks, readsBody } = raise([rule('size', statement)]);
    expect([blocks(), readsBody]).toEqual([expected, false]);
  });

  it.each([
    ['CONTINUE', 8_192, 'GE', true],
    ['CONTINUE', 8_192, 'GT', false],
    ['MATCH', 10_000, 'GT', true],
    ['NO_MATCH', 100, 'GT', false],
  ])('of a body is seen up to 8 KB; one beyond that, by %s of %d %s: %s', (handling, size, operator, expected) => {
    const { blocks, readsBody } = raise([
      rule('size', sizeOf({ Body: { OversizeHandling: handling } }, size, operator)),
    ]);
    expect(readsBody).toBe(true);
    expect(blocks({ body: Buffer.alloc(20_000) })).toBe(expected);
  });
});

describe('R20: a rate', () => {
  const often = (blocks: (request?: Partial<WebRequest>) => boolean, request: Partial<WebRequest> = {}) =>
    Array.from({ length: 20 }, () => blocks(request)).some(Boolean);
  const byKey = (name: string) => ({ Header: { Name: name, TextTransformations: [{ Priority: 0, Type: 'NONE' }] } });

  it('of an address turns it away, and nobody else', () => {
    const { blocks, pass } = raise([rule('AddressRate', rate())]);
    expect(often(blocks)).toBe(false);
    pass(10);
    expect([blocks(), blocks({ address: '192.0.2.2' })]).toEqual([true, false]);
  });

  it('of a key turns that key away, from wherever it comes, and counts no request without one', () => {
    const keys = { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [byKey('Authorization')] };
    const { blocks, pass } = raise([rule('KeyRate', rate(keys))]);
    often(blocks);
    often(blocks, { headers: {} });
    pass(10);
    expect(blocks({ address: '203.0.113.5' })).toBe(true);
    expect(blocks({ headers: { authorization: 'key of bob' } })).toBe(false);
    expect(blocks({ headers: {} })).toBe(false);
  });

  it('of several keys is of each of their combinations', () => {
    const keys = { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ IP: {} }, { HTTPMethod: {} }] };
    const { blocks, pass } = raise([rule('Rate', rate(keys))]);
    often(blocks);
    pass(10);
    expect([blocks(), blocks({ method: 'GET' })]).toEqual([true, false]);
  });

  it('of a scope counts what that means, and turns nothing else away', () => {
    const narrowed = rate({ AggregateKeyType: 'CONSTANT', ScopeDownStatement: inSet('arn:bad') });
    const { blocks, pass } = raise([rule('Rate', narrowed)]);
    often(blocks);
    pass(10);
    expect([blocks({ address: '192.0.2.99' }), blocks({ address: '203.0.113.5' })]).toEqual([true, false]);
  });

  it('is told once and turns nobody away where rates are not to be enforced', () => {
    const { blocks, pass, told } = raise([rule('AddressRate', rate())], { enforceRates: false });
    often(blocks);
    pass(10);
    expect(often(blocks)).toBe(false);
    expect(told).toEqual([
      'On AWS the rule AddressRate would turn callers away now: more than 10 requests in 60 s. Here it only tells; ' +
        'with --rate-limits it does so.',
    ]);
  });
});

describe('what the host cannot evaluate is refused at start, with the rule’s name', () => {
  const header = (Type: string) => ({ Header: { Name: 'a', TextTransformations: [{ Priority: 0, Type }] } });
  it.each<[string, object]>([
    ['the host cannot evaluate GeoMatchStatement', rule('odd', { GeoMatchStatement: { CountryCodes: ['AT'] } })],
    ['the host cannot evaluate NotStatement', rule('odd', { NotStatement: { Statement: inSet('arn:bad') } })],
    [
      'the host cannot evaluate RuleGroupReferenceStatement',
      rule('odd', { RuleGroupReferenceStatement: { Arn: 'a' } }),
    ],
    ['must be an object with one key', rule('odd', { ...inSet('arn:bad'), ...sizeOf({ Method: {} }, 1) })],
    ['arn:other is no IP set of the stack', rule('odd', inSet('arn:other'))],
    [
      'the host cannot honour IPSetForwardedIPConfig',
      rule('odd', { IPSetReferenceStatement: { Arn: 'arn:bad', IPSetForwardedIPConfig: {} } }),
    ],
    ['the host cannot do Captcha', rule('odd', inSet('arn:bad'), { Action: { Captcha: {} } })],
    [
      'the host cannot honour CustomResponse',
      rule('odd', inSet('arn:bad'), { Action: { Block: { CustomResponse: {} } } }),
    ],
    ['the host cannot honour RuleLabels', rule('odd', inSet('arn:bad'), { RuleLabels: [] })],
    ['a rate cannot be a reason to allow', rule('odd', rate(), { Action: { Allow: {} } })],
    ['EvaluationWindowSec must be one of 60, 120, 300, 600', rule('odd', rate({ EvaluationWindowSec: 30 }))],
    ['Limit must be 10 or more', rule('odd', rate({ Limit: 9 }))],
    ['the host cannot count by "FORWARDED_IP"', rule('odd', rate({ AggregateKeyType: 'FORWARDED_IP' }))],
    ['CUSTOM_KEYS wants CustomKeys', rule('odd', rate({ AggregateKeyType: 'CUSTOM_KEYS' }))],
    [
      'the host cannot count by Cookie',
      rule('odd', rate({ AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ Cookie: {} }] })),
    ],
    [
      'the transformation LOWERCASE',
      rule('odd', rate({ AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [header('LOWERCASE')] })),
    ],
    ['the host cannot look at AllQueryArguments', rule('odd', sizeOf({ AllQueryArguments: {} }, 1))],
    ['that is no comparison of sizes', rule('odd', sizeOf({ Method: {} }, 1, 'ABOUT'))],
    ['OversizeHandling must be', rule('odd', sizeOf({ Body: { OversizeHandling: 'GUESS' } }, 1))],
  ])('%s', (complaint, odd) => {
    expect(() => raise([odd])).toThrow(complaint);
    expect(() => raise([odd])).toThrow(/^Acl, rule odd/);
  });
});
