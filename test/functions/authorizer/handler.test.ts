import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hashKey, putClient } from '../../../store/clients/clients.ts';
import { type Dynamo, startDynamo } from '../../store/dynamo.ts';

const key = `trr_${'k'.repeat(40)}`;
const context = { functionName: 'authorizer', awsRequestId: 'r' } as Context;
let dynamo: Dynamo;
let written: string[];

beforeEach(async () => {
  dynamo = await startDynamo();
  written = [];
  vi.resetModules();
  vi.stubEnv('CLIENTS_TABLE', 'Clients');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.endpoint);
  // Powertools then writes through the console, where it can be read.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void written.push(String(line)));
  }
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await dynamo.close();
});

it('lets in the key that AppSync sends, and logs nothing of it', async () => {
  const { handler } = await import('../../../functions/authorizer/handler.ts');
  const keyHash = await hashKey(key);
  const client = { keyHash, clientId: 'cellar', name: 'n', scopes: [], state: 'active' as const, createdAt: '' };
  await putClient(dynamo.clients(), client, Date.now() + 10_000);
  const event = { authorizationToken: key, requestHeaders: { authorization: key } };
  expect(await handler(event, context)).toMatchObject({
    isAuthorized: true,
    resolverContext: { clientId: 'cellar', account: 'cellar' },
  });
  expect(await handler({}, context)).toEqual({ isAuthorized: false });
  expect(written.join('\n')).not.toContain(key);
});

it('throws and logs what keeps it from answering, without the key', async () => {
  vi.stubEnv('CLIENTS_TABLE', 'Elsewhere');
  const { handler } = await import('../../../functions/authorizer/handler.ts');
  await expect(handler({ authorizationToken: key }, context)).rejects.toThrow('resource not found');
  expect(written.join('\n')).toContain('ResourceNotFoundException');
  expect(written.join('\n')).not.toContain(key);
});
