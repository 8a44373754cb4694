import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readHostFile } from '../../cli/laptop/host-file.ts';
import { createClient, type Client } from '../../packages/client/client.ts';
import { descendantsOf, isRunning, spawnNode, TERROIR, type Spawned } from '../cli/spawned.ts';
import { api, someWine } from './api.ts';

const onLaptop = api.keysIn !== null && 'folder' in api.keysIn;

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'terroir-host-'))));
afterAll(() => rm(folder, { recursive: true }));

const start = (...args: string[]): Spawned => spawnNode([TERROIR, 'start', ...args], { stdin: 'pipe' });

async function startUp(...args: string[]): Promise<{ host: Spawned; terroir: Client; port: string; key: string }> {
  const host = start('--data', folder, ...args);
  await host.until('Ctrl-C to stop.');
  const { endpoint = '', key = '' } = (await readHostFile(folder)) ?? {};
  return { host, terroir: createClient({ endpoint, key }), port: new URL(endpoint).port, key };
}

async function stop(host: Spawned, signal: NodeJS.Signals): Promise<void> {
  const started = descendantsOf(host.child.pid ?? 0);
  expect(started.length).toBeGreaterThan(1);
  host.child.kill(signal);
  expect((await host.ended).code).toBe(0);
  await vi.waitUntil(() => !started.some(isRunning));
}

describe.runIf(onLaptop)('the laptop host', () => {
  it('keeps the history and the key over a restart, and ends with all that it started', async () => {
    const first = await startUp('--port', '0');
    const prediction = await first.terroir.predict(someWine());
    await stop(first.host, 'SIGINT');
    const second = await startUp('--port', '0');
    expect(second.key).toBe(first.key);
    expect(await second.terroir.prediction(prediction.id)).toEqual(prediction);

    // While it is up, neither its port nor its folder can be had.
    const samePort = await start('--data', `${folder}-other`, '--port', second.port).ended;
    expect(samePort.code).toBe(1);
    expect(samePort.output).toMatch(new RegExp(`${second.port}.*\\nterroir: The host has ended by itself`));
    const sameFolder = await start('--data', folder, '--port', '0').ended;
    expect(sameFolder.code).toBe(1);
    expect(sameFolder.output).toMatch(/terroir-host-.*\nterroir: The host has ended by itself/);
    expect(await second.terroir.prediction(prediction.id)).toEqual(prediction);

    await stop(second.host, 'SIGTERM');
    const fresh = await startUp('--port', '0', '--fresh');
    expect(await fresh.terroir.prediction(prediction.id)).toBeNull();
    expect(fresh.key).not.toBe(first.key);
    await stop(fresh.host, 'SIGINT');
    await rm(`${folder}-other`, { recursive: true, force: true });
  }, 120_000);
});
