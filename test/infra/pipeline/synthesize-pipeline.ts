import { execFile } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../infra/bundle.ts';
import { INPUTS } from '../../../cli/laptop/synth.ts';

/** Settings by which a pipeline can be made. */
export const SETTINGS = {
  repository: 'terroir-wine/terroir',
  branch: 'main',
  connectionArn: 'arn:aws:codeconnections:eu-central-1:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef',
};

/** The context that `cdk` gives an app by cdk.json. */
export const CDK_CONTEXT = (
  JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> }
).context;

/** Runs infra/pipeline-app.ts of a checkout as `cdk synth` does, bundles and all; `environment` as by `-c`. */
export async function synthesizePipeline(checkout: string, outdir: string, environment: string): Promise<void> {
  const env = {
    ...process.env,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...CDK_CONTEXT, ...SETTINGS, environment }),
  };
  await promisify(execFile)(process.execPath, ['infra/pipeline-app.ts'], { cwd: checkout, env, encoding: 'utf8' });
}

/** What of package-lock.json is read. */
interface LockFile {
  packages: Record<string, { version?: string; dev?: boolean; optional?: boolean; link?: boolean }>;
}

export const LOCK_FILE = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile;

/**
 * Makes a checkout in another folder, as far as templates are made of it. The packages that end up in bundles are there
 * as files of their own, since bundlers look at where a file really is; tools are links.
 */
export function makeCheckout(folder: string): void {
  for (const path of [...INPUTS, 'package.json', 'tsconfig.json']) linkTree(join(ROOT, path), join(folder, path));
  const modules = join(ROOT, 'node_modules');
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  for (const name of names) {
    const {
      dev = false,
      optional = false,
      link = false,
    } = LOCK_FILE.packages[`node_modules/${name}`] ?? { link: true };
    const [from, to] = [join(modules, name), join(folder, 'node_modules', name)];
    mkdirSync(dirname(to), { recursive: true });
    if (dev || optional || link) symlinkSync(from, to);
    else linkTree(from, to);
  }
}

/** A folder anew, of the same files: hard links where the file system lets us. */
function linkTree(from: string, to: string): void {
  const entries = readEntries(from);
  if (entries === undefined) return linkFile(from, to);
  mkdirSync(to, { recursive: true });
  for (const name of entries) linkTree(join(from, name), join(to, name));
}

function readEntries(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function linkFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
