// Makes what is packed: dist/client.js, one ES module of the client with what it takes from contract/, and
// dist/client.d.ts, its types in one file that mentions no other. `npm pack` runs this first.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateDtsBundle } from 'dts-bundle-generator';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [at('client.ts')],
  outfile: at('dist/client.js'),
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  // Left readable: whoever bundles it minifies it, and whoever debugs it reads it.
  minify: false,
  logLevel: 'warning',
});

const [types] = generateDtsBundle([{ filePath: at('client.ts'), output: { noBanner: true } }], {
  preferredConfigPath: at('tsconfig.json'),
});
await mkdir(at('dist'), { recursive: true });
await writeFile(at('dist/client.d.ts'), types);
await copyFile(at('../../LICENSE'), at('LICENSE'));
