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
  Object.assign(disk, { reads: 0, fails: false });
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

/** How often a file was read, and whether reading fails. */
const disk = { reads: 0, fails: false };

/** The handler as Lambda starts it; the starter version lies beside the bundle, and here in the registry's folder. */
async function startHandler() {
  const { starterFolder } = registry;
  vi.doMock('node:fs/promises', async (original) => {
    const fs = await original<typeof fsPromises>();
    const readFile = (path: URL, ...rest: never[]) => {
      disk.reads += 1;
      if (disk.fails) throw new Error('The disk does not answer.');
      return fs.readFile(new URL(String(path).split('/').at(-1) ?? '', starterFolder), ...rest);
    };
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

it('reads the starter’s manifest once a process, and again where that failed', async () => {
  const handler = await startHandler();
  const champion = () => handler({ operation: 'champion', clientId: 'o', arguments: {} }, context);
  disk.fails = true;
  expect(await champion()).toMatchObject({ failure: { errorType: 'Internal' } });
  disk.fails = false;
  const before = disk.reads;
  await champion();
  expect(await champion()).toMatchObject({ value: { id: 'starter-made-up' } });
  expect(disk.reads).toBe(before + 1);
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
