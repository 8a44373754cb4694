import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../packages/client/client.ts';
import { openFiles } from '../../../packages/client/files.ts';
import { json, predictionOf, serve } from './fake-api.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const readme = await readFile(join(root, 'packages/client/README.md'), 'utf8');

/** A fresh project that has the package installed from its file, and nothing else. */
let project: string;
let packed: { filename: string; files: { path: string }[] };
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'terroir-client-'));
  const npm = async (folder: string, ...args: string[]) => (await run('npm', args, { cwd: folder })).stdout;
  // npm lists packages by place or by name, depending on its version; what the build prints comes first.
  const output = await npm(root, 'pack', '--json', '--workspace', 'packages/client', '--pack-destination', project);
  packed = Object.values(JSON.parse(/[[{]\s*[{"][^]*$/.exec(output)?.[0] ?? '') as Record<string, typeof packed>)[0]!;
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await npm(project, 'install', '--offline', '--no-audit', '--no-fund', `./${packed.filename}`);
});
afterAll(() => rm(project, { recursive: true, force: true }));

const readPacked = (path: string): Promise<string> =>
  readFile(join(project, 'node_modules/@terroir/client', path), 'utf8');

/** How many bytes entries of the package add to a page, gzipped. */
async function measure(...entries: string[]): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entries.map((entry) => `export * from '${entry}';`).join('\n'), resolveDir: project },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    minify: true,
    write: false,
    metafile: true,
  });
  expect(Object.values(metafile.outputs)[0]?.imports).toEqual([]);
  return gzipSync(outputFiles[0]!.contents).length;
}

describe('the packed client', () => {
  it('is a module and its types for each entry, what both call by, and papers', () => {
    expect(packed.filename).toMatch(/^terroir-client-\d+\.\d+\.\d+\.tgz$/);
    expect(packed.files.map(({ path }) => path).sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist/calls.js',
      'dist/client.d.ts',
      'dist/client.js',
      'dist/files.d.ts',
      'dist/files.js',
      'package.json',
    ]);
  });

  it('brings no other package along', async () => {
    const manifest = JSON.parse(await readPacked('package.json')) as Record<string, unknown>;
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies'])
      expect(manifest[kind]).toBe(undefined);
    expect(await readdir(join(project, 'node_modules/@terroir'))).toEqual(['client']);
    expect((await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
      '@terroir',
    ]);
  });

  it.each(['client', 'files'])('has types of %s that mention no other file or package', async (entry) => {
    const types = ts.createSourceFile('a.d.ts', await readPacked(`dist/${entry}.d.ts`), ts.ScriptTarget.Latest);
    const { importedFiles, referencedFiles, typeReferenceDirectives } = ts.preProcessFile(types.text, true, true);
    expect([importedFiles, referencedFiles, typeReferenceDirectives]).toEqual([[], [], []]);
    expect(types.text).not.toMatch(/\bimport\s*\(|\$\d/);
  });

  it('costs a page less than its README says, gzipped', async () => {
    const promisedKb = Number(/(\d+) KB gzipped/.exec(readme)?.[1]);
    expect(promisedKb).toBeLessThanOrEqual(10);
    expect(await measure('@terroir/client')).toBeLessThanOrEqual(promisedKb * 1000);
    const filesKb = Number(/`@terroir\/client\/files`: (\d+) KB more/.exec(readme)?.[1]);
    expect(filesKb).toBeLessThanOrEqual(3);
    const both = await measure('@terroir/client', '@terroir/client/files');
    expect(both).toBeLessThanOrEqual((promisedKb + filesKb) * 1000);
  });
});

/** The platforms' own types, read once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of files of the project, with every check on and no option that the package asks for. */
async function compile(texts: string[], platform: ts.CompilerOptions): Promise<string[]> {
  const paths = texts.map((_, index) => join(project, `${index}.ts`));
  for (const [index, text] of texts.entries()) await writeFile(paths[index]!, text);
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    skipDefaultLibCheck: true,
    noEmit: true,
    ...platform,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...how) => {
    if (path.startsWith(project)) return read(path, ...how);
    if (!parsed.has(path)) parsed.set(path, read(path, ...how));
    return parsed.get(path);
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram(paths, options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const NODE_NEXT = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
const NODE_16 = { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 };
const BUNDLER = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
const DOM = { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'] };
const NODE_TYPES = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')] };

const PREDICT = `
import { createClient, TerroirError, type Client, type ErrorType, type Prediction } from '@terroir/client';
const terroir: Client = createClient({ endpoint: 'https://api.example/graphql', key: 'trr_k', retries: undefined });
export async function nameOf(description: string | undefined): Promise<string | ErrorType> {
  try {
    const { variety }: Prediction = await terroir.predict({ description, price: 45 });
    const [best] = variety.ranking;
    return best?.name ?? variety.name;
  } catch (error) {
    if (error instanceof TerroirError) return error.errorType;
    throw error;
  }
}
`;
const ABORT = `const stop = new AbortController();
export const call = (signal?: AbortSignal) => terroir.history({ country: 'France' }, { signal: signal ?? stop.signal });
export const told = (signal: AbortSignal | undefined) => terroir.trainingEvents({ id: 'a', signal });
export const mine = createClient({ endpoint: 'https://api.example/graphql', key: 'trr_k', fetch });
`;

const FILES = `
import { openFiles, type FileOutcome } from '@terroir/client/files';
export const answer = (file: Uint8Array): Promise<FileOutcome> => openFiles(terroir).predictFile(file);
`;

describe('a strict TypeScript project', () => {
  it.each([
    ['NodeNext, without types of a platform', NODE_NEXT, PREDICT + FILES],
    ['Node16, without types of a platform', NODE_16, PREDICT + FILES],
    ['bundler, without types of a platform', BUNDLER, PREDICT + FILES],
    ["NodeNext, with Node's types", { ...NODE_NEXT, ...NODE_TYPES }, PREDICT + ABORT + FILES],
    ["bundler, with the browser's types", { ...BUNDLER, ...DOM }, PREDICT + ABORT + FILES],
  ])('compiles: %s', async (_, options, text) => {
    expect(await compile([text], options)).toEqual([]);
  });

  it.each([
    ['a misspelt field of a wine', "terroir.predict({ descripton: 'Plum.' });", "'descripton' does not exist"],
    ['a misspelt field of a prediction', "(await terroir.prediction('a'))?.varietyy;", "'varietyy' does not exist"],
    ['a text for a number', "terroir.predict({ description: 'Plum.', price: '12' });", "'string' is not assignable"],
    [
      'a slice that there is none of',
      "terroir.accuracy({ from: '', to: '', by: 'COLOUR' });",
      '\'"COLOUR"\' is not assig',
    ],
    ['a null that may be', "(await terroir.prediction('a')).wine;", 'possibly'],
  ])('does not compile %s', async (_, wrong, message) => {
    const found = await compile([`${PREDICT}${wrong}\n`], NODE_NEXT);
    expect(found).toEqual([expect.stringContaining(message)]);
  });

  it("compiles every example of the README, with both platforms' types", async () => {
    const examples = [...readme.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, example = '']) => example);
    expect(examples.length).toBeGreaterThan(3);
    const preamble = `import { TerroirError, type Client, type WineInput } from '@terroir/client';
declare const [terroir, wines, show]: [Client, WineInput[], (...what: unknown[]) => void];\n`;
    const texts = examples.map((example) => (example.includes('createClient(') ? example : `${preamble}${example}`));
    expect(await compile(texts, { ...BUNDLER, ...DOM, ...NODE_TYPES })).toEqual([]);
  });
});

interface Asked {
  variables: { wine?: { description?: string } };
}

describe('a script for Node', () => {
  it.each([
    [
      'import',
      "import { createClient, TerroirError } from '@terroir/client';\nimport { openFiles } from '@terroir/client/files';",
    ],
    [
      'require',
      `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const { createClient, TerroirError } = require('@terroir/client');
const { openFiles } = require('@terroir/client/files');`,
    ],
  ])('predicts, and reads an error, by %s', async (_, load) => {
    const { endpoint, close } = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { wine = { description: '' } } = (JSON.parse(body) as Asked).variables;
        const errors = [{ errorType: 'InvalidInput', errorInfo: { field: 'description' }, message: 'Say more.' }];
        void (wine.description === '' ? json({ errors }) : json({ data: { predict: predictionOf(wine) } }))
          .text()
          .then((text) => response.end(text));
      });
    });
    const script = join(project, 'script.mjs');
    await writeFile(
      script,
      `${load}
const terroir = createClient({ endpoint: process.argv[2], key: 'trr_k' });
const { country } = await terroir.predict({ description: 'Plum.' });
const error = await terroir.predict({ description: '' }).catch((error) => error);
console.log(country.name, error instanceof TerroirError, error.errorType, error.field);
const other = await openFiles(terroir).predictionJob('a').catch((error) => error);
console.log(other instanceof TerroirError, other.message);
try { openFiles({ ...terroir }); } catch (error) { console.log(error instanceof TerroirError, error.message); }`,
    );
    try {
      const { stdout } = await run(process.execPath, [script, endpoint]);
      expect(stdout.trim().split('\n')).toEqual([
        'France true InvalidInput description',
        'true Say more.',
        'true client must be what createClient of this package has made, and no copy of it.',
      ]);
    } finally {
      await close();
    }
  });
});

it('the README names every method', () => {
  const client = createClient({ endpoint: 'https://api.example/graphql', key: 'trr_k' });
  for (const method of [...Object.keys(client), ...Object.keys(openFiles(client))])
    expect(readme).toMatch(new RegExp(`^\\| \`${method}\\(`, 'm'));
});
