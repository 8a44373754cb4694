import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { takeLock } from '../../../../packages/appsync-host/state/lock.ts';
import { makeFolder, makeFolderOf } from '../temporary-folder.ts';

/** Starts a shell whose child has ended, which it never waits for; answers the child's id. */
async function makeZombie(): Promise<number> {
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void shell.kill('SIGKILL'));
  const [told] = (await once(shell.stdout, 'data')) as [Buffer];
  const pid = Number(told.toString());
  await vi.waitFor(() => expect(readStat(pid)[0]).toBe('Z'));
  return pid;
}

function readStat(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

it.runIf(process.platform === 'linux')(
  'a lock is taken from a host that has ended, though nobody has noticed yet',
  async () => {
    const pid = await makeZombie();
    const path = makeFolderOf({ 'host.lock': JSON.stringify({ pid, began: readStat(pid)[19] }) });
    const release = takeLock(join(path, 'host.lock'), path);
    expect(JSON.parse(readFileSync(join(path, 'host.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    release();
  },
);

it('a lock is not taken from a host that runs', () => {
  const path = makeFolder();
  const release = takeLock(join(path, 'host.lock'), path);
  expect(() => takeLock(join(path, 'host.lock'), path)).toThrow(/Another host/);
  release();
});
