import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** What AppSync limits the code of one resolver, and of one step, to. */
const CODE_BYTES_MAX = 32 * 1024;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What was bundled in this process, by name: an app has a stack for each environment. */
const bundles = new Map<string, string>();

/**
 * A file of resolvers/ as AppSync takes it: a single ES module, with the way back to its source where there is room for
 * that. `name` is its path in that folder, without `.ts`. It is read once a process.
 *
 * Errors: Error where it has more bytes than AppSync takes.
 */
export function bundleResolver(name: string): string {
  const known = bundles.get(name) ?? bundleAnew(name);
  bundles.set(name, known);
  return known;
}

function bundleAnew(name: string): string {
  const traced = bundle(name, 'inline');
  if (Buffer.byteLength(traced) <= CODE_BYTES_MAX) return traced;
  const code = bundle(name, false);
  const bytes = Buffer.byteLength(code);
  if (bytes > CODE_BYTES_MAX) throw new Error(`${name} has ${bytes} bytes; AppSync takes 32 KB.`);
  return code;
}

function bundle(name: string, sourcemap: 'inline' | false): string {
  const result = buildSync({
    // Every path is relative to it, so that no output names a machine's folder.
    absWorkingDir: ROOT,
    entryPoints: [`resolvers/${name}.ts`],
    outfile: `${name}.js`,
    bundle: true,
    format: 'esm',
    target: 'esnext',
    platform: 'node',
    external: ['@aws-appsync/utils'],
    sourcemap,
    sourcesContent: false,
    write: false,
  });
  const text = result.outputFiles[0]?.text;
  if (text === undefined) throw new Error(`esbuild gave no output for ${name}.`);
  return text;
}
