import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { command } from '../../../cli/commands/prune.ts';
import { setStage, type Stage } from '../surroundings.ts';

let stage: Stage;
let deleted: string[];
let lambda: { endpoint: string; close: () => Promise<void> };
/** What aliases send calls to, by function. */
let used: Record<string, object[]>;
/** How many versions each function has. */
let counts: Record<string, number>;
let refusal: string | undefined;

beforeEach(async () => {
  stage = await setStage();
  deleted = [];
  refusal = undefined;
  counts = { predict: 14, train: 3 };
  used = { predict: [{ Name: 'live', FunctionVersion: '14' }], train: [{ Name: 'live', FunctionVersion: '3' }] };
  lambda = await startLambda();
  const outputs = { Endpoint: 'https://x.appsync-api.eu-central-1.amazonaws.com/graphql' };
  await writeFile(
    join(stage.folder, 'outputs.json'),
    JSON.stringify({ Terroir: { ...outputs, ReleasedFunctionNames: 'predict,train' } }),
  );
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', lambda.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await lambda.close();
  await stage.clear();
});

/** Lambda, as far as the command speaks with it: versions come in pages of five. */
async function startLambda() {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://lambda');
    const [, name = '', what] = /^\/2015-03-31\/functions\/([^/]+)(?:\/(versions|aliases))?$/.exec(url.pathname) ?? [];
    if (refusal !== undefined) {
      response.writeHead(403, { 'x-amzn-errortype': refusal }).end('{}');
    } else if (request.method === 'DELETE') {
      deleted.push(`${name}:${url.searchParams.get('Qualifier') ?? 'ALL'}`);
      response.writeHead(204).end();
    } else if (what === 'aliases') {
      response.end(JSON.stringify({ Aliases: used[name] }));
    } else {
      const from = Number(url.searchParams.get('Marker') ?? 0);
      const all = ['$LATEST', ...Array.from({ length: counts[name] ?? 0 }, (_, n) => String(n + 1))];
      const page = all.slice(from, from + 5).map((Version) => ({ Version, LastModified: '2026-11-28T12:00:00.000Z' }));
      response.end(JSON.stringify({ Versions: page, ...(from + 5 < all.length && { NextMarker: String(from + 5) }) }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const prune = (...args: string[]) => command.run(['--outputs', 'outputs.json', ...args], stage);

describe('terroir prune', () => {
  it('deletes all but the newest ten versions of each function, and never a function', async () => {
    expect(await prune('--yes')).toBe(0);
    expect(deleted).toEqual(['predict:4', 'predict:3', 'predict:2', 'predict:1']);
    expect(stage.printed[0]).toBe('deleted predict:4, made 2026-11-28T12:00:00.000Z');
  });

  it('only tells what it would delete, unless it is told to', async () => {
    await prune();
    expect(deleted).toEqual([]);
    expect(stage.printed.at(-1)).toBe('Nothing was deleted. To delete these 4, add --yes.');
    expect(stage.printed).toHaveLength(5);
  });

  it('keeps a version to which an alias sends calls, however old, be it a part of them while a release goes on', async () => {
    const weights = { AdditionalVersionWeights: { '3': 0.1 } };
    used['predict'] = [{ Name: 'live', FunctionVersion: '1', RoutingConfig: weights }];
    await prune('--yes');
    expect(deleted).toEqual(['predict:4', 'predict:2']);
  });

  it('keeps as many as it is told to, and says so where there are no more', async () => {
    await prune('--yes', '--keep', '2');
    expect(deleted).toContain('train:1');
    counts = { predict: 2, train: 1 };
    deleted.length = 0;
    await prune('--yes', '--keep', '2');
    expect(deleted).toEqual([]);
    expect(stage.printed.at(-1)).toBe('Nothing to delete: no function has more than 2 versions.');
  });

  it.each(['1', '0', '-3', 'some', '2.5'])('does not keep %s: there must be one to go back to', async (keep) => {
    await expect(prune(`--keep=${keep}`)).rejects.toThrow(`--keep must be a whole number from 2 on, not ${keep}.`);
  });

  it('says what to do where there is no deployment, and where AWS does not let it', async () => {
    await expect(command.run([], stage)).rejects.toThrow('Say which deployment: --outputs FILE.');
    refusal = 'AccessDeniedException';
    await expect(prune('--yes')).rejects.toThrow(
      'The versions of predict could not be pruned (AccessDeniedException). Check the AWS credentials',
    );
  });
});
