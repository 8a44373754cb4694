import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fire, fireAtAll, type Load } from '../../../bench/measure/load.ts';

/** Answers what its path says. */
const ANSWERS: Record<string, [status: number, body: string]> = {
  '/good': [200, '{"data":{}}'],
  '/refused': [200, '{"data":null,"errors":[{"message":"No."}]}'],
  '/gone': [404, 'Nothing.'],
};

let server: Server;
let load: Omit<Load, 'requests'>;
beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, body] = ANSWERS[request.url ?? ''] ?? [500, ''];
    request.resume().once('end', () => response.writeHead(status).end(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  load = { url, headers: {}, connections: 1, until: { answers: 6 } };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const asking = (...paths: string[]) => paths.map((path) => ({ method: 'POST' as const, path, body: '{}' }));

test('answers that are errors, in HTTP or in GraphQL, are counted, and the first is told', async () => {
  const { failed, fault } = await fireAtAll({ ...load, requests: asking('/good', '/refused', '/gone') });
  expect(failed).toBe(4);
  expect(fault).toContain('4 refused. {"data":null,"errors":[{"message":"No."}]}');
});

test('where all must be well, one error is the end', async () => {
  await expect(fire({ ...load, requests: asking('/good', '/good', '/gone') })).rejects.toThrow('2 refused. Nothing.');
  expect(await fire({ ...load, requests: asking('/good') })).toMatchObject({ p50Ms: expect.any(Number) as number });
});
