import type { IncomingMessage } from 'node:http';
import type { SignedRequest } from '../access/sigv4.ts';

/** What is known of a request before its body is understood. */
export interface Arrival extends SignedRequest {
  requestId: string;
  sourceIp: string;
  /** For resolvers and authorizers: repeated headers as lists, no cookie. */
  visibleHeaders: Record<string, string | string[]>;
}

/** Describes a request as it came over HTTP. */
export function describeArrival(request: IncomingMessage, body: Buffer, requestId: string): Arrival {
  const visible: [string, string | string[]][] = [];
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    const [first = ''] = values;
    headers[name] = values.join(',');
    if (name !== 'cookie') visible.push([name, values.length > 1 ? values : first]);
  }
  const forwarded = headers['x-forwarded-for']?.split(',')[0]?.trim();
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers,
    visibleHeaders: Object.fromEntries(visible),
    body,
    requestId,
    sourceIp: forwarded ?? request.socket.remoteAddress ?? '',
  };
}
