// Makes what is packed: dist/client.js and dist/files.js, an ES module an entry, which share dist/calls.js (what both
// call by, so that a TerroirError is the same class in both), with what they take from contract/; and for each entry its
// types in one file that mentions no other. `npm pack` runs this first.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateDtsBundle } from 'dts-bundle-generator';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const ENTRIES = ['client', 'files'];

await build({
  entryPoints: ENTRIES.map((entry) => at(`${entry}.ts`)),
  outdir: at('dist'),
  bundle: true,
  splitting: true,
  chunkNames: 'calls',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  // Left readable: whoever bundles it minifies it, and whoever debugs it reads it.
  minify: false,
  logLevel: 'warning',
});

const sources = ENTRIES.map((entry) => ({ filePath: at(`${entry}.ts`), output: { noBanner: true } }));
const types = generateDtsBundle(sources, { preferredConfigPath: at('tsconfig.json') });
await mkdir(at('dist'), { recursive: true });
for (const [index, entry] of ENTRIES.entries()) await writeFile(at(`dist/${entry}.d.ts`), types[index]);
await copyFile(at('../../LICENSE'), at('LICENSE'));
