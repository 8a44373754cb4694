import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostFile } from '../../../cli/laptop/host-file.ts';
import { findClient, hashKey, KEY_FORM, revokeClient } from '../../../store/clients/clients.ts';
import { startDynamo, type Dynamo } from '../../store/dynamo.ts';
import { fakeCdk, layOut, WRITES_TEMPLATE } from '../fake-cdk.ts';
import { isRunning, spawnNode, type Spawned } from '../spawned.ts';

let dynamo: Dynamo;
let root: string;
let children: ChildProcess[];
beforeAll(async () => void (dynamo = await startDynamo()));
afterAll(() => dynamo.close());

// A repository with a host and a cdk that are as quick as they are false.
beforeEach(async () => {
  children = [];
  root = await mkdtemp(join(tmpdir(), 'terroir-start-'));
  await layOut(root);
  await fakeCdk(root, WRITES_TEMPLATE);
  for (const folder of ['packages/appsync-host', '.local']) await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, 'packages/appsync-host/main.ts'), `import '${import.meta.resolve('../fake-host.ts')}';\n`);
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(root, { recursive: true });
});

const envOf = (host: string): Record<string, string> => ({
  FAKE_HOST: host,
  FAKE_DYNAMO: dynamo.endpoint,
  FAKE_LOG: join(root, 'log'),
  INIT_CWD: root,
});

function start(
  args: string[] = [],
  { host = 'good', stdin }: { host?: string; stdin?: 'ignore' | 'pipe' } = {},
): Spawned {
  const env = envOf(host);
  const started = spawnNode([fileURLToPath(import.meta.resolve('../main-in.ts')), root, 'start', ...args], {
    env,
    ...(stdin && { stdin }),
  });
  children.push(started.child);
  return started;
}

const log = (): Promise<string> => readFile(join(root, 'log'), 'utf8');
const hostFile = async (): Promise<HostFile> =>
  JSON.parse(await readFile(join(root, '.local/host.json'), 'utf8')) as HostFile;

/** Starts, waits for the banner, and stops. */
async function startOnce(...args: string[]): Promise<string> {
  const { child, until, ended } = start(args);
  await until('Ctrl-C to stop.');
  child.kill('SIGINT');
  const { code, output } = await ended;
  expect(code).toBe(0);
  return output;
}

/** Whether a process that the fake host noted is still at work. */
async function runs(what: 'host' | 'lambda'): Promise<boolean> {
  return isRunning(Number(new RegExp(`^${what} (\\d+)$`, 'm').exec(await log())?.[1]));
}

/** Resolves when it is not: what is killed takes a moment to be dead. */
const gone = (what: 'host' | 'lambda'): Promise<boolean> => vi.waitUntil(async () => !(await runs(what)));

describe('start', () => {
  it('shows the addresses and a key, and keeps them for scripts and for no one else', async () => {
    const output = await startOnce();
    const file = await hostFile();
    expect(Object.keys(file)).toEqual(['endpoint', 'realtimeEndpoint', 'graphiql', 'key', 'outputs', 'aws']);
    expect(file.key).toMatch(KEY_FORM);
    for (const shown of [file.endpoint, file.realtimeEndpoint, file.graphiql, file.key])
      expect(output).toContain(shown);
    expect((await stat(join(root, '.local/host.json'))).mode & 0o777).toBe(0o600);
    const client = await findClient(dynamo.clients(), await hashKey(file.key), Date.now() + 5_000);
    expect(client).toMatchObject({ state: 'active', scopes: ['predict', 'history', 'label', 'operate', 'keys'] });
  });

  it('tells the host where everything is', async () => {
    await mkdir(join(root, 'cellar'));
    await startOnce('--port', '4567', '--data', 'cellar', '--fresh', '--schedules', '--trace');
    const data = join(root, 'cellar');
    const folders = `--cdk-out ${join(root, 'cdk.out')} --port 4567 --data ${data} --key-file ${join(data, 'host.json')}`;
    expect(await log()).toContain(`args ${folders} --fresh --schedules --trace --site ${join(root, 'console/dist')}\n`);
  });

  it('lets others reach the host only where it is told to, by an IP address', async () => {
    await startOnce();
    expect(await log()).not.toContain('--host');
    await startOnce('--host', '0.0.0.0');
    expect(await log()).toContain(' --port 4000 --host 0.0.0.0 --data ');
    const { code, output } = await start(['--host', 'wine.example']).ended;
    expect([code, output]).toEqual([2, 'terroir: --host takes an IP address, such as 0.0.0.0, not wine.example.\n']);
  });

  it('runs a template that is there already, without the sources it was made of', async () => {
    await rm(join(root, 'infra'), { recursive: true });
    const output = await startOnce('--template', 'made');
    expect(output).not.toContain('cdk synth');
    expect(await log()).toContain(`args --cdk-out ${join(root, 'made')} --port`);
    await startOnce('--template', 'made', '--stack', 'Terroir-staging');
    expect(await log()).toContain(' --port 4000 --stack Terroir-staging --data ');
  });

  it('keeps the key as long as it works', async () => {
    await startOnce();
    const first = (await hostFile()).key;
    await startOnce();
    expect((await hostFile()).key).toBe(first);
    await revokeClient(dynamo.clients(), await hashKey(first), Date.now() + 5_000);
    await startOnce();
    expect((await hostFile()).key).not.toBe(first);
  });

  it('passes on that the host failed', async () => {
    const { code, output } = await start([], { host: 'broken' }).ended;
    expect(code).toBe(1);
    expect(output).toContain('Port 4000 is taken.\n');
    expect(output).toContain('terroir: The host has ended by itself (exit code 7): see above.\n');
  });

  it('passes on that a host that was up has ended', async () => {
    const { until, ended } = start();
    await until('Ctrl-C to stop.');
    process.kill(Number(/^host (\d+)$/m.exec(await log())?.[1]), 'SIGKILL');
    expect(await ended).toMatchObject({ code: 1, output: expect.stringContaining('(exit code 137)') as string });
    await gone('lambda');
  });
});

describe('the end of a start', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('comes with %s, and takes all with it', async (signal) => {
    const { child, until, ended } = start();
    await until('Ctrl-C to stop.');
    expect([await runs('host'), await runs('lambda')]).toEqual([true, true]);
    child.kill(signal);
    expect((await ended).code).toBe(0);
    expect(await log()).toContain('asked to end');
    await gone('host');
    await gone('lambda');
  });

  it('takes along what the host left behind', async () => {
    const { child, until, ended } = start([], { host: 'leaky' });
    await until('Ctrl-C to stop.');
    child.kill('SIGINT');
    await ended;
    await gone('lambda');
  });

  it('comes when npm goes away, which tells nobody', async () => {
    const npm = join(root, 'npm.mjs');
    const command = JSON.stringify([fileURLToPath(import.meta.resolve('../main-in.ts')), root, 'start']);
    const spawned = `spawn(process.execPath, ${command}, { stdio: 'inherit' })`;
    await writeFile(npm, `import { spawn } from 'node:child_process';\n${spawned};\n`);
    const { child, until, ended } = spawnNode([npm], { env: { ...envOf('good'), npm_lifecycle_event: 'start' } });
    children.push(child);
    await until('Ctrl-C to stop.');
    child.kill('SIGKILL');
    await ended;
    await gone('host');
    await gone('lambda');
  });

  it('does not come of a pipe on stdin that had ended before the start', async () => {
    const { child, until, ended } = start([], { stdin: 'pipe' });
    child.stdin?.end();
    await until('Ctrl-C to stop.');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('comes when the program that feeds stdin goes away', async () => {
    const { child, until, ended } = start([], { stdin: 'pipe' });
    await until('Ctrl-C to stop.');
    child.stdin?.end();
    expect((await ended).code).toBe(0);
    await gone('host');
    await gone('lambda');
  });
});
