import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BundleAltered, checkBundle } from '../../functions/check-bundle.ts';
import { writeDigest } from '../../infra/bundle-digest.ts';
import { writeDriftBundle } from '../../infra/bundle.ts';

const built = mkdtempSync(join(tmpdir(), 'terroir-built-'));
const running = join(built, 'running');
const bundle = join(built, 'bundle');
let expected = '';

beforeAll(() => {
  writeDriftBundle(bundle);
  expected = writeDigest(bundle).sha256;
});

beforeEach(() => {
  rmSync(running, { recursive: true, force: true });
  cpSync(bundle, running, { recursive: true });
});

afterAll(() => rmSync(built, { recursive: true }));

/** What is told of the bundle that runs. */
function refusal(): string {
  const checked = checkBundle(running, expected);
  if (!(checked instanceof BundleAltered)) throw new Error('It was taken for what was built.');
  return checked.message;
}

describe('a bundle that runs', () => {
  it('is what was built where each of its files is', () => {
    expect(checkBundle(running, expected)).toBe(expected);
  });

  it('is not where one byte of a file is another one, and the file is named', () => {
    const file = join(running, 'model/manifest.json');
    const bytes = readFileSync(file);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(refusal()).toBe('These files are not as they were built: model/manifest.json.');
  });

  it('is not where a file is missing, and where there is one more, be it a link', () => {
    rmSync(join(running, 'index.mjs'));
    writeFileSync(join(running, 'more.mjs'), '');
    symlinkSync('model/manifest.json', join(running, 'link'));
    expect(refusal()).toBe('These files are not as they were built: index.mjs, link, more.mjs.');
  });

  it('names five of many such files, and how many more there are', () => {
    for (const name of 'abcdefg') writeFileSync(join(running, name), '');
    expect(refusal()).toBe('These files are not as they were built: a, b, c, d, e, and 2 more.');
  });

  it('is not where it is another build that carries its own digest', () => {
    writeFileSync(join(running, 'index.mjs'), 'export const handler = () => "hello";\n');
    const { sha256 } = writeDigest(running);
    expect(refusal()).toBe(`This is another build: its files are ${sha256}, and ${expected} was to be deployed.`);
  });

  it.each(['', '{', 'null', '[]', '{"files":null}', '{"files":{"index.mjs":1}}'])(
    'is not where digest.json is %j',
    (text) => {
      writeFileSync(join(running, 'digest.json'), text);
      expect(refusal()).toMatch(/^digest\.json does not say what|^These files are not as they were built: /);
    },
  );

  it('is not where it has no digest.json', () => {
    rmSync(join(running, 'digest.json'));
    expect(refusal()).toBe('digest.json does not say what the bundle is made of.');
  });
});
