import type { IncomingMessage } from 'node:http';

/** A request as WAF sees it. */
export interface WebRequest {
  method: string;
  /** Without the query. */
  path: string;
  /** What stands after the `?`; empty where there is none. */
  query: string;
  /** By name in small letters; repeated ones joined by commas. */
  headers: Readonly<Record<string, string>>;
  /** Of the connection; what a header says of another address is anybody's to write. */
  address: string;
  body: Buffer;
}

/** Describes a request as it came over HTTP, with as much of its body as is known. */
export function describeWebRequest(request: IncomingMessage, body: Buffer = Buffer.alloc(0)): WebRequest {
  const [path = '', ...query] = (request.url ?? '').split('?');
  const headers = Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(',')]);
  return {
    method: request.method ?? '',
    path,
    query: query.join('?'),
    headers: Object.fromEntries(headers) as Record<string, string>,
    address: nameAddress(request.socket.remoteAddress),
    body,
  };
}

/** IPv4 as it is, also where a socket for both says it in the words of IPv6. */
function nameAddress(address = ''): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
