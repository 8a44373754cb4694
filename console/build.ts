import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { readAlarmSections } from './runbook.ts';

const HERE = import.meta.dirname;

/** A file of the site: its path from the site's top, with forward slashes, and its bytes. */
export interface SiteFile {
  path: string;
  bytes: Uint8Array;
}

/**
 * Builds the console: index.html, in assets/ one style sheet and scripts, a page of the console each, whose names
 * change with what is in them, and in runbook.json what the runbook says of each alarm. Takes a fraction of a second.
 *
 * Errors: Error with esbuild's complaints where a source is not sound.
 */
export async function buildConsole(): Promise<SiteFile[]> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: HERE,
    entryPoints: { main: 'app/main.tsx', style: 'styles/style.css' },
    outdir: 'dist/assets',
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    // From here on they know light-dark().
    target: ['chrome123', 'firefox124', 'safari17.5'],
    // The tsconfig is for editors and tsc, and would go before what is said here.
    tsconfigRaw: {},
    jsx: 'transform',
    jsxFactory: 'h',
    jsxFragment: 'Fragment',
    inject: ['app/jsx.ts'],
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    write: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  const icon = { path: 'icon.svg', bytes: await readFile(join(HERE, 'icon.svg')) };
  const runbook = readAlarmSections(await readFile(join(HERE, '../docs/RUNBOOK.md'), 'utf8'));
  const sections = { path: 'runbook.json', bytes: Buffer.from(JSON.stringify(runbook)) };
  const files = outputFiles.map(({ path, contents }) => ({
    path: relative(join(HERE, 'dist'), path).replaceAll('\\', '/'),
    bytes: contents,
  }));
  const first = findFirstScripts(metafile.outputs);
  const page = await readFile(join(HERE, 'index.html'), 'utf8');
  const style = files.find(({ path }) => /^assets\/style-.*\.css$/.test(path))?.path ?? '';
  const links = [
    `<link rel="stylesheet" href="${style}" />`,
    ...first.slice(1).map((path) => `<link rel="modulepreload" href="${path}" />`),
    `<script type="module" src="${first[0] ?? ''}"></script>`,
  ];
  const html = page.replace('<!-- assets -->', () => links.join('\n    '));
  return [{ path: 'index.html', bytes: Buffer.from(html) }, icon, sections, ...files];
}

/** Writes the console's files into a folder, in place of what was there. */
export async function writeConsole(folder: string, files: readonly SiteFile[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const { path, bytes } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

type Outputs = Record<string, { entryPoint?: string; imports: { path: string; kind: string }[] }>;

/** The script that the page begins with, and those that it cannot begin without. */
function findFirstScripts(outputs: Outputs): string[] {
  const [entry = ''] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === 'app/main.tsx') ?? [];
  const found = new Set([entry]);
  for (const path of found) {
    for (const one of outputs[path]?.imports ?? []) if (one.kind === 'import-statement') found.add(one.path);
  }
  return [...found].map((path) => path.replace(/^dist\//, ''));
}

// As a script: `node console/build.ts FOLDER`.
const [, script, folder] = process.argv;
if (script === import.meta.filename && folder !== undefined) await writeConsole(folder, await buildConsole());
