import type { IncomingMessage } from 'node:http';
import type { Arrival } from '../request/arrival.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { Refusal } from '../request/refusal.ts';
import { parseJson, readHeaders } from './frames.ts';
import type { ConnectionFault } from './frames.ts';

/** The sub-protocol that AppSync speaks, of which only the name is that of graphql-ws. */
export const SUB_PROTOCOL = 'graphql-ws';

const HEADER_PREFIX = 'header-';

const MISSING_HEADERS = { message: 'Required headers are missing.', errorCode: 400 };

/**
 * Why a connection is not to be served; undefined when it is. Sub-protocol faults as in appsync-community#195 and
 * graphql-client#591, refused callers as in amplify-flutter#2763.
 */
export async function findConnectionFault(
  request: IncomingMessage,
  upgrade: Arrival,
  authenticate: Authenticate,
): Promise<ConnectionFault | undefined> {
  const protocols = offeredProtocols(request);
  if (protocols.length === 0) return { message: 'NoProtocolError', errorCode: 400 };
  if (!protocols.includes(SUB_PROTOCOL)) return { message: 'SubProtocolNotSupportedError', errorCode: 400 };
  const headers = readCredentials(upgrade, protocols);
  if (!headers['host'] || !(headers['authorization'] || headers['x-api-key'])) return MISSING_HEADERS;
  try {
    // A signer signs this request, which is never sent: POST <endpoint>/connect, with {} for a body.
    const connect = { method: 'POST', url: '/graphql/connect', body: Buffer.from('{}') };
    const identify = authenticate(presentHeaders(upgrade, headers, connect));
    await identify({ query: '', operationName: null, variables: {} });
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const message = 'You are not authorized to make this call.';
    return { errorType: 'UnauthorizedException', message, errorCode: 401 };
  }
}

/** An arrival over the connection, with the headers that the client put into its message instead of HTTP's. */
export function presentHeaders(
  upgrade: Arrival,
  headers: Record<string, string>,
  request: { method: string; url: string; body: Buffer },
): Arrival {
  const kept = Object.entries(upgrade.visibleHeaders).filter(([name]) => !name.startsWith('sec-websocket-'));
  return { ...upgrade, ...request, headers, visibleHeaders: { ...Object.fromEntries(kept), ...headers } };
}

/** Three forms: in the query, in the sub-protocol, as plain headers. The first that is there counts. */
function readCredentials(upgrade: Arrival, protocols: string[]): Record<string, string> {
  const inQuery = new URL(upgrade.url, 'http://host').searchParams.get('header');
  const inProtocol = protocols.find((one) => one.startsWith(HEADER_PREFIX))?.slice(HEADER_PREFIX.length);
  const encoded = inQuery ?? inProtocol;
  return encoded === undefined ? upgrade.headers : readHeaders(parseJson(decode(encoded)));
}

/** Base64 of either alphabet; a `+` that was not escaped has become a space. */
function decode(encoded: string): string {
  return Buffer.from(encoded.replaceAll(' ', '+'), 'base64').toString();
}

function offeredProtocols(request: IncomingMessage): string[] {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').flatMap((one) => one.trim() || []);
}
