import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** CloudWatch as far as the SDK asks it here: each action answers what a test says, and what was asked is kept. */
export interface FakeCloudWatch {
  endpoint: string;
  /** Action and body of each request, in order. */
  asked: { action: string; body: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** Starts a server that answers an action with one page after the other, and then with the last again. */
export async function startFakeCloudWatch(pages: Record<string, object[]>): Promise<FakeCloudWatch> {
  const asked: FakeCloudWatch['asked'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      asked.push({ action, body: JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown> });
      const list = pages[action] ?? [];
      const page = list[Math.min(list.length, asked.filter((one) => one.action === action).length) - 1];
      response.writeHead(page === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(page ?? { __type: 'AccessDeniedException', message: 'no' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
