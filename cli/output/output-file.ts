import { access, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandError } from '../command.ts';

/** A file that is there whole or not at all. */
export interface OutputFile {
  write: (text: string) => Promise<void>;
  /** Puts it in its place. */
  keep: () => Promise<void>;
  /** Leaves nothing of it; does nothing once it is kept. */
  discard: () => Promise<void>;
}

/**
 * Opens a file under another name beside its own.
 *
 * Errors: CommandError where it cannot be made there.
 */
export async function openOutput(path: string, mode = 0o666): Promise<OutputFile> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const file = await open(draft, 'w', mode).catch((error: Error) => {
    throw new CommandError(`${path} cannot be written (${error.message}). Choose another place.`, 1, error);
  });
  return {
    write: async (text) => void (await file.write(text)),
    keep: async () => {
      await file.sync();
      await file.close();
      await rename(draft, path);
    },
    discard: async () => {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true });
    },
  };
}

/** Makes sure that no file is replaced. Errors: CommandError where there is one in that place already. */
export async function refuseExisting(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new CommandError(`${path} exists. Choose another name, or add --force to replace it.`);
}
