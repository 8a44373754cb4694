import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AccessKeys, sha256, signHeaders } from '../../../packages/appsync-host/iam/sigv4.ts';

/** A request to DynamoDB or S3, as it comes by. */
export interface Passing {
  /** `PutItem`, `BatchWriteItem`, …; of S3 the method, `GET`. */
  operation: string;
  url: string;
  body: string;
}

/** What becomes of a request on its way. */
export type Fault =
  /** It never arrives, and this comes back. */
  | { kind: 'answer'; status: number; type?: string; body?: string }
  /** It arrives after so many milliseconds. */
  | { kind: 'late'; ms: number }
  /** The connection breaks before it arrives, or after it was carried out. */
  | { kind: 'cut'; when: 'before' | 'after' }
  /** Nothing ever comes back. */
  | { kind: 'hang' }
  /** Of a BatchWriteItem, so many are written, and the rest comes back as unprocessed. */
  | { kind: 'partial'; written: number }
  /** What comes back is changed; its length, as it is told, too. */
  | { kind: 'altered'; change: (body: Buffer) => Buffer };

/** Says what becomes of a request; undefined lets it through. */
export type Rule = (passing: Passing) => Fault | undefined;

/** A proxy before a service of the laptop host. */
export interface Proxy {
  endpoint: string;
  /** Where requests go on to; set once it is known. */
  target: string | undefined;
  /** The rules by which faults are made: the first that has one says what becomes of a request. */
  rules: Set<Rule>;
  /** What has come by, in order. */
  passed: Passing[];
  close(): Promise<void>;
}

/** With `keys` it signs a request anew that it has changed. */
export async function startProxy({ keys }: { keys?: () => AccessKeys } = {}): Promise<Proxy> {
  const server = createServer((request, response) => {
    void pass(proxy, request, response, keys).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: Proxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: undefined,
    rules: new Set(),
    passed: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

async function pass(
  proxy: Proxy,
  request: IncomingMessage,
  response: ServerResponse,
  keys: (() => AccessKeys) | undefined,
): Promise<void> {
  const body = await readAll(request);
  const target = request.headers['x-amz-target'];
  const operation = target === undefined ? (request.method ?? '') : (String(target).split('.')[1] ?? '');
  const passing = { operation, url: request.url ?? '', body: body.toString() };
  proxy.passed.push(passing);
  const fault = findFault(proxy.rules, passing);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'answer') {
    response.writeHead(fault.status, { 'content-type': fault.type ?? 'text/html' }).end(fault.body);
    return;
  }
  if (fault?.kind === 'partial') {
    return passPart(proxy, request, response, { body: passing.body, written: fault.written, keys: keys?.() });
  }
  if (fault?.kind === 'late') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault?.kind === 'cut' && fault.when === 'before') return void response.destroy();
  const answer = await forward(proxy, request, body);
  if (fault?.kind === 'cut') return void response.destroy();
  const bytes = fault?.kind === 'altered' ? fault.change(answer.body) : answer.body;
  const { 'content-length': length, ...headers } = answer.headers;
  const told = request.method === 'HEAD' || length === undefined ? length : String(bytes.length);
  response.writeHead(answer.status, { ...headers, ...(told === undefined ? {} : { 'content-length': told }) });
  response.end(bytes);
}

function findFault(rules: ReadonlySet<Rule>, passing: Passing): Fault | undefined {
  for (const rule of rules) {
    const fault = rule(passing);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

interface Requests {
  RequestItems: Record<string, unknown[]>;
}

/** Lets a part of a batch through, signed anew, and gives back the rest. */
async function passPart(
  proxy: Proxy,
  request: IncomingMessage,
  response: ServerResponse,
  { body, written, keys }: { body: string; written: number; keys: AccessKeys | undefined },
): Promise<void> {
  const { RequestItems } = JSON.parse(body) as Requests;
  const [[table = '', puts = []] = []] = Object.entries(RequestItems);
  const part = Buffer.from(JSON.stringify({ RequestItems: { [table]: puts.slice(0, written) } }));
  const { host = '', 'content-type': type = '', 'x-amz-target': target = '' } = request.headers;
  const named = { host, 'content-type': type, 'x-amz-target': String(target) };
  const scope = { region: 'us-east-1', service: 'dynamodb', nowMs: Date.now() };
  const headers = keys ? signHeaders(keys, { method: 'POST', url: '/', headers: named }, sha256(part), scope) : named;
  const answer = written === 0 ? { status: 200 } : await forward(proxy, { method: 'POST', url: '/', headers }, part);
  if (answer.status !== 200) throw new Error('The part of the batch was refused.');
  const rest = puts.slice(written);
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ UnprocessedItems: rest.length === 0 ? {} : { [table]: rest } }));
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

type Sendable = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** As it came, `host` included: that is signed. */
async function forward({ target }: Proxy, { method, url, headers }: Sendable, body: Buffer) {
  const { hostname, port } = new URL(target ?? '');
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'transfer-encoding'));
  const there = send({ hostname, port, method, path: url, headers: { ...own, 'content-length': body.length } });
  there.once('response', resolve).once('error', reject).end(body);
  const answer = await promise;
  const received = await readAll(answer);
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: received };
}

const AMZ_JSON = 'application/x-amz-json-1.0';
const dynamodbError = (status: number, type: string): Fault => ({
  kind: 'answer',
  status,
  type: AMZ_JSON,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'A fault.' }),
});

/** What DynamoDB, S3 and what lies before them answer on bad days. */
export const FAULTS = {
  throttled: dynamodbError(400, 'ProvisionedThroughputExceededException'),
  throttling: dynamodbError(400, 'ThrottlingException'),
  internal: dynamodbError(500, 'InternalServerError'),
  denied: dynamodbError(400, 'AccessDeniedException'),
  html: { kind: 'answer', status: 503, body: '<html><body><h1>503 Service Unavailable</h1></body></html>' },
  s3Denied: {
    kind: 'answer',
    status: 403,
    type: 'application/xml',
    body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
  },
  s3SlowDown: {
    kind: 'answer',
    status: 503,
    type: 'application/xml',
    body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Reduce it.</Message></Error>',
  },
  cutBefore: { kind: 'cut', when: 'before' },
  cutAfter: { kind: 'cut', when: 'after' },
  hang: { kind: 'hang' },
} as const satisfies Record<string, Fault>;

/** The first `count` requests that match meet the fault, the others none. */
export function first(count: number, fault: Fault, matches: (passing: Passing) => boolean = () => true): Rule {
  let left = count;
  return (passing) => (matches(passing) && left-- > 0 ? fault : undefined);
}

/** Every second of those that match meets the fault, by a sequence that is the same each time. */
export function half(fault: Fault, matches: (passing: Passing) => boolean = () => true): Rule {
  let state = 7;
  return (passing) => {
    if (!matches(passing)) return undefined;
    state = (state * 48_271) % 2_147_483_647;
    return state % 2 === 0 ? fault : undefined;
  };
}

/** Whether a request to DynamoDB writes. */
export function isWrite({ operation }: Passing): boolean {
  return /^(Put|Update|Delete|BatchWrite)/.test(operation);
}
