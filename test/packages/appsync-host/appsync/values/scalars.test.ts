import { readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { AWS_SCALARS } from '../../../../../packages/appsync-host/appsync/values/scalars.ts';
import { serveApi } from '../api-over-http.ts';

const good: Record<string, unknown[]> = {
  AWSDate: ['2026-11-23', '1970-01-01Z', '2024-02-29+05:30', '1970-01-01-07:00:30'],
  AWSTime: ['12:30', '12:30:24', '12:30:24.500+05:30', '12:30Z', '00:00:00.123456789'],
  AWSDateTime: ['2020-01-01T00:00+00:00', '2020-01-01T00:00:00Z', '1930-01-01T16:00:00.123-07:00'],
  AWSTimestamp: [0, 1700000000, -1],
  AWSEmail: ['a@b', 'first.last+tag@example.org'],
  AWSURL: ['https://example.org/a?b=//c', 'mailto:a@b.c', 'ftp://x/y'],
  AWSPhone: ['+441234567890', '555-234-5678', '(202) 555 0199', '+1 202 555 0199'],
  AWSIPAddress: ['127.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32'],
};

const bad: Record<string, unknown[]> = {
  AWSDate: ['2026-02-30', '2026-13-01', '23.11.2026', '2026-11-23T00:00Z', 20261123],
  AWSTime: ['24:00', '12:60', '1:00', '12:30:24.1234567890'],
  AWSDateTime: [
    '2020-01-01T00:00:00',
    '2020-01-01',
    '2020-01-01 00:00:00Z',
    '2020-05-23T06:4:37.000Z',
    '2020-01-01T00:00Z+1',
    true,
  ],
  AWSTimestamp: [1.5, '1', 1e300],
  AWSEmail: ['a', 'a@', 'a b@c'],
  AWSURL: ['example.org', 'https://example.org//a', 'https://a b'],
  AWSPhone: ['1110004444', '12', 'phone', '+12'],
  AWSIPAddress: ['256.0.0.1', '10.0.0.0/33', '::1/129', '10.0.0.0/8/8', 'host'],
};

/** An API that hands a scalar through, in and out. */
function serveScalar(name: string, resolve = (value: unknown) => value) {
  return serveApi(`type Query { same(value: ${name}): ${name} }`, {
    'Query.same': ({ arguments: args }) => resolve(args['value']),
  });
}

const table = (values: Record<string, unknown[]>) =>
  Object.entries(values).flatMap(([name, list]) => list.map((value): [string, unknown] => [name, value]));

describe('scalars', () => {
  test.each(table(good))('%s takes %j', async (name, value) => {
    const api = await serveScalar(name);
    const body = await api.ask(`query($value: ${name}) { same(value: $value) }`, { value });
    expect(body).toEqual({ data: { same: value } });
    expect(await api.ask(`{ same(value: ${JSON.stringify(value)}) }`)).toEqual({ data: { same: value } });
  });

  test.each(table(bad))('%s refuses %j as variable, literal and result', async (name, value) => {
    const api = await serveScalar(name);
    const variable = await api.ask(`query($value: ${name}) { same(value: $value) }`, { value });
    expect(variable.errors?.[0]?.['message']).toMatch(/^Variable 'value' has an invalid value\. Unable to parse `/);
    const literal = await api.ask(`{ same(value: ${JSON.stringify(value)}) }`);
    expect(literal.errors?.[0]?.['message']).toContain(`is not a valid '${name}' @ 'same'`);
    const result = await (await serveScalar(name, () => value)).ask('{ same }');
    expect(result).toMatchObject({ data: { same: null }, errors: [{ path: ['same'], locations: null }] });
    expect(result.errors?.[0]?.['message']).toMatch(/^Can't serialize value \(\/same\) : Unable to serialize `/);
  });

  test('AWSJSON comes in as text, is a value to resolvers, and goes out as text', async () => {
    const seen: unknown[] = [];
    const api = await serveScalar('AWSJSON', (value) => (seen.push(value), value));
    const query = 'query($value: AWSJSON) { same(value: $value) }';
    expect(await api.ask(query, { value: '{"a":[1,null]}' })).toEqual({ data: { same: '{"a":[1,null]}' } });
    expect(await api.ask(String.raw`{ same(value: "{\"b\":2}") }`)).toEqual({ data: { same: '{"b":2}' } });
    expect(seen).toEqual([{ a: [1, null] }, { b: 2 }]);
  });

  test.each(['{', '', 'a'])('AWSJSON refuses %j', async (value) => {
    const api = await serveScalar('AWSJSON');
    const { errors } = await api.ask('query($value: AWSJSON) { same(value: $value) }', { value });
    expect(errors?.[0]?.['message']).toBe(
      `Variable 'value' has an invalid value. Unable to parse \`${value}\` as valid JSON.`,
    );
  });

  test('are those that the built-in SDL declares', () => {
    const sdl = readFileSync(new URL('../../../../../packages/appsync-host/appsync.graphql', import.meta.url), 'utf8');
    const declared = parse(sdl).definitions.flatMap((one) =>
      one.kind === Kind.SCALAR_TYPE_DEFINITION ? one.name.value : [],
    );
    expect(AWS_SCALARS.map((scalar) => scalar.name).sort()).toEqual(declared.sort());
  });
});
