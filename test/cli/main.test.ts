import { execFile, execFileSync } from 'node:child_process';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchPredicted, serve, type Sent } from '../packages/client/fake-api.ts';
import { spawnNode, TERROIR, type Spawned } from './spawned.ts';
import { setStage, type Stage } from './surroundings.ts';

let stage: Stage;
let api: Awaited<ReturnType<typeof serve>>;
let env: Record<string, string>;
beforeEach(async () => {
  stage = await setStage();
  api = await serve((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const reply = batchPredicted({ ...(JSON.parse(body) as Sent), headers: {} });
      void reply.text().then((text) => response.end(text));
    });
  });
  env = { ENDPOINT: api.endpoint, KEY: 'trr_k', INIT_CWD: stage.folder };
});
afterEach(async () => {
  await api.close();
  await stage.clear();
});

const answers = (): Promise<string> => readFile(join(stage.folder, 'answers.csv'), 'utf8');
const predict = (file: string, stdin: 'ignore' | 'pipe' = 'ignore', out = 'answers.csv'): Spawned =>
  spawnNode([TERROIR, 'predict', file, '--out', out], { env, stdin });

describe('what nobody reads', () => {
  it('is no failure: terroir --help | true', async () => {
    const { child, ended } = spawnNode([TERROIR, '--help']);
    child.stdout?.destroy();
    expect(await ended).toEqual({ code: 0, output: '' });
  });

  it.runIf(process.platform === 'linux')('but a full disk is one', () => {
    const run = (): Buffer =>
      execFileSync('sh', ['-c', '"$0" "$1" --help 2>&1 >/dev/full', process.execPath, TERROIR], { encoding: 'buffer' });
    expect(run).toThrow(expect.objectContaining({ status: 1 }));
  });
});

it('a command of two names does the same by both, and help tells both', async () => {
  const [status, health, all] = await Promise.all(
    [['status', '--help'], ['health', '--help'], ['--help']].map((args) => spawnNode([TERROIR, ...args]).ended),
  );
  expect(status).toEqual({ code: 0, output: expect.stringContaining('terroir health, or terroir status: ') as string });
  expect(status).toEqual(health);
  expect(all?.output).toMatch(/^ {2}status +is another name of health$/m);
});

it('says of a laptop that nobody answers for that its host may not run', async () => {
  const { ended } = spawnNode([TERROIR, 'jobs'], {
    env: { ENDPOINT: 'http://localhost:9/graphql', KEY: `trr_${'a'.repeat(40)}` },
  });
  expect(await ended).toMatchObject({
    code: 1,
    output: expect.stringMatching(/Is the host running\? Start it: npm start\n$/) as string,
  });
});

describe('options that npm has kept, since no lone -- stood before them', () => {
  const npm = { npm_config_name: 'ann', npm_config_quota_per_day: 'true', npm_config_prefix: '/usr' };

  it('are told, and how to give them', async () => {
    const { ended } = spawnNode([TERROIR, 'keys', 'create'], { env: { ...npm, npm_lifecycle_event: 'terroir' } });
    expect((await ended).output).toContain(
      'npm has kept --name, --quota-per-day to itself. Options stand after a lone --, as in: ' +
        'npm run terroir -- keys … --name …\n',
    );
  });

  it('are no matter where another script has set them', async () => {
    const { ended } = spawnNode([TERROIR, 'keys', 'create'], { env: { ...npm, npm_lifecycle_event: 'test' } });
    expect((await ended).output).toMatch(/^terroir: .*\n$/);
  });
});

describe('standard input', () => {
  it.each(['-', '/dev/stdin'])('is read once, and answered whole: %s', async (file) => {
    const { child, ended } = predict(file, 'pipe');
    child.stdin?.write('description\npl');
    child.stdin?.end(`um\n${'fig\n'.repeat(3_000)}`);
    expect(await ended).toMatchObject({
      code: 0,
      output: expect.stringContaining('standard input: one column') as string,
    });
    expect((await answers()).trim().split('\n')).toHaveLength(3_002);
  });

  it('that is empty is refused, and nothing is written', async () => {
    const { ended } = predict('-');
    expect(await ended).toEqual({ code: 1, output: 'terroir: standard input is empty: it needs a header row.\n' });
    expect(await readdir(stage.folder)).toEqual([]);
  });

  it('can be waited for, until Ctrl-C', async () => {
    const { child, ended } = predict('-', 'pipe');
    // It is at work once it has taken what the buffers of the pipe cannot hold.
    child.stdin?.write('description\n');
    await new Promise((resolve) => child.stdin?.write(Buffer.alloc(1 << 20, 'x\n'), resolve));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, output: 'terroir: Stopped by SIGINT.\n' });
    expect(await readdir(stage.folder)).toEqual([]);
  });
});

describe.runIf(process.platform !== 'win32')('a pipe', () => {
  it('that a shell has opened is read like a file', async () => {
    const line = `printf 'description\\nplum\\n' | "$0" "$1" predict /dev/fd/3 --out answers.csv 3<&0 </dev/null`;
    await promisify(execFile)('sh', ['-c', line, process.execPath, TERROIR], { env: { ...process.env, ...env } });
    expect(await answers()).toMatch(/\nplum,France,/);
  });

  it('in the file system is read once its writer comes, and to its end', async () => {
    const path = join(stage.folder, 'wines');
    execFileSync('mkfifo', [path]);
    const { ended } = predict(path);
    // Waits until somebody reads.
    const writer = await open(path, 'w');
    await writer.write('description\nplum\n');
    await writer.write('fig\n');
    await writer.close();
    expect(await ended).toMatchObject({ code: 0 });
    expect(await answers()).toMatch(/\nplum,France,.*\nfig,France,/);
  });

  it('whose writer says nothing is left on Ctrl-C', async () => {
    const path = join(stage.folder, 'wines');
    execFileSync('mkfifo', [path]);
    const { child, ended } = predict(path);
    const writer = await open(path, 'w');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, output: 'terroir: Stopped by SIGINT.\n' });
    await writer.close();
  });

  it('without a writer keeps nothing from ending', async () => {
    const path = join(stage.folder, 'wines');
    execFileSync('mkfifo', [path]);
    const { child, ended } = spawnNode([fileURLToPath(import.meta.resolve('./open-and-leave.ts')), path], {
      stdin: 'pipe',
    });
    const late = AbortSignal.timeout(20_000);
    late.addEventListener('abort', () => child.kill('SIGKILL'));
    expect(await ended).toEqual({ code: 0, output: 'Stopped.\n' });
  });

  it('takes the answers, as does standard output', async () => {
    const { child, ended } = predict('-', 'pipe', '-');
    child.stdin?.end('description\nplum\n');
    const { code, output } = await ended;
    expect([code, output]).toEqual([0, expect.stringMatching(/^description,predicted_country,.*\nplum,France,/m)]);
    expect(await readdir(stage.folder)).toEqual([]);
  });
});
