/** Signature Version 4, as every front of the host reads and checks it (AWS, "Create a signed AWS API request"). */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a caller signs with. */
export interface AccessKeys {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of a role's session: must be sent as `x-amz-security-token`. */
  sessionToken?: string;
}

/** A request as it was signed. */
export interface SignableRequest {
  method: string;
  /** Path and query, as on the request line. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What a request says of its signature. */
export interface Signature {
  accessKeyId: string;
  /** `YYYYMMDD`, as the scope has it. */
  date: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  time: string;
  region: string;
  service: string;
  /** Names in lower case. */
  signedHeaders: string[];
  /** 64 hex digits. */
  signature: string;
  sessionToken?: string;
  /** Of a presigned address: how long it holds. */
  expiresSeconds?: number;
}

/** How the path goes into the signature: S3 encodes it once and leaves dots alone, every other service twice. */
export type PathEncoding = 'once' | 'twice';

const CREDENTIAL = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;

/** The signature in the `Authorization` header; undefined where a part of it is missing. */
export function readHeaderSignature({ headers }: SignableRequest): Signature | undefined {
  const authorization = textOf(headers['authorization']);
  const token = headers['x-amz-security-token'];
  return assemble({
    credential: /Credential=([^,\s]+)/.exec(authorization)?.[1],
    time: textOf(headers['x-amz-date']),
    signedHeaders: /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1],
    signature: /Signature=([0-9a-f]{64})(?:,|$)/.exec(authorization)?.[1],
    ...(token !== undefined && { sessionToken: textOf(token) }),
  });
}

/** The signature in the query of a presigned address; undefined where a part of it is missing. */
export function readQuerySignature({ url }: SignableRequest): Signature | undefined {
  const query = new URLSearchParams(splitUrl(url).search);
  const expires = query.get('X-Amz-Expires') ?? '';
  const token = query.get('X-Amz-Security-Token');
  const signature = assemble({
    credential: query.get('X-Amz-Credential') ?? undefined,
    time: query.get('X-Amz-Date') ?? undefined,
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? undefined,
    signature: /^[0-9a-f]{64}$/.exec(query.get('X-Amz-Signature') ?? '')?.[0],
    ...(token !== null && { sessionToken: token }),
  });
  const isWhole = query.get('X-Amz-Algorithm') === 'AWS4-HMAC-SHA256' && /^\d{1,9}$/.test(expires);
  return signature && isWhole ? { ...signature, expiresSeconds: Number(expires) } : undefined;
}

interface SignatureParts {
  credential: string | undefined;
  time: string | undefined;
  signedHeaders: string | undefined;
  signature: string | undefined;
  sessionToken?: string;
}

function assemble({ credential, time, signedHeaders, signature, ...token }: SignatureParts): Signature | undefined {
  const [, accessKeyId, date, region, service] = CREDENTIAL.exec(credential ?? '') ?? [];
  if (!accessKeyId || !date || !region || !service || !time || !signedHeaders || !signature) return undefined;
  return { accessKeyId, date, time, region, service, signedHeaders: signedHeaders.split(';'), signature, ...token };
}

/** When a signature was made, in epoch ms; undefined where its time and its date do not fit together. */
export function readTimeMs({ time, date }: Signature): number | undefined {
  const found = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(time);
  if (found === null || !time.startsWith(date)) return undefined;
  const [year = 0, month = 0, day = 0, hour, minute, second] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Whether a request was signed with this secret. `payloadHash` is what stands for the body, mostly its SHA-256. */
export function isSignedWith(
  secretAccessKey: string,
  request: SignableRequest,
  signature: Signature,
  payloadHash: string,
  path: PathEncoding = 'twice',
): boolean {
  // Node reads the bytes of a header as Latin 1; signed were the bytes.
  const headers = Object.fromEntries(
    signature.signedHeaders.map((name) => [name, Buffer.from(textOf(request.headers[name]), 'latin1').toString()]),
  );
  const canonical = hashCanonical({ ...request, headers }, signature, payloadHash, path);
  const expected = sign(secretAccessKey, signature, canonical);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(signature.signature));
}

/** Where and when a request is signed for. */
export interface SigningScope {
  region: string;
  service: string;
  /** Epoch ms. */
  nowMs: number;
}

/** The headers of a request with its signature: `host` and every other one that is given are signed. */
export function signHeaders(
  keys: AccessKeys,
  request: SignableRequest,
  payloadHash: string,
  { region, service, nowMs }: SigningScope,
  path: PathEncoding = 'twice',
): Record<string, string> {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    ...Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, textOf(value)])),
    'x-amz-date': time,
    ...(keys.sessionToken !== undefined && { 'x-amz-security-token': keys.sessionToken }),
  };
  const signedHeaders = Object.keys(headers).sort();
  const scope = { date: time.slice(0, 8), time, region, service };
  const canonical = hashCanonical({ ...request, headers }, { signedHeaders }, payloadHash, path);
  const credential = `${keys.accessKeyId}/${scope.date}/${region}/${service}/aws4_request`;
  const signature = sign(keys.secretAccessKey, scope, canonical);
  const told = `Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...headers, authorization: `AWS4-HMAC-SHA256 ${told}` };
}

/** Lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function hashCanonical(
  { method, url, headers }: SignableRequest,
  { signedHeaders, expiresSeconds }: Pick<Signature, 'signedHeaders' | 'expiresSeconds'>,
  payloadHash: string,
  path: PathEncoding,
): string {
  const lines = signedHeaders.map((name) => `${name}:${textOf(headers[name]).trim().replaceAll(/ +/g, ' ')}\n`);
  const parts = [
    method,
    path === 'once' ? encodePath(decode(splitUrl(url).path)) : encodePath(new URL(url, 'http://host').pathname),
    canonicalQuery(splitUrl(url).search, expiresSeconds !== undefined),
    lines.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ];
  return sha256(parts.join('\n'));
}

/** By name, then by value; a presigned address is signed without its signature. */
function canonicalQuery(search: string, isPresigned: boolean): string {
  const pairs = [...new URLSearchParams(search)].filter(([name]) => !isPresigned || name !== 'X-Amz-Signature');
  const encoded = pairs.map(([name, value]) => [encode(name), encode(value)] as const);
  encoded.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  return encoded.map((pair) => pair.join('=')).join('&');
}

function splitUrl(url: string): { path: string; search: string } {
  const [path = '/', search = ''] = url.split(/\?(.*)/s);
  return { path, search };
}

function encodePath(path: string): string {
  return path.split('/').map(encode).join('/');
}

/** RFC 3986: encodeURIComponent leaves a few more characters as they are. */
function encode(text: string): string {
  const escape = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, escape);
}

/** What is no valid percent-encoding stays as it is: then nothing matches. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function textOf(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function sign(
  secretAccessKey: string,
  scope: Omit<SigningScope, 'nowMs'> & { date: string; time: string },
  canonicalHash: string,
): string {
  const names = [scope.date, scope.region, scope.service, 'aws4_request'];
  return hmac(
    deriveKey(secretAccessKey, names),
    ['AWS4-HMAC-SHA256', scope.time, names.join('/'), canonicalHash].join('\n'),
  ).toString('hex');
}

/** By secret and scope: each is good for a day, and a call takes five hashes without them. */
const KEYS = new Map<string, Buffer>();
const KEYS_MAX = 1000;

function deriveKey(secretAccessKey: string, names: readonly string[]): Buffer {
  const place = [secretAccessKey, ...names].join('\n');
  const key = KEYS.get(place) ?? names.reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  if (KEYS.size >= KEYS_MAX) KEYS.clear();
  KEYS.set(place, key);
  return key;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
