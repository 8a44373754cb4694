import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { openEngine } from './engine.ts';

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('asks another engine by tables of its own, and answers by the names that tests know', async () => {
  const asked: string[] = [];
  const other = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      asked.push(String(request.headers['x-amz-target']), body);
      response.writeHead(400).end(body);
    });
  });
  const endpoint = await listen(other);
  const ask = async () => {
    const engine = await listen(openEngine({ DYNAMODB_ENDPOINT: endpoint }));
    const body = JSON.stringify({ RequestItems: { Models: [] }, TableName: 'Clients', IndexName: 'byLabelMonth' });
    const headers = { 'x-amz-target': 'DynamoDB_20120810.Any' };
    const response = await fetch(engine, { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([400, body]);
  };
  await ask();
  await ask();
  const [target, first = '', , second = ''] = asked;
  expect(target).toBe('DynamoDB_20120810.Any');
  expect(first).toMatch(/^{"RequestItems":{"(\w+-)Models":\[\]},"TableName":"\1Clients","IndexName":"byLabelMonth"}$/);
  expect(second).not.toBe(first);
});
