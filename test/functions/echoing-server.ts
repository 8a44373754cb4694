import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Every way in which what was sent may come back from what should be DynamoDB or S3. */
export const ECHOES = {
  'no HTTP at all': (body: string) => body,
  'an HTML page with status 503': (body: string) => http('503 Service Unavailable', `<html>${body}</html>`),
  'an HTML page with status 200': (body: string) => http('200 OK', `<html>${body}</html>`),
  'a refusal of a value': (body: string) =>
    http('400 Bad Request', JSON.stringify({ __type: 'x#ValidationException', message: `The value ${body} is wrong` })),
  'an exception of that name': (body: string) =>
    http('400 Bad Request', JSON.stringify({ __type: body, message: body })),
  'JSON that is cut off': (body: string) => http('200 OK', `{"Item":{"description":{"S":"${body.slice(0, 400)}`),
  'a header of that text': (body: string) =>
    `HTTP/1.1 200 OK\r\nx-amzn-requestid: ${body}\r\ncontent-length: 0\r\n\r\n`,
  'fields of another shape': (body: string) =>
    http('200 OK', JSON.stringify({ Item: body, Items: body, Responses: body })),
} as const;

/** One of them. */
export type Echo = keyof typeof ECHOES;

function http(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}

/** A server that sends back what it was sent, and a mark of its own, in that way. */
export async function startEchoing(echo: Echo, mark: string): Promise<{ endpoint: string; close: () => void }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let sent = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      sent += text;
      const [head = '', body] = sent.split('\r\n\r\n');
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      if (body !== undefined && Buffer.byteLength(body) >= length) socket.end(ECHOES[echo](`${mark} ${body}`));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}
