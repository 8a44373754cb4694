import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Host } from '../../../../packages/appsync-host/host.ts';
import { makeFolder } from '../temporary-folder.ts';
import { count, follow, GOOD, greet, startReleasing, writeRelease } from './released-guest-book.ts';

const mainFile = join(import.meta.dirname, '../../../../packages/appsync-host/main.ts');

/** Starts the host in a process of its own. */
async function startProcess(cdkOut: string, data: string) {
  const args = ['--cdk-out', cdkOut, '--data', data, '--port', '0', '--clock-by-hand'];
  const child = fork(mainFile, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [host] = (await once(child, 'message')) as [Host];
  const kill = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { host, kill };
}

describe('a host that is killed in a canary', () => {
  it('comes back with the version that was live before, and can release again', async () => {
    const data = makeFolder();
    const [first, second] = [writeRelease({ letter: 'A' }), writeRelease({ letter: 'B', code: `${GOOD} // second` })];
    const { host, kill } = await startProcess(first, data);
    const { aws } = host;
    const response = await fetch(`${aws.endpoints.codedeploy}/release`, {
      method: 'POST',
      headers: { authorization: `Bearer ${aws.secretAccessKey}` },
      body: JSON.stringify({ cdkOut: second }),
    });
    const { until, ended } = follow(response);
    const cutOff = expect(ended).rejects.toThrow();
    await until('10 % of calls');
    expect(count(await greet(host, 20))).toEqual({ 1: 18, 2: 2 });
    await kill();
    await cutOff;
    const next = await startReleasing(second, { stateFolder: data });
    expect(count(await next.greet(20))).toEqual({ 1: 20 });
    const again = await next.release(second);
    await again.until('10 % of calls');
    await next.pass(5);
    await again.ended;
    expect(count(await next.greet(20))).toEqual({ 2: 20 });
  });
});
