import { renameSync, writeFileSync } from 'node:fs';
import { FILE_MODE } from './owner-only.ts';

/** A reader finds the file as it was or as it is to be, whenever the host is killed. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: FILE_MODE });
  renameSync(draft, file);
}
