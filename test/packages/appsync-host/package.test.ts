import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Host } from '../../../packages/appsync-host/host.ts';
import type * as evaluation from '../../../packages/appsync-host/resolver/evaluate.ts';
import { writeGuestBook } from './fixture-stack.ts';
import { makeFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '../../..');
const packageFolder = join(root, 'packages/appsync-host');
const dist = (path: string): string => join(packageFolder, 'dist', path);
const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
  bin: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
};

interface Packed {
  size: number;
  integrity: string;
  files: { path: string; mode: number }[];
}

let packed: Packed;
beforeAll(() => {
  packed = pack();
});

/** Builds and packs the host, and keeps nothing of it. */
function pack(): Packed {
  // What npm runs to build the package is to find this Node.
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const env = { ...process.env, PATH, npm_config_update_notifier: 'false', npm_config_offline: 'true' };
  const args = ['pack', '--dry-run', '--json', '--workspace', 'packages/appsync-host'];
  const told = execFileSync('npm', args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  // Before it stands what npm says of the script that it runs.
  const answer = JSON.parse(told.slice(told.search(/^[[{]/m))) as Packed[] | Record<string, Packed>;
  return Object.values(answer)[0]!;
}

const paths = (): string[] => packed.files.map(({ path }) => path);

/** Starts the built command on the guest book; resolves once it is up. */
async function startBuilt(args: string[] = []) {
  const allArgs = ['--cdk-out', writeGuestBook(), '--data', makeFolder(), '--port', '0', ...args];
  const child = fork(dist('main.js'), allArgs, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The built host has ended: see above.')));
  const [host] = (await Promise.race([once(child, 'message'), ended])) as [Host];
  ended.catch(() => undefined);
  return { child, host };
}

/** Ends a process group. The command `kill` of procps 4.0.2 takes `-KILL -14280` for -1: every process there is. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

describe('the packed host', () => {
  it('is JavaScript, types, papers and the licence, and nothing else', () => {
    const papers = ['COMPATIBILITY.md', 'LICENSE', 'README.md', 'RESOURCES.md', 'dist/appsync.graphql', 'package.json'];
    expect(paths().filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path))).toEqual(papers);
    expect(packed.size).toBeLessThan(300_000);
  });

  it('is the same, byte for byte, when it is built and packed again', () => {
    expect(packed.integrity).toMatch(/^sha512-/);
    expect(pack().integrity).toBe(packed.integrity);
  }, 60_000);

  it('has every file that its package.json names, and the command may be run', () => {
    const named = Object.values(manifest.exports).flatMap((one) =>
      typeof one === 'string' ? one : Object.values(one),
    );
    for (const path of [...named, ...Object.values(manifest.bin)]) expect(paths()).toContain(path.replace('./', ''));
    expect(packed.files.find(({ path }) => path === manifest.bin['appsync-host'])!.mode & 0o111).toBe(0o111);
  });

  it('imports nothing that its package.json does not name, and none of its TypeScript', () => {
    const { dependencies } = manifest as unknown as { dependencies: Record<string, string> };
    for (const path of paths().filter((one) => /\.(js|d\.ts)$/.test(one))) {
      const text = readFileSync(join(packageFolder, path), 'utf8');
      for (const [, name = ''] of text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)) {
        if (name.startsWith('.')) expect(name, path).toMatch(/\.js$/);
        else if (!name.startsWith('node:')) expect(dependencies, path).toHaveProperty([name]);
      }
    }
  });

  it('helps', () => {
    const told = execFileSync(process.execPath, [dist('main.js'), '--help'], { encoding: 'utf8' });
    expect(told).toMatch(/^ {2}appsync-host \[--cdk-out cdk\.out\] \[--stack NAME\]/m);
  });

  it('runs a stack: resolvers, functions and tables', async () => {
    const { child, host } = await startBuilt(['--stack', 'GuestBook']);
    const headers = { 'x-api-key': host.outputs['Key'] ?? '' };
    const ask = async (query: string): Promise<unknown> =>
      (await fetch(host.endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
    expect(await ask('{ greet(name: "Ann") { greeting } }')).toEqual({
      data: { greet: { greeting: 'Welcome to GuestBook, Ann' } },
    });
    expect(await ask('mutation { sign(name: "Ann") { name } }')).toEqual({ data: { sign: { name: 'Ann' } } });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('evaluates resolver code offline', async () => {
    const { evaluate } = (await import(pathToFileURL(dist('resolver/evaluate.js')).href)) as typeof evaluation;
    const code = 'export const request = (ctx) => ctx.args.id + 1; export const response = () => null;';
    expect(evaluate(code, { arguments: { id: 6 } }, { function: 'request' }).evaluationResult).toBe('7');
  });

  it.skipIf(process.platform === 'win32')('ends when npx, which put a shell in between, is ended', async () => {
    const args = ['--cdk-out', writeGuestBook(), '--data', makeFolder(), '--port', '0'];
    const command = [process.execPath, dist('main.js'), ...args].map((word) => `'${word}'`).join(' ');
    const env = { ...process.env, npm_lifecycle_event: 'npx' };
    const shell = spawn('sh', ['-c', `${command}; true`], { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    // The whole group: nothing of it may outlive a test that fails.
    onTestFinished(() => endGroup(shell.pid));
    let printed = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await vi.waitFor(() => expect(printed).toMatch(/\n}\n$/), { timeout: 20_000, interval: 20 });
    const { endpoint } = JSON.parse(printed) as Host;
    shell.kill('SIGTERM');
    const isGone = () => expect(fetch(endpoint)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await vi.waitFor(isGone, { timeout: 10_000, interval: 50 });
  });
});
