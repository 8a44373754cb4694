import type * as fsPromises from 'node:fs/promises';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Registry, startRegistry } from '../registry.ts';

const context = { functionName: 'models', awsRequestId: 'r' } as Context;
let registry: Registry;
let written: string[];
beforeEach(async () => {
  registry = await startRegistry({ exampleCount: 200 });
  written = [];
  vi.resetModules();
  for (const [name, value] of Object.entries(registry.environment)) vi.stubEnv(name, value);
  // Powertools then writes through the console, where it can be read.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void written.push(String(line)));
  }
});
afterEach(async () => {
  vi.doUnmock('node:fs/promises');
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await registry.close();
});

/** The handler as Lambda starts it; the starter version lies beside the bundle, and here in the registry's folder. */
async function startHandler() {
  const { starterFolder } = registry;
  vi.doMock('node:fs/promises', async (original) => {
    const fs = await original<typeof fsPromises>();
    const readFile = (path: URL, ...rest: never[]) =>
      fs.readFile(new URL(String(path).split('/').at(-1) ?? '', starterFolder), ...rest);
    return { ...fs, readFile };
  });
  const { handler } = await import('../../../functions/models/handler.ts');
  return handler;
}

it('answers an operation with a value', async () => {
  const handler = await startHandler();
  const answer = await handler({ operation: 'champion', clientId: 'o', arguments: {} }, context);
  expect(answer).toMatchObject({ value: { id: 'starter-made-up', state: 'CHAMPION', decision: null } });
});

it.each([null, {}, { operation: 'toString', clientId: 'o', arguments: {} }, { operation: 'champion', arguments: {} }])(
  'answers what it did not foresee as Internal, and logs it: %j',
  async (payload) => {
    const handler = await startHandler();
    const answer = await handler(payload, context);
    expect(answer).toMatchObject({ failure: { errorType: 'Internal', errorInfo: { retryable: true } } });
    expect(written.join('\n')).toContain('Unforeseen');
  },
);
