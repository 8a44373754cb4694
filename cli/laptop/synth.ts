import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, type Surroundings } from '../command.ts';
import { startGroup } from './child-group.ts';

/** What the template is made of. A change of anything else leaves it as it is. */
export const INPUTS: readonly string[] = [
  'schema.graphql',
  'contract',
  'resolvers',
  'store',
  'functions',
  'classifier',
  'artifacts',
  'tabular',
  'infra',
  'models/starter',
  'data/wine-reviews/wine-reviews.dataset.br',
  'generated',
  'package-lock.json',
  'cdk.json',
];

const FOLDER = 'cdk.out';
const TEMPLATE = 'Terroir.template.json';
/** Kept in cdk.out: what it was made of, and what came of it, for others write to cdk.out too. */
const DIGESTS = 'start-digests.json';

interface Digests {
  inputs: string | undefined;
  template: string | undefined;
}

/**
 * Sees to it that cdk.out holds the template of the sources as they are; returns its folder. Synthesizing takes most of
 * a first start, so an unchanged cdk.out is used again.
 *
 * Errors: CommandError with the end of what `cdk synth` complained of.
 */
export async function synthesizeIfChanged({ root, tell, stopping }: Surroundings): Promise<string> {
  const folder = join(root, FOLDER);
  const inputs = await digestFiles(root, INPUTS);
  const template = await digestFiles(folder, [TEMPLATE]);
  const kept = await readDigests(folder);
  if (kept && template !== undefined && kept.inputs === inputs && kept.template === template) return folder;
  tell('Making the template from the sources (cdk synth) …');
  await synthesize(root, [], stopping);
  const made: Digests = { inputs, template: await digestFiles(folder, [TEMPLATE]) };
  await writeFile(join(folder, DIGESTS), `${JSON.stringify(made)}\n`);
  return folder;
}

/**
 * Makes the template in another folder, with these values of the context. Errors: CommandError with the end of what
 * `cdk synth` complained of.
 */
export async function synthesizeInto(
  folder: string,
  context: Readonly<Record<string, string>>,
  { root, tell, stopping }: Surroundings,
): Promise<void> {
  tell('Making the template from the sources (cdk synth) …');
  const values = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await synthesize(root, ['--output', folder, ...values], stopping);
}

async function synthesize(root: string, options: readonly string[], stopping: AbortSignal): Promise<void> {
  const args = [join(root, 'node_modules/.bin/cdk'), 'synth', '--quiet', ...options];
  const cdk = startGroup(args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = (): void => cdk.kill();
  stopping.addEventListener('abort', stop);
  let complaint = '';
  cdk.child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-4_000)));
  const code = await cdk.ended;
  stopping.removeEventListener('abort', stop);
  stopping.throwIfAborted();
  if (code !== 0) throw new CommandError(`The template could not be made. cdk synth says:\n${complaint.trim()}`);
}

async function readDigests(folder: string): Promise<Partial<Digests> | null | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, DIGESTS), 'utf8')) as Partial<Digests> | null;
  } catch {
    return undefined;
  }
}

/** One SHA-256 over files and folders with all that they hold; undefined where one of them is missing. */
async function digestFiles(root: string, paths: readonly string[]): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for (const path of paths) {
      for (const file of await listFiles(join(root, path))) {
        const content = await readFile(file);
        hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
      }
    }
    return hash.digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return undefined;
      throw error;
    },
  );
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
