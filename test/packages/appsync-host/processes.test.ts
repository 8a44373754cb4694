/** What other users of the machine can learn from its list of processes. */
import { readFileSync } from 'node:fs';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Host } from '../../../packages/appsync-host/host.ts';
import { writeGuestBook } from './fixture-stack.ts';
import { makeFolder } from './temporary-folder.ts';

const mainFile = join(import.meta.dirname, '../../../packages/appsync-host/main.ts');

function listDescendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return [pid, ...children.map(Number).flatMap(listDescendants)];
}

it.runIf(process.platform === 'linux')(
  'no process of a host has a key, a secret or a token in its arguments',
  async () => {
    const data = makeFolder();
    const child = fork(mainFile, ['--cdk-out', writeGuestBook(), '--data', data, '--port', '0'], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [{ endpoint, outputs }] = (await once(child, 'message')) as [Host];
    const headers = { 'x-api-key': outputs['Key'] ?? '' };
    await fetch(endpoint, { method: 'POST', headers, body: '{ greet(name: "Ann") { pid } }' });
    const pids = listDescendants(child.pid ?? 0);
    expect(pids.length).toBeGreaterThan(2);
    const told = pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).join('\n');
    const secrets = JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8')) as Record<string, string>;
    for (const secret of [...Object.values(secrets), outputs['Key'] ?? '']) expect(told).not.toContain(secret);
  },
);
