import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { keepTrackOf } from '../children/child.ts';
import { ROOT } from '../places.ts';
import type { Run } from '../run.ts';

/** The laptop host, up and answering. */
export interface LaptopHost {
  endpoint: string;
  key: string;
  child: ChildProcess;
}

const POLL_MS = 50;
const START_MS_MAX = 120_000;

/**
 * Starts what `npm start` starts, with a folder and a port of its own, and waits until it is up.
 *
 * Errors: Error where it ends, or is not up within two minutes.
 */
export async function startHost({ scratch }: Pick<Run, 'scratch'>): Promise<LaptopHost> {
  const folder = join(scratch, 'host');
  const command = fileURLToPath(new URL('cli/terroir.ts', ROOT));
  const args = [command, 'start', '--port', '0', '--data', folder];
  // The host ends when the other end of its stdin does, so that it cannot outlive this process.
  const child = spawn(process.execPath, args, { cwd: fileURLToPath(ROOT), stdio: ['pipe', 'ignore', 'inherit'] });
  keepTrackOf(child);
  const file = join(folder, 'host.json');
  const started = performance.now();
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`The laptop host ended with ${child.exitCode}.`);
    if (performance.now() - started > START_MS_MAX) throw new Error('The laptop host does not come up.');
    await wait(POLL_MS);
  }
  const { endpoint, key } = JSON.parse(readFileSync(file, 'utf8')) as { endpoint: string; key: string };
  return { endpoint, key, child };
}
