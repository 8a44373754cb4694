import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { describeArrival } from './arrival.ts';
import type { Arrival } from './arrival.ts';
import type { Answer } from '../execute/run.ts';
import { Refusal, refuseByFirewall, refuseRequest } from './refusal.ts';
import { type BodyReader, createBodyReader } from './body.ts';
import type { Firewall } from '../../waf/firewall.ts';
import { describeWebRequest } from '../../waf/web-request.ts';

/** What the addresses of the API answer with. */
export interface HttpParts {
  /** Whether a caller is known by its headers. Errors: Refusal for one that is not let in whatever its body says. */
  screen: (arrival: Arrival) => boolean;
  answer: (arrival: Arrival) => Promise<{ answer: Answer; responseHeaders: Record<string, string> }>;
  /** Asked about every request to the endpoint, the preflights of browsers too. */
  firewall?: Firewall;
  /** The page, as HTML. */
  graphiql: (endpoint: string) => Promise<string>;
}

const ALLOWED_METHODS: Record<string, string> = { '/graphql': 'GET, POST, OPTIONS', '/graphiql': 'GET, HEAD' };

/** Routes requests to the endpoint and to the page, to which `/` leads; 404 and 405 elsewhere. */
export function createListener(parts: HttpParts): RequestListener {
  const readBody = createBodyReader();
  return (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const method = request.method ?? '';
    if (path === '/' && method === 'GET') return void response.writeHead(302, { location: '/graphiql' }).end();
    const allowed = ALLOWED_METHODS[path];
    if (allowed === undefined)
      return refuse(request, response, refuseRequest(404, 'NotFoundException', `There is no ${path}.`));
    if (!allowed.split(', ').includes(method)) {
      response.setHeader('allow', allowed);
      return refuse(request, response, refuseRequest(405, 'MethodNotAllowedException', `${path} takes ${allowed}.`));
    }
    if (path === '/graphiql') void showGraphiql(parts, request, response);
    else if (method === 'OPTIONS') answerPreflight(parts, request, response);
    else void answerGraphql(parts, readBody, request, response);
  };
}

async function answerGraphql(
  parts: HttpParts,
  readBody: BodyReader,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const arrival = await admit(parts, readBody, request, response);
    const { answer, responseHeaders } = await parts.answer(arrival);
    for (const [name, value] of Object.entries(responseHeaders)) response.setHeader(name, value);
    sendJson(response, 200, answer);
  } catch (error) {
    refuse(request, response, error);
  }
}

/** A request with its body, once the firewall and a look at its headers have let it in. Errors: Refusal. */
async function admit(
  { firewall, screen }: HttpParts,
  readBody: BodyReader,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Arrival> {
  const requestId = randomUUID();
  response.setHeader('x-amzn-requestid', requestId);
  const arrival = describeArrival(request, Buffer.alloc(0), requestId);
  if (firewall?.readsBody === true) {
    // WAF comes first, so that nobody is known before the body is.
    arrival.body = await readBody(request, response, false);
    if (firewall.blocks(describeWebRequest(request, arrival.body))) throw refuseByFirewall();
    screen(arrival);
    return arrival;
  }
  if (firewall?.blocks(describeWebRequest(request)) === true) throw refuseByFirewall();
  arrival.body = await readBody(request, response, screen(arrival));
  return arrival;
}

/** AppSync lets any page call it; the key is what protects. */
function answerPreflight({ firewall }: HttpParts, request: IncomingMessage, response: ServerResponse): void {
  if (firewall?.blocks(describeWebRequest(request)) === true) return refuse(request, response, refuseByFirewall());
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS');
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
  response.setHeader('access-control-max-age', '172800');
  allowAnyOrigin(response);
  response.writeHead(200).end();
}

function allowAnyOrigin(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', 'x-amzn-RequestId,x-amzn-ErrorType');
}

/** No other site may show the page in a frame of its own and have its key spent by clicks. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The page holds a key, so no other origin may read it: it gets no CORS header. */
async function showGraphiql(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const page = await parts.graphiql('/graphql');
    response.writeHead(200, PAGE_HEADERS);
    response.end(request.method === 'HEAD' ? undefined : page);
  } catch (error) {
    refuse(request, response, error);
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (request.destroyed && !request.complete) return;
  const refusal = error instanceof Refusal ? error : failInside(error);
  if (refusal.status === 405 && !response.hasHeader('allow')) response.setHeader('allow', 'POST, OPTIONS');
  if (refusal.errorType !== null) response.setHeader('x-amzn-ErrorType', refusal.errorType);
  request.resume();
  sendJson(response, refusal.status, refusal.body);
}

/** The host's own fault: told on the terminal, not to the client. */
function failInside(error: unknown): Refusal {
  process.stderr.write(`${inspect(error)}\n`);
  return refuseRequest(500, 'InternalFailure', 'The request failed inside the host; its terminal says why.');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  allowAnyOrigin(response);
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', 'content-length': bytes.length });
  response.end(bytes);
}
