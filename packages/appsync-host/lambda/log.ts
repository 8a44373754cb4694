/** What a function prints goes to a file of its own, in the order it came. */
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A function's log, open. */
export interface FunctionLog {
  write: (text: string) => void;
  close: () => Promise<void>;
}

/** What a log may have grown to before the next start sets it aside as `.old.log`, over the one before. */
const KEPT_BYTES_MAX = 10 * 1024 ** 2;

/** Appends to `<folder>/<functionName>.log`; `echo` gets each text too. A full disk loses log lines, nothing else. */
export function openLog(folder: string, functionName: string, echo?: (text: string) => void): FunctionLog {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${functionName}.log`);
  const { size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
  if (size > KEPT_BYTES_MAX) renameSync(path, join(folder, `${functionName}.old.log`));
  const stream = createWriteStream(path, { flags: 'a' });
  stream.on('error', () => undefined);
  return {
    write: (text) => {
      stream.write(text);
      echo?.(text);
    },
    close: () => new Promise((resolve) => (stream.destroyed ? resolve() : stream.end(() => resolve()))),
  };
}
