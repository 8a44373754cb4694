import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import type { S3 } from '../../../../packages/appsync-host/s3/s3.ts';
import { makeFolder } from '../temporary-folder.ts';
import { connect, get, keys, start } from './cellar.ts';

const PAGE = 'https://wine.example.com';
const rule = {
  origins: ['https://*.example.com'],
  methods: ['PUT', 'GET'],
  headers: ['content-*'],
  exposedHeaders: ['ETag'],
  maxAgeSeconds: 3000,
};

const startWith = (...rules: (typeof rule)[]) => start(makeFolder(), undefined, rules);
const ask = async (s3: S3, headers: Record<string, string>) => {
  const response = await fetch(`${s3.endpoint}/models/a`, { method: 'OPTIONS', headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, code: /<Code>(.*)<\/Code>/.exec(text)?.[1], text };
};
const wish = (origin: string, method = 'PUT', headers = 'content-type') => ({
  origin,
  'access-control-request-method': method,
  'access-control-request-headers': headers,
});

describe('a page in a browser', () => {
  it('may ask beforehand, unsigned, and is told what the rule allows', async () => {
    const { status, headers } = await ask(await startWith(rule), wish(PAGE));
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'PUT, GET',
      'access-control-allow-headers': 'content-type',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '3000',
      'access-control-allow-credentials': 'true',
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    });
  });

  it('of any origin may, where the rule says *', async () => {
    const { headers } = await ask(await startWith({ ...rule, origins: ['*'] }), wish('http://anything'));
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    ['another origin', wish('https://example.org')],
    ['another method', wish(PAGE, 'DELETE')],
    ['another header', wish(PAGE, 'PUT', 'content-type, x-amz-meta-a')],
  ])('is refused for %s', async (_, headers) => {
    const answer = await ask(await startWith(rule), headers);
    expect(answer).toMatchObject({ status: 403, code: 'AccessForbidden' });
    expect(answer.text).toContain('CORSResponse: This CORS request is not allowed.');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is told so where the bucket has no rules, or it says nothing of itself', async () => {
    expect((await ask(await startWith(), wish(PAGE))).text).toContain(
      'CORSResponse: CORS is not enabled for this bucket.',
    );
    expect(await ask(await startWith(rule), {})).toMatchObject({ status: 400, code: 'BadRequest' });
  });

  it('may read what is refused to it, as well as what is not', async () => {
    const s3 = await startWith(rule);
    const response = await fetch(`${s3.endpoint}/models/a`, { headers: { origin: PAGE } });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
  });
});

describe('an address that was signed for an upload', () => {
  const presign = async (s3: S3, headers: Record<string, string>, query: Record<string, string> = {}) => {
    const { hostname, port } = new URL(s3.endpoint);
    const signer = new SignatureV4({
      service: 's3',
      region: 'us-east-1',
      uriEscapePath: false,
      credentials: keys,
      sha256: Sha256,
    });
    const request = {
      ...{ method: 'PUT', protocol: 'http:', hostname, path: '/models/upload', query },
      headers: { host: `${hostname}:${port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers },
    };
    const signed = await signer.presign(request, { expiresIn: 60, unhoistableHeaders: new Set(Object.keys(headers)) });
    const search = new URLSearchParams(signed.query as Record<string, string>).toString().replaceAll('+', '%20');
    return `${s3.endpoint}/models/upload?${search}`;
  };
  const said = { 'content-type': 'text/csv', 'content-length': '6' };
  const send = async (url: string, body: string, type = 'text/csv') => {
    const response = await fetch(url, { method: 'PUT', body, headers: { 'content-type': type, origin: PAGE } });
    return {
      status: response.status,
      code: /<Code>(.*)<\/Code>/.exec(await response.text())?.[1],
      headers: response.headers,
    };
  };

  it('takes the file of that type and length', async () => {
    const s3 = await startWith(rule);
    const { status, headers } = await send(await presign(s3, said), 'grapes');
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, PAGE]);
    expect(await get(connect(s3), { Key: 'upload' })).toMatchObject({ text: 'grapes', ContentType: 'text/csv' });
  });

  it('takes no other', async () => {
    const s3 = await startWith(rule);
    const refused = { status: 403, code: 'SignatureDoesNotMatch' };
    expect(await send(await presign(s3, said), 'more grapes')).toMatchObject(refused);
    expect(await send(await presign(s3, said), 'grapes', 'text/html')).toMatchObject(refused);
  });

  it('may have headers in it, which hold as if they were sent', async () => {
    const s3 = await startWith(rule);
    const checksum = (value: string) => presign(s3, said, { 'x-amz-checksum-crc32': value });
    expect(await send(await checksum('AAAAAA=='), 'grapes')).toMatchObject({ status: 400, code: 'BadDigest' });
    const address = await presign(s3, said, { 'x-amz-meta-origin': 'Beziers' });
    expect((await send(address, 'grapes')).status).toBe(200);
    expect((await get(connect(s3), { Key: 'upload' })).Metadata).toEqual({ origin: 'Beziers' });
  });
});
