import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { type Host, startHost } from '../../../../packages/appsync-host/host.ts';
import { createFirewall } from '../../../../packages/appsync-host/waf/firewall.ts';
import { readRules } from '../../../../packages/appsync-host/waf/rules.ts';
import { serveApi } from '../appsync/api-over-http.ts';
import { type GuestBook, writeGuestBook } from '../fixture-stack.ts';
import { makeFolder } from '../temporary-folder.ts';

const visible = { CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false, MetricName: 'M' };
const BLOCKED = { errors: [{ errorType: 'WAFForbiddenException', message: '403 Forbidden' }] };
const localhost = {
  Type: 'AWS::WAFv2::IPSet',
  Properties: { Scope: 'REGIONAL', IPAddressVersion: 'IPV4', Addresses: ['127.0.0.0/8'] },
};

/** The guest book behind a web ACL of these rules. */
async function start(rules: object[], change: (template: GuestBook) => void = () => undefined) {
  const lines: string[] = [];
  const cdkOut = writeGuestBook((template) => {
    template.Resources['Local'] = localhost;
    template.Resources['Acl'] = {
      Type: 'AWS::WAFv2::WebACL',
      Properties: { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, VisibilityConfig: visible, Rules: rules },
    };
    template.Resources['Before'] = {
      Type: 'AWS::WAFv2::WebACLAssociation',
      Properties: { ResourceArn: { 'Fn::GetAtt': ['Api', 'Arn'] }, WebACLArn: { 'Fn::GetAtt': ['Acl', 'Arn'] } },
    };
    change(template);
  });
  const host = await startHost({ cdkOut, stateFolder: makeFolder() }, { warn: (line) => lines.push(line) });
  onTestFinished(host.close);
  return { host, lines };
}

const ruleOf = (Statement: object, rest: object = {}) => ({
  Name: 'Rule',
  Priority: 0,
  Action: { Block: {} },
  Statement,
  VisibilityConfig: visible,
  ...rest,
});
const fromHere = ruleOf({ IPSetReferenceStatement: { Arn: { 'Fn::GetAtt': ['Local', 'Arn'] } } });

function post({ endpoint, outputs }: Host, query = '{ guests { name } }', headers: object = {}): Promise<Response> {
  const all = { 'x-api-key': outputs['Key'] ?? '', ...headers };
  return fetch(endpoint.replace('localhost', '127.0.0.1'), {
    method: 'POST',
    headers: all,
    body: JSON.stringify({ query }),
  });
}

describe('what stands before the API', () => {
  it('turns requests away as AppSync does, whoever they say they are: 403 WAFForbiddenException', async () => {
    const { host } = await start([fromHere]);
    const response = await post(host, undefined, { 'x-forwarded-for': '203.0.113.9' });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'WAFForbiddenException']);
    expect(await response.json()).toEqual(BLOCKED);
  });

  it('is asked before the key is, and about preflights and connections too', async () => {
    const { host } = await start([fromHere]);
    expect((await post(host, undefined, { 'x-api-key': 'wrong' })).status).toBe(403);
    expect((await fetch(host.endpoint.replace('localhost', '127.0.0.1'), { method: 'OPTIONS' })).status).toBe(403);
    const socket = new WebSocket(host.realtimeEndpoint.replace('localhost', '127.0.0.1'), 'graphql-ws');
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode)).on('open', () => resolve('open'));
    });
    socket.on('error', () => undefined).terminate();
    expect(status).toBe(403);
  });

  it('does not stand before the page: that is the host’s own', async () => {
    const { host } = await start([fromHere]);
    expect((await fetch(host.graphiql.replace('localhost', '127.0.0.1'))).status).toBe(200);
  });

  it('lets through what no rule means', async () => {
    const { host, lines } = await start([{ ...fromHere, Action: { Count: {} } }]);
    expect(await (await post(host)).json()).toEqual({ data: { guests: [] } });
    expect(lines).toEqual([]);
  });

  it('sees bodies where a rule is about them, and the key is still asked for', async () => {
    const FieldToMatch = { Body: { OversizeHandling: 'MATCH' } };
    const size = {
      SizeConstraintStatement: { FieldToMatch, Size: 200, ComparisonOperator: 'GT', TextTransformations: [] },
    };
    const { host } = await start([ruleOf(size)]);
    expect((await post(host, `{ guests { name } } # ${'x'.repeat(200)}`)).status).toBe(403);
    expect((await post(host)).status).toBe(200);
    expect((await post(host, undefined, { 'x-api-key': 'wrong' })).status).toBe(401);
  });

  it('names the rules of AWS’s own at start: they are not evaluated', async () => {
    const group = { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesKnownBadInputsRuleSet' } };
    const { lines } = await start([{ ...ruleOf(group), Action: undefined, OverrideAction: { None: {} } }]);
    expect(lines).toEqual(['Acl: the rules of others are not evaluated here, only on AWS: Rule.']);
  });
});

describe('a template is refused', () => {
  it.each<[string, RegExp, (template: GuestBook) => void]>([
    [
      'with a statement that cannot be evaluated',
      /Acl, rule Rule: the host cannot evaluate GeoMatchStatement/,
      ({ Resources }) => {
        Resources['Acl']!.Properties['Rules'] = [ruleOf({ GeoMatchStatement: { CountryCodes: ['AT'] } })];
      },
    ],
    [
      'with a firewall before something else',
      /Before must stand between a web ACL and an API/,
      ({ Resources }) => {
        Resources['Before']!.Properties['ResourceArn'] =
          'arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/b';
      },
    ],
    [
      'with a firewall for CloudFront',
      /WebACL.Scope is "CLOUDFRONT"; the host can do REGIONAL/,
      ({ Resources }) => {
        Resources['Acl']!.Properties['Scope'] = 'CLOUDFRONT';
      },
    ],
  ])('%s', async (_, complaint, change) => {
    await expect(start([], change)).rejects.toThrow(complaint);
  });
});

it('R20: one caller’s storm is turned away after ten seconds, and another key’s requests are answered', async () => {
  let nowMs = 0;
  const CustomKeys = [{ Header: { Name: 'x-api-key', TextTransformations: [{ Priority: 0, Type: 'NONE' }] } }];
  const rate = { Limit: 50, EvaluationWindowSec: 60, AggregateKeyType: 'CUSTOM_KEYS', CustomKeys };
  const rules = readRules([ruleOf({ RateBasedStatement: rate })], new Map(), 'Acl');
  const parts = { now: () => nowMs, enforceRates: true, warn: () => undefined };
  const firewall = createFirewall({ name: 'Acl', rules, defaultAction: 'Allow' }, parts);
  const auth = { type: 'API_KEY' as const, keys: ['ann', 'bob'].map((key) => ({ key, expiresAtMs: Infinity })) };
  const api = await serveApi('type Query { a: Int }', {}, { defaultAuth: auth }, { firewall });
  const ask = async (key: string) => (await api.post({ query: '{ a }' }, { 'x-api-key': key })).status;
  const storm = () => Promise.all(Array.from({ length: 60 }, () => ask('ann')));
  expect(new Set(await storm())).toEqual(new Set([200]));
  nowMs = 10_000;
  expect(new Set(await storm())).toEqual(new Set([403]));
  expect(await ask('bob')).toBe(200);
  nowMs = 80_000;
  expect(await ask('ann')).toBe(200);
});
