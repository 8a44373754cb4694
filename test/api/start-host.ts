import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { readHostFile } from '../../cli/laptop/host-file.ts';
import { spawnNode, TERROIR } from '../cli/spawned.ts';

/** Tells the tests where the API is: where ENDPOINT and KEY say, else in a host that is started for them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { ENDPOINT: endpoint, KEY: key, OUTPUTS: outputs } = process.env;
  if (endpoint !== undefined && key !== undefined) {
    project.provide('api', { endpoint, key, keysIn: outputs === undefined ? null : { outputs } });
    return () => Promise.resolve();
  }
  const folder = await mkdtemp(join(tmpdir(), 'terroir-api-'));
  const host = spawnNode([TERROIR, 'start', '--port', '0', '--data', folder], { stdin: 'pipe' });
  await host.until('Ctrl-C to stop.');
  const file = await readHostFile(folder);
  if (!file) throw new Error(`The host is up and has left no host.json in ${folder}.`);
  project.provide('api', { endpoint: file.endpoint, key: file.key, keysIn: { folder } });
  return async () => {
    host.child.kill('SIGTERM');
    const { code, output } = await host.ended;
    await rm(folder, { recursive: true });
    if (code !== 0) throw new Error(`The host did not end well (exit code ${code}):\n${output}`);
  };
}
