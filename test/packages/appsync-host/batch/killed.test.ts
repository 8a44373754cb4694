import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Host, startHost } from '../../../../packages/appsync-host/host.ts';
import { isRunning } from '../../../cli/spawned.ts';
import { makeFolder } from '../temporary-folder.ts';
import { DEFINITION, openBatch, untilLogged, writeStackWithJobs } from './stack-with-jobs.ts';

const mainFile = join(import.meta.dirname, '../../../../packages/appsync-host/main.ts');

it('a host that is killed takes its containers with it; the next one tries their jobs again, as after a lost machine', async () => {
  const data = makeFolder();
  const cdkOut = writeStackWithJobs((resources) => {
    Object.assign(resources['Machines']?.Properties ?? {}, { ComputeResources: { Type: 'FARGATE', MaxvCpus: 4 } });
  });
  const child = fork(mainFile, ['--cdk-out', cdkOut, '--data', data, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [killed] = (await once(child, 'message')) as [Host];
  const before = openBatch(killed);
  const again = await before.submit(['waitOnce']);
  const readLog = () => readFileSync(join(data, 'logs', `${DEFINITION}.log`), 'utf8');
  await untilLogged(readLog, '"waitOnce"');
  const { pid = 0 } = JSON.parse(readLog()) as { pid?: number };
  const lost = await before.submit(['wait'], { retryStrategy: { attempts: 1 } });
  await before.until(lost, 'RUNNING');
  const waiting = await before.submit(['report']);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;

  const host = await startHost({ cdkOut, stateFolder: data }, { warn: () => undefined });
  onTestFinished(host.close);
  const { until } = openBatch(host);
  const statusReason = 'Host EC2 (instance i-00000000000laptop) terminated.';
  expect(await until(lost, 'FAILED')).toMatchObject({ statusReason });
  expect(await until(again, 'SUCCEEDED')).toMatchObject({
    attempts: [{ statusReason }, { container: { exitCode: 0 } }],
  });
  await until(waiting, 'SUCCEEDED');
  expect(isRunning(pid)).toBe(false);
});
