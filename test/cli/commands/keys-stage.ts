import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { command } from '../../../cli/commands/keys.ts';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import { findClient, hashKey } from '../../../store/clients/clients.ts';
import { startDynamo, type Dynamo } from '../../store/dynamo.ts';
import { readyMessage } from '../ready-message.ts';
import { setStage, type Stage } from '../surroundings.ts';

export let dynamo: Dynamo;
export let stage: Stage;
/** What the API is asked by IAM, and how it answers. */
export const api = { status: 200, calls: [] as object[] };

/** Sets up, for the tests of a file, a table of keys and an API that is told whose subscriptions are to end. */
export function setUpKeys(): void {
  let server: Server;
  beforeAll(async () => {
    dynamo = await startDynamo();
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        api.calls.push((JSON.parse(body) as { variables: object }).variables);
        response.writeHead(api.status).end('{"data":{}}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await dynamo.close();
  });
  beforeEach(async () => {
    stage = await setStage();
    api.status = 200;
    api.calls.length = 0;
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    await mkdir(join(stage.folder, '.local'));
    await writeHostFile(join(stage.folder, '.local'), { ...readyMessage(dynamo.endpoint), endpoint, key: 'unused' });
  });
  afterEach(async () => {
    dynamo.faults.current = undefined;
    await stage.clear();
  });
}

export const later = (): number => Date.now() + 5_000;

/** Runs `terroir keys` with these arguments, and brings its exit code. */
export const keys = (...args: string[]): Promise<number> => command.run(args, stage);

/** A key that `terroir keys create` has made; `id` is by what the command line names it. */
export async function create(...options: string[]): Promise<{ key: string; clientId: string; id: string }> {
  expect(await keys('create', '--name', 'An app', ...options)).toBe(0);
  const key = stage.printed.pop() ?? '';
  const { clientId = '', keyHash = '' } = (await storedOf({ key })) ?? {};
  return { key, clientId, id: keyHash.slice(0, 12) };
}

export const storedOf = async ({ key }: { key: string }): Promise<StoredClient | undefined> =>
  findClient(dynamo.clients(), await hashKey(key), later());

/** What the API is asked so that what a key listens to ends. */
export const endOf = (keyHash: string): object[] =>
  ['onTrainingProgress', 'onTrainingCompleted', 'onPredictionJob'].map((subscription) => ({ keyHash, subscription }));
