import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surroundings } from '../command.ts';
import { digestFiles } from './synth.ts';

/** What the console is made of. */
const INPUTS: readonly string[] = [
  'console/app',
  'console/styles',
  'console/index.html',
  'console/icon.svg',
  'console/build.ts',
  'console/runbook.ts',
  'docs/RUNBOOK.md',
  'packages/client',
  'contract',
  'package-lock.json',
];

const FOLDER = 'console/dist';
/** Beside the files: what they were made of. The host serves nothing that begins with a dot. */
const DIGEST = '.digest';

/** Where the console lies that was built before, as in an image, where nothing is built; undefined for nowhere. */
export function findSite({ root }: Pick<Surroundings, 'root'>): string | undefined {
  const folder = join(root, FOLDER);
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}

/**
 * Sees to it that console/dist holds the console of the sources as they are; returns its folder.
 *
 * Errors: Error with what esbuild complains of.
 */
export async function buildSiteIfChanged({ root }: Pick<Surroundings, 'root'>): Promise<string> {
  const folder = join(root, FOLDER);
  const digest = (await digestFiles(root, INPUTS)) ?? '';
  const kept = await readFile(join(folder, DIGEST), 'utf8').catch(() => undefined);
  if (kept === digest && digest !== '') return folder;
  const { buildConsole, writeConsole } = await import('../../console/build.ts');
  await writeConsole(folder, await buildConsole());
  await writeFile(join(folder, DIGEST), digest);
  return folder;
}
