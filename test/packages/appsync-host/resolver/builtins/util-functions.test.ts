import { describe, expect, it } from 'vitest';
import { createCall } from '../../../../../packages/appsync-host/resolver/call.ts';
import { FieldFault } from '../../../../../packages/appsync-host/resolver/signals.ts';
import {
  createExtensions,
  createUtilFunctions,
} from '../../../../../packages/appsync-host/resolver/builtins/util-functions.ts';
import { runBody, valueOf } from '../run-code.ts';

describe('util can be imported and used without a resolver', () => {
  const util = createUtilFunctions(createCall());

  it('makes ids', () => {
    expect(util.autoId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(util.autoUlid()).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(util.autoKsuid()).toMatch(/^[0-9A-Za-z]{27}$/);
    expect(util.autoUlid().slice(0, 10) <= util.autoUlid().slice(0, 10)).toBe(true);
    expect(util.autoId()).not.toBe(util.autoId());
  });

  it('throws what util.error is given', () => {
    expect(() => util.error('no', 'Wrong', { id: 1 }, { field: 'id' })).toThrow(FieldFault);
  });
});

describe('text functions', () => {
  it.each([
    [`util.base64Encode('Grüner')`, 'R3LDvG5lcg=='],
    [`util.base64Decode('R3LDvG5lcg==')`, 'Grüner'],
    [`util.urlEncode("a b/ü&~'*")`, 'a+b%2F%C3%BC%26%7E%27*'],
    [`util.urlDecode('a+b%2F%C3%BC')`, 'a b/ü'],
    [`util.escapeJavaScript('say "é"\\n')`, 'say \\"\\u00E9\\"\\n'],
    [`util.str.normalize('é', 'nfd').length`, 2],
    [`util.math.roundNum(2.5)`, 3],
    [`util.math.minVal(1, 2) + util.math.maxVal(1, 2)`, 3],
  ])('%s', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it('matches compares the whole text with a Java pattern', () => {
    expect(
      valueOf(`[util.matches('a*b', 'aaab'), util.matches('a*b', 'xaaab'), util.matches('(?i)A+', 'aa')]`),
    ).toEqual([true, false, true]);
  });
});

describe('util.time', () => {
  it('tells the time in UTC', () => {
    const [iso, seconds, ms] = valueOf(
      '[util.time.nowISO8601(), util.time.nowEpochSeconds(), util.time.nowEpochMilliSeconds()]',
    ) as [string, number, number];
    expect(iso).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Math.abs(Date.parse(iso) - ms)).toBeLessThan(1000);
    expect(Math.abs(seconds * 1000 - ms)).toBeLessThan(2000);
  });

  it.each([
    [`util.time.epochMilliSecondsToISO8601(1517943695750)`, '2018-02-06T19:01:35.750Z'],
    [`util.time.epochMilliSecondsToSeconds(1517943695750)`, 1517943695],
    [`util.time.parseISO8601ToEpochMilliSeconds('2018-02-01T17:21:05.180+08:00')`, 1517476865180],
    [`util.time.parseISO8601ToEpochMilliSeconds('2020-01-01T00:00+00:00')`, 1577836800000],
    [`util.time.parseISO8601ToEpochMilliSeconds('2018-02-01T17:21:05.180+08:00:30')`, 1517476835180],
    [`util.time.parseISO8601ToEpochMilliSeconds('2018-02-01T01:21:05.180-08:00:30')`, 1517476895180],
    [`util.time.epochMilliSecondsToFormatted(1517943695750, 'yyyy-MM-dd HH:mm:ssZ')`, '2018-02-06 19:01:35+0000'],
    [
      `util.time.epochMilliSecondsToFormatted(1517943695750, 'yyyy-MM-dd HH:mm:ssZ', 'Australia/Perth')`,
      '2018-02-07 03:01:35+0800',
    ],
    [`util.time.parseFormattedToEpochMilliSeconds('2018-02-01 17:21:05+08:00', 'yyyy-MM-dd HH:mm:ssZ')`, 1517476865000],
    [
      `util.time.parseFormattedToEpochMilliSeconds('2018-02-01 17:21:05', 'yyyy-MM-dd HH:mm:ss', 'Australia/Perth')`,
      1517476865000,
    ],
  ])('%s', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });
});

describe('util.dynamodb types values as the service does', () => {
  it.each([
    [
      `util.dynamodb.toDynamoDB({ a: 'b', n: 1.5, no: null, yes: true, list: ['x', { y: 2 }] })`,
      {
        M: {
          a: { S: 'b' },
          n: { N: 1.5 },
          no: { NULL: null },
          yes: { BOOL: true },
          list: { L: [{ S: 'x' }, { M: { y: { N: 2 } } }] },
        },
      },
    ],
    [`util.dynamodb.toMapValues({ a: 1 })`, { a: { N: 1 } }],
    [`util.dynamodb.toNumberSet([1, 23, 4.56])`, { NS: [1, 23, 4.56] }],
    [`util.dynamodb.toStringSet(['a'])`, { SS: ['a'] }],
    [`util.dynamodb.toNull()`, { NULL: null }],
    [`util.dynamodb.toS3Object('foo', 'bar', 'baz')`, { S: '{"s3":{"key":"foo","bucket":"bar","region":"baz"}}' }],
    [`util.dynamodb.fromS3ObjectJson('{"s3":{"key":"foo"}}')`, { key: 'foo' }],
    [`util.dynamodb.toString(null)`, null],
  ])('%s', (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });
});

describe('util.authType', () => {
  const iam = { accountId: '1', userArn: 'arn', sourceIp: ['::1'], username: 'AK' };
  const oidc = { sub: 'a', issuer: 'b', claims: {} };
  const pool = { ...oidc, username: 'c', sourceIp: ['::1'], defaultAuthStrategy: 'ALLOW' };
  it.each([
    [null, 'API Key Authorization'],
    [{ resolverContext: { clientId: 'c' } }, 'Lambda Authorization'],
    [{}, 'Lambda Authorization'],
    [iam, 'IAM Authorization'],
    [pool, 'User Pool Authorization'],
    [oidc, 'Open ID Connect Authorization'],
    [{ ...oidc, username: 'c' }, 'API Key Authorization'],
    [{ ...iam, sourceIp: null }, 'API Key Authorization'],
  ])('tells from %j', (identity, expected) => {
    expect(createUtilFunctions(createCall({ identity })).authType()).toBe(expected);
  });
});

describe('what a call leaves behind', () => {
  it('errors appended, headers and extensions', () => {
    const { call, outcome } = runBody(
      [
        `util.appendError('one', 'Odd', { id: 1 });`,
        `util.http.addResponseHeader('x-count', 7);`,
        `util.http.addResponseHeaders({ 'x-wine': 'Gamay' });`,
        `extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ id: { eq: 1 } }));`,
        `extensions.evictFromApiCache('Query', 'wine', { id: 1 });`,
        `return util.http.copyHeaders({ Host: 'a', accept: 'b' });`,
      ].join('\n'),
    );
    expect(outcome).toEqual({ kind: 'value', value: { accept: 'b' } });
    expect(call).toMatchObject({
      errors: [{ message: 'one', errorType: 'Odd', data: { id: 1 }, errorInfo: null }],
      responseHeaders: { 'x-count': '7', 'x-wine': 'Gamay' },
      subscriptionFilter: { filterGroup: [{ filters: [{ fieldName: 'id', operator: 'eq', value: 1 }] }] },
      extensions: [{ name: 'evictFromApiCache', arguments: ['Query', 'wine', { id: 1 }] }],
    });
  });

  it('restricted headers are refused', () => {
    expect(runBody(`util.http.addResponseHeader('x-amzn-trace', 'a');`).outcome).toMatchObject({ kind: 'error' });
  });

  it('the other extensions are recorded too', () => {
    const call = createCall();
    createExtensions(call).invalidateSubscriptions({ subscriptionField: 'onWine' });
    expect(call.extensions).toEqual([
      { name: 'invalidateSubscriptions', arguments: [{ subscriptionField: 'onWine' }] },
    ]);
  });
});
