import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Registers what is done when the test, or with afterAll the file, has ended. */
export type WhenOver = (cleanUp: () => void) => void;

/** A folder that goes when the test ends. */
export function makeFolder(whenOver: WhenOver = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'host-'));
  whenOver(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with these files: path to content. */
export function makeFolderOf(files: Record<string, string>, whenOver?: WhenOver): string {
  const folder = makeFolder(whenOver);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
