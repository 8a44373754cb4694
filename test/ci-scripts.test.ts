import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnNode } from './cli/spawned.ts';

const root = join(import.meta.dirname, '..');

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'terroir-ci-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Runs a script of .ci; what it says, and its exit code. */
async function run(script: string, args: string[], stack = ''): Promise<{ code: number | null; output: string }> {
  const child = spawn(join(root, '.ci', script), args, { cwd: folder, env: { ...process.env, STACK: stack } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

describe.runIf(process.platform === 'linux')('.ci/pack', () => {
  it('replaces nothing that it has not made', async () => {
    await writeFile(join(folder, 'thesis.txt'), 'years');
    const { code, output } = await run('pack', ['.']);
    expect([code, output]).toEqual([2, expect.stringMatching(/holds what .ci\/pack has not made, and would lose it/)]);
    expect(await readdir(folder)).toEqual(['thesis.txt']);
  });

  it.each([[['--help']], [['one', 'two']]])('takes a folder alone, and not %j', async (args) => {
    const output = 'Say into which folder to pack, and nothing else: .ci/pack [release]\n';
    expect(await run('pack', args)).toEqual({ code: 2, output });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('.ci/try-deployment', () => {
  it('asks for the stack in one sentence', async () => {
    const output = 'Say which stack to try: STACK=Terroir-staging .ci/try-deployment load\n';
    expect(await run('try-deployment', ['load'])).toEqual({ code: 2, output });
  });

  it.each(['console', 'promises'])('has no options for %s', async (trial) => {
    const output = `${trial} takes no options, so not --seconds 1.\n`;
    expect(await run('try-deployment', [trial, '--seconds', '1'], 'Terroir')).toEqual({ code: 2, output });
  });
});

describe('a steady load', () => {
  it.each([
    [['--nothing'], "Unknown option '--nothing'. See --help."],
    [['more'], "Unexpected argument 'more'. See --help."],
    [['--seconds', '-1'], "Option '--seconds' argument is ambiguous. See --help."],
    [['--seconds', 'Infinity'], '--seconds takes a number, 0.1 or more; not Infinity. See --help.'],
    [['--failures-max', 'some'], '--failures-max takes a number, 0 or more; not some. See --help.'],
  ])('is not begun with %j', async (args, sentence) => {
    const env = { ENDPOINT: 'http://127.0.0.1:9/graphql', KEY: 'trr_k' };
    const { ended } = spawnNode([join(root, 'bench/soak/steady.ts'), ...args], { env });
    expect(await ended).toEqual({ code: 2, output: `${sentence}\n` });
  });
});
