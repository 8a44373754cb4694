/** A front for SDKs on 127.0.0.1, on any free port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A front at work. */
export interface SdkServer {
  /** For SDKs: AWS_ENDPOINT_URL_<NAME>. */
  endpoint: string;
  close: () => Promise<void>;
}

/** Larger bodies are cut off: Lambda takes 6 MB, and in base64 no more than this. */
const BODY_BYTES_MAX = 12 * 1024 ** 2;

/** Starts a front; a caller whose request `answer` rejects loses its connection. */
export async function listenForSdks(
  answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void>,
): Promise<SdkServer> {
  const server = createServer((request, response) => {
    void readBody(request)
      .then((body) => answer(request, body, response))
      .catch(() => response.destroy());
  });
  // Whoever calls decides how long an idle connection is kept.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) throw new Error('The body is too large.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
