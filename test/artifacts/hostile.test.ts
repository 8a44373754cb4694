import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCorpus } from './hostile/corpus.ts';
import { FIGURE } from '../promises/reporter.ts';
import { type HostileVersion, makeSound, type VersionFiles } from './hostile/version-files.ts';

const OPEN_ALL = fileURLToPath(new URL('hostile/open-all.ts', import.meta.url));
const MS_MAX = 1_000;
const MORE_BYTES_MAX = 64 * 2 ** 20;

/** What became of a version in the process that opened all of them. */
interface Opened {
  version: string;
  refusal: string;
  /** What became of its graph alone. */
  bare: string;
  ms: number;
  moreBytes: number;
}

let corpus: HostileVersion[];
let opened: Map<string, Opened>;
let folder: string;

const folderOf = (at: number): string => String(at).padStart(4, '0');

function write(version: string, files: VersionFiles): void {
  mkdirSync(join(folder, version));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, version, name), bytes);
}

beforeAll(async () => {
  const [sound, other] = [await makeSound(), await makeSound(150)];
  corpus = buildCorpus(sound, other);
  folder = mkdtempSync(join(tmpdir(), 'terroir-hostile-'));
  write('sound', sound);
  for (const [at, { files }] of corpus.entries()) write(folderOf(at), files);
  const flags = ['--expose-gc', '--max-old-space-size=64'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, OPEN_ALL, folder], { timeout: 55_000 });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Opened);
  opened = new Map(lines.filter(({ refusal }) => refusal !== undefined).map((each) => [each.version, each]));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const openedAt = (at: number): Opened | undefined => opened.get(folderOf(at));

describe('R6: a hostile model version', () => {
  it('is one of at least 50, and each of them was tried; a sound one answers before and after them', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(50);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
    expect(opened.size).toBe(corpus.length + 1);
  });

  it('is refused in a sentence that names the file and says what is wrong with it', () => {
    const told = corpus.map(({ name, says }, at) => ({ name, says, ...openedAt(at)! }));
    const wrong = told.filter(({ says, refusal, bare }) => {
      // Of a graph that is too large the manifest is refused already; what is said of the graph alone says more.
      return !(refusal.startsWith('The model is not served, because of ') && `${refusal} ${bare}`.includes(says));
    });
    expect(wrong).toEqual([]);
  });

  it('is refused in a sentence of less than a screen, without a line of its own', () => {
    const long = [...opened.values()].filter(({ refusal }) => refusal.length > 600 || /\p{Cc}/u.test(refusal));
    expect(long).toEqual([]);
  });

  it('is refused within a second', async ({ annotate }) => {
    const slowestMs = Math.max(...[...opened.values()].map(({ ms }) => ms));
    await annotate(`${corpus.length} hostile versions, the slowest refused in ${Math.ceil(slowestMs)} ms`, FIGURE);
    const slow = corpus.filter((_, at) => !(openedAt(at)!.ms < MS_MAX));
    expect(slow.map(({ name }) => name)).toEqual([]);
  });

  it('takes no more than 64 MB of memory while it is refused', async ({ annotate }) => {
    const moreBytes = Math.max(...[...opened.values()].map((each) => each.moreBytes));
    await annotate(`${Math.ceil(moreBytes / 2 ** 20)} MB more for the largest`, FIGURE);
    const large = corpus.filter((_, at) => !(openedAt(at)!.moreBytes <= MORE_BYTES_MAX));
    expect(large.map(({ name }) => name)).toEqual([]);
  });

  it('never reaches ONNX Runtime with a graph that is not of our form, opened without its manifest either', () => {
    const kinds = /^(wire|operators|constants):/;
    const served = corpus.filter(({ name }, at) => kinds.test(name) && !/^GraphError: /.test(openedAt(at)!.bare));
    expect(served.map(({ name }) => name)).toEqual([]);
  });
});
