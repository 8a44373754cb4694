import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parse } from 'acorn';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRunning } from './cli/spawned.ts';

const top = join(import.meta.dirname, '..');
const textOf = (path: string): string => readFileSync(join(top, path), 'utf8');
const PLATFORM = process.platform === 'win32' ? 'win' : process.platform;
const BUNDLE = `node-${PLATFORM}-${process.arch}`;

let root: string;
let children: ChildProcess[];
beforeEach(async () => {
  children = [];
  root = await mkdtemp(join(tmpdir(), 'terroir-launch-'));
  copyFileSync(join(top, 'launch.cjs'), join(root, 'launch.cjs'));
  await writeManifest();
  await mkdir(join(root, 'node_modules'));
  await write('says.mjs', SAYS);
});
afterEach(async () => {
  for (const { pid } of children) killSession(pid);
  await rm(root, { recursive: true });
});

/** Ends a child and what it started, if any of it is left. */
function killSession(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // There is no such group any more.
  }
}

/** Says by which Node it was run, with what, and what a child of it would find. */
const SAYS = `console.log(JSON.stringify({
  pid: process.pid, by: process.env.RUN_BY, argv: process.argv.slice(1), path: process.env.PATH }));`;

interface Said {
  pid: number;
  by?: string;
  argv: string[];
  path: string;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** A package.json as of a repository that needs this Node, and is offered one of its own by npm. */
async function writeManifest(manifest: object = {}): Promise<void> {
  const usual = { engines: { node: '>=22.18' }, optionalDependencies: { [BUNDLE]: '1.0.0' } };
  await write('package.json', JSON.stringify({ ...usual, ...manifest }));
}

/** An npm that brought this package, with files by their paths in it. */
async function install(name: string, bin: object | string, files: Record<string, string> = {}): Promise<void> {
  await write(`node_modules/${name}/package.json`, JSON.stringify({ name, bin }));
  for (const [path, text] of Object.entries(files)) await write(`node_modules/${name}/${path}`, text);
}

/** Lets npm have brought a Node of this machine's kind, which is a shell script. */
async function bundle(script = `RUN_BY=bundled exec "${process.execPath}" "$@"`): Promise<void> {
  await install(BUNDLE, { node: 'bin/node' }, { 'bin/node': `#!/bin/sh\n${script}\n` });
  await chmod(join(root, 'node_modules', BUNDLE, 'bin/node'), 0o755);
}

interface Launched {
  child: ChildProcess;
  until: (text: string) => Promise<unknown>;
  ended: Promise<{ code: number | null; signal: string | null; out: string; err: string }>;
}

/** Runs this Node in a session of its own, where no terminal sends signals. */
function run(args: string[], env: Record<string, string> = {}): Launched {
  const child = spawn(process.execPath, args, {
    detached: true,
    env: { ...process.env, npm_lifecycle_event: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return {
    child,
    until: (text) => vi.waitUntil(() => out.includes(text), { timeout: 10_000, interval: 5 }),
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, out, err }))),
  };
}

const launch = (...args: string[]): Launched => run([join(root, 'launch.cjs'), ...args]);

async function saidBy(launched: Launched): Promise<Said> {
  const { code, out, err } = await launched.ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Said;
}

describe('the Node that is chosen', () => {
  it('is the one that npm brought', async () => {
    await bundle();
    const said = await saidBy(launch('says.mjs', 'a b', '--c'));
    expect(said).toMatchObject({ by: 'bundled', argv: [join(root, 'says.mjs'), 'a b', '--c'] });
    expect(said.path.split(delimiter)[0]).toBe(join(root, 'node_modules', BUNDLE, 'bin'));
  });

  it('goes on in the same process, where it is that one already', async () => {
    await install(BUNDLE, { node: 'bin/node' });
    await mkdir(join(root, 'node_modules', BUNDLE, 'bin'));
    await symlink(process.execPath, join(root, 'node_modules', BUNDLE, 'bin/node'));
    const launched = launch('says.mjs');
    expect((await saidBy(launched)).pid).toBe(launched.child.pid);
  });

  it('is the one that is there, where npm brought none, in the same process', async () => {
    const launched = launch('says.mjs', 'a b', '--c');
    const said = await saidBy(launched);
    expect(said).toMatchObject({ pid: launched.child.pid, argv: [join(root, 'says.mjs'), 'a b', '--c'] });
    expect(said.path.split(delimiter)[0]).toBe(dirname(process.execPath));
  });

  it('is the one that is there, where the one that npm brought does not run', async () => {
    await bundle('echo "no such C library" >&2; exit 127');
    const launched = launch('says.mjs');
    expect((await saidBy(launched)).pid).toBe(launched.child.pid);
  });

  it('is as new as package.json says: equal is enough, in each place numbers are compared', async () => {
    const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number);
    const codes = [];
    for (const needed of [`${major}.${minor}.${patch}`, `${major - 1}.99`, '9.0', `${major}.${minor}.${patch + 1}`]) {
      await writeManifest({ engines: { node: `>=${needed}` } });
      codes.push((await launch('says.mjs').ended).code);
    }
    expect(codes).toEqual([0, 0, 0, 1]);
  });
});

describe('where no Node will do, a sentence says what to do', () => {
  const needs = `terroir: Terroir needs Node 99.5 or later, and this is Node ${process.versions.node}. `;
  const install = 'install Node 99.5 or later, and see that `node --version` shows it.\n';
  const engines = { node: '>=99.5' };

  it.each([
    ['npm was told to leave it out', {}, `Run npm ci without --omit=optional, which brings one; or ${install}`],
    [
      'there is none for such a machine',
      { optionalDependencies: {} },
      `There is none among the packages for this machine: ${install}`,
    ],
  ])('%s', async (_, manifest, advice) => {
    await writeManifest({ engines, ...manifest });
    expect(await launch('says.mjs').ended).toEqual({ code: 1, signal: null, out: '', err: needs + advice });
  });

  it('the one that npm brought does not run', async () => {
    await writeManifest({ engines });
    await bundle('exit 127');
    const err = `${needs}The one that npm ci brought does not run on this machine; ${install}`;
    expect(await launch('says.mjs').ended).toEqual({ code: 1, signal: null, out: '', err });
  });

  it('this one is new enough, but does not run TypeScript', async () => {
    const launched = run(['--no-experimental-strip-types', join(root, 'launch.cjs'), 'says.mjs']);
    expect((await launched.ended).err).toContain(
      `this is Node ${process.versions.node}, which does not run TypeScript by itself. Run npm ci`,
    );
  });
});

describe('what is run', () => {
  it('is a command by its name, of the packages that package.json lists', async () => {
    await writeManifest({ dependencies: { absent: '1' }, devDependencies: { press: '1', '@bottle/cork': '1' } });
    await install('press', { crush: 'bin/crush' }, { 'bin/crush': 'console.log(require.main === module)' });
    await install('@bottle/cork', './cork.mjs', { 'cork.mjs': 'console.log("pop", process.argv[2])' });
    expect(await launch('crush').ended).toMatchObject({ code: 0, out: 'true\n' });
    expect(await launch('cork', 'twice').ended).toMatchObject({ code: 0, out: 'pop twice\n' });
  });

  it.each([
    [[], 'Say what to run: node launch.cjs cli/terroir.ts start'],
    [['brew'], 'There is no script and no command brew: see package.json, and run npm ci for what it lists.'],
    [['cli/a.ts'], 'There is no script and no command cli/a.ts: see package.json, and run npm ci for what it lists.'],
  ])('is told, where it is not there: %j', async (args, sentence) => {
    expect(await launch(...args).ended).toEqual({ code: 1, signal: null, out: '', err: `terroir: ${sentence}\n` });
  });

  it('is npm ci, before anything else', async () => {
    await rm(join(root, 'node_modules'), { recursive: true });
    const err = 'terroir: Nothing is installed yet: run npm ci first.\n';
    expect(await launch('says.mjs').ended).toEqual({ code: 1, signal: null, out: '', err });
  });

  it('has all parts for this machine, or a sentence names the first that it lacks', async () => {
    const here = { os: [process.platform], cpu: [process.arch] };
    const packages = {
      'node_modules/press': {
        dependencies: { barrel: '1', lander: '1' },
        peerDependencies: { hose: '1', pump: '1' },
        peerDependenciesMeta: { hose: { optional: false }, pump: { optional: true } },
      },
      'node_modules/pump': { optionalDependencies: { 'hose-moon': '1', 'pump-here': '1' } },
      'node_modules/pump-here': here,
      'node_modules/barrel': { dependencies: { press: '1' }, optionalDependencies: { 'barrel-watcher': '1' } },
      'node_modules/barrel-watcher': here,
      'node_modules/lander': { optionalDependencies: { 'hose-moon': '1', 'hose-sun': '1' } },
      'node_modules/hose': { optionalDependencies: { 'hose-moon': '1', 'hose-here': '1' } },
      'node_modules/hose-here': here,
      'node_modules/hose-moon': { os: ['moon'], cpu: ['z80'] },
    };
    await write('package-lock.json', JSON.stringify({ packages }));
    await writeManifest({ devDependencies: { press: '1' } });
    await install('press', { press: 'press.mjs' }, { 'press.mjs': '' });
    for (const name of ['barrel', 'lander', 'pump', 'hose']) await install(name, {});
    const err = 'terroir: press needs hose-here, which is not installed: run npm ci, without --omit=optional.\n';
    expect(await launch('press').ended).toMatchObject({ code: 1, err });
    await install('hose-here', {});
    expect(await launch('press').ended).toMatchObject({ code: 0, err: '' });
  });
});

describe('what Node made of files', () => {
  const compiled = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });

  it.each([true, false])('is kept for the next time, bundled: %s', async (bundled) => {
    if (bundled) await bundle();
    await saidBy(run([join(root, 'launch.cjs'), 'says.mjs'], { NODE_COMPILE_CACHE: '' }));
    expect(compiled(join(root, 'node_modules/.cache/compiled')).length).toBeGreaterThan(1);
  });

  it('is kept where the user says', async () => {
    const folder = join(root, 'elsewhere');
    await saidBy(run([join(root, 'launch.cjs'), 'says.mjs'], { NODE_COMPILE_CACHE: folder }));
    expect(compiled(folder).length).toBeGreaterThan(1);
    expect(existsSync(join(root, 'node_modules/.cache'))).toBe(false);
  });

  it('is not kept where nothing can be written, and nothing is said of it', async () => {
    await writeFile(join(root, 'node_modules/.cache'), 'a file');
    await saidBy(run([join(root, 'launch.cjs'), 'says.mjs'], { NODE_COMPILE_CACHE: '' }));
  });
});

describe('the end', () => {
  // In a child, and in the same process.
  describe.each([true, false])('of what is run, bundled: %s', (bundled) => {
    beforeEach(async () => {
      if (bundled) await bundle();
    });

    it.each([
      ['process.exit(7)', { code: 7, signal: null }],
      ['process.exitCode = 3', { code: 3, signal: null }],
      ['process.kill(process.pid, "SIGKILL")', { code: null, signal: 'SIGKILL' }],
      ['process.kill(process.pid, "SIGTERM")', { code: null, signal: 'SIGTERM' }],
      // An await at the top that nothing settles.
      ['await new Promise(() => {})', { code: 13, signal: null }],
    ])('is the end of the launcher: %s', async (does, end) => {
      await write('ends.mjs', does);
      expect(await launch('ends.mjs').ended).toMatchObject(end);
    });

    it('shows what it failed of', async () => {
      await write('fails.cjs', 'throw new Error("corked")');
      const { code, err } = await launch('fails.cjs').ended;
      expect(code).toBe(1);
      expect(err).toMatch(/Error: corked\n +at .*fails\.cjs:1/);
    });
  });

  // Heeds a signal as a server does, and says how often each came.
  const HEEDS = `
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => { console.log(signal); setTimeout(() => process.exit(5), 30); });
    setInterval(() => {}, 1000);
    console.log('up', process.pid);`;

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('comes when %s has been passed on, and heeded', async (signal) => {
    await bundle();
    await write('heeds.mjs', HEEDS);
    const { child, until, ended } = launch('heeds.mjs');
    await until('up');
    child.kill(signal);
    const { code, out } = await ended;
    expect(code).toBe(5);
    expect(out).toMatch(new RegExp(`^up \\d+\\n${signal}\\n$`));
  });

  it.each([
    ['tells nobody', 'SIGKILL', ''],
    ['has told', 'SIGTERM', "process.on('SIGTERM', () => process.exit(child.kill('SIGTERM') ? 0 : 1));"],
  ] as const)('comes when npm goes away and %s; what is run is told once', async (_, signal, does) => {
    await bundle();
    await write('heeds.mjs', HEEDS.replace('30', '700'));
    const command = JSON.stringify([join(root, 'launch.cjs'), 'heeds.mjs']);
    await write(
      'npm.mjs',
      `import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ${command}, { stdio: 'inherit' });\n${does}`,
    );
    const { child, until, ended } = run([join(root, 'npm.mjs')], { npm_lifecycle_event: 'start' });
    await until('up');
    child.kill(signal);
    const { out } = await ended;
    expect(out).toMatch(/^up \d+\nSIGTERM\n$/);
    expect(isRunning(Number(/\d+/.exec(out)?.[0]))).toBe(false);
  });
});

describe('the repository', () => {
  it('starts every script of package.json through the launcher', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const commands = Object.values(scripts).flatMap((script) => script.split(' && '));
    expect(commands.filter((command) => !/^node launch\.cjs |^npm run /.test(command))).toEqual([]);
  });

  it('says in README.md which Node it needs, as package.json does', () => {
    const { engines } = JSON.parse(textOf('package.json')) as { engines: { node: string } };
    expect(engines.node).toMatch(/^>=\d+\.\d+$/);
    expect(textOf('README.md')).toContain(`Node ${engines.node.slice(2)} or later`);
  });

  it('has a launcher that an old Node can read, from the first character to the last', () => {
    // Node 12 knows ES2019.
    expect(() => parse(textOf('launch.cjs'), { ecmaVersion: 2019, sourceType: 'script' })).not.toThrow();
  });
});
