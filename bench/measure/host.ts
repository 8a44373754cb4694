import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OUTPUTS } from '../../contract/settings.ts';
import type { Output } from '../../contract/settings.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { keepTrackOf } from '../children/child.ts';
import { ROOT } from '../places.ts';
import type { Run } from '../run.ts';

/** The laptop host, up and answering. */
export interface LaptopHost extends HostFile {
  /** Where it keeps its files. */
  folder: string;
  child: ChildProcess;
}

/** What is read of the host.json that the host leaves in its folder. */
interface HostFile {
  endpoint: string;
  key: string;
  /** The outputs of the stack. */
  outputs: Record<string, string>;
  /** How the AWS SDK reaches the host. */
  aws: { region: string; accessKeyId: string; secretAccessKey: string; endpoints: { dynamodb: string } };
}

const POLL_MS = 50;
const START_MS_MAX = 120_000;

/**
 * Starts what `npm start` starts, with a folder and a port of its own, and waits until it is up; `environment` comes on
 * top of this process's own.
 *
 * Errors: Error where it ends, or is not up within two minutes.
 */
export async function startHost(
  { scratch }: Pick<Run, 'scratch'>,
  environment: Record<string, string> = {},
): Promise<LaptopHost> {
  const folder = mkdtempSync(join(scratch, 'host-'));
  const command = fileURLToPath(new URL('cli/terroir.ts', ROOT));
  const args = [command, 'start', '--port', '0', '--data', folder];
  // The host ends when the other end of its stdin does, so that it cannot outlive this process.
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(ROOT),
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  keepTrackOf(child);
  const file = join(folder, 'host.json');
  const started = performance.now();
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`The laptop host ended with ${child.exitCode}.`);
    if (performance.now() - started > START_MS_MAX) throw new Error('The laptop host does not come up.');
    await wait(POLL_MS);
  }
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as HostFile), folder, child };
}

/** Who may do everything in the host, as AWS knows callers. */
export function credentialsOf({ aws }: LaptopHost): { region: string; credentials: Credentials } {
  const { region, accessKeyId, secretAccessKey } = aws;
  return { region, credentials: { accessKeyId, secretAccessKey } };
}

type Credentials = Pick<HostFile['aws'], 'accessKeyId' | 'secretAccessKey'>;

/** A table of the host, by the output of the stack that names it. Errors: Error where there is none. */
export function openHostTable(host: LaptopHost, output: Output): Table {
  const name = host.outputs[OUTPUTS[output]];
  if (name === undefined) throw new Error(`The host has no output ${OUTPUTS[output]}.`);
  return openTable(name, { ...credentialsOf(host), endpoint: host.aws.endpoints.dynamodb });
}
