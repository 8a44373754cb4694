import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../definition.ts';

/** A request as it was signed: header names in lower case, the body's bytes as they came. */
export interface SignedRequest {
  method: string;
  /** Path and query, as on the request line. */
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** Why a signature is not accepted, by AWS's own error names. */
export interface SignatureFault {
  errorType: 'UnrecognizedClientException' | 'InvalidSignatureException' | 'IncompleteSignatureException';
  message: string;
}

const SKEW_MS_MAX = 5 * 60 * 1000;

const CREDENTIAL = /Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;

/**
 * Verifies a Signature Version 4 made with the `Authorization` header; undefined when it holds.
 * Source: AWS, "Create a signed AWS API request".
 */
export function findSignatureFault(
  request: SignedRequest,
  credentials: Credentials,
  nowMs: number,
): SignatureFault | undefined {
  const authorization = request.headers['authorization'] ?? '';
  const [, accessKeyId, date, region, service] = CREDENTIAL.exec(authorization) ?? [];
  const signedHeaders = /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1]?.split(';');
  const signature = /Signature=([0-9a-f]{64})(?:,|$)/.exec(authorization)?.[1];
  const time = request.headers['x-amz-date'];
  if (!accessKeyId || !date || !region || !signedHeaders || !signature || !time)
    return fault(
      'IncompleteSignatureException',
      'Authorization header requires Credential, SignedHeaders, Signature and X-Amz-Date.',
    );
  if (accessKeyId !== credentials.accessKeyId || !isTokenRight(request, credentials))
    return fault('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (service !== 'appsync' || region !== credentials.region)
    return fault('InvalidSignatureException', `Credential should be scoped to ${credentials.region}/appsync.`);
  if (!isFresh(time, date, nowMs))
    return fault('InvalidSignatureException', `Signature expired or not yet current: ${time}.`);
  if (!signedHeaders.includes('host')) return fault('InvalidSignatureException', "'Host' must be a signed header.");
  const expected = sign(credentials, { date, time, region, service }, hashCanonical(request, signedHeaders));
  if (timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return undefined;
  return fault(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided.',
  );
}

function fault(errorType: SignatureFault['errorType'], message: string): SignatureFault {
  return { errorType, message };
}

function isTokenRight(request: SignedRequest, credentials: Credentials): boolean {
  return credentials.sessionToken === undefined || request.headers['x-amz-security-token'] === credentials.sessionToken;
}

function isFresh(time: string, date: string, nowMs: number): boolean {
  const found = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(time);
  if (found === null || !time.startsWith(date)) return false;
  const [year = 0, month = 0, day = 0, hour, minute, second] = found.slice(1).map(Number);
  return Math.abs(Date.UTC(year, month - 1, day, hour, minute, second) - nowMs) <= SKEW_MS_MAX;
}

function hashCanonical(request: SignedRequest, signedHeaders: string[]): string {
  const { pathname, searchParams } = new URL(request.url, 'http://host');
  const query = [...searchParams].map((pair) => pair.map(encode).join('=')).sort();
  const headers = signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`,
  );
  const canonical = [
    request.method,
    pathname.split('/').map(encode).join('/'),
    query.join('&'),
    headers.join(''),
    signedHeaders.join(';'),
    sha256(request.body),
  ];
  return sha256(canonical.join('\n'));
}

/** RFC 3986: encodeURIComponent leaves a few more characters as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

interface Scope {
  date: string;
  time: string;
  region: string;
  service: string;
}

function sign(credentials: Credentials, { date, time, region, service }: Scope, canonicalHash: string): string {
  const scope = [date, region, service, 'aws4_request'];
  const key = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${credentials.secretAccessKey}`));
  return hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), canonicalHash].join('\n')).toString('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
