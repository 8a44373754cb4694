/** What a function prints goes to a file of its own, in the order it came. */
import { createWriteStream, mkdirSync, openSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE, FOLDER_MODE } from '../state/owner-only.ts';

/** A function's log, open. */
export interface FunctionLog {
  write: (text: string) => void;
  close: () => Promise<void>;
}

/** What a log grows to before it is set aside as `.old.log`, over the one before: a function has twice this at most. */
const KEPT_BYTES_MAX = 10 * 1024 ** 2;

/** Appends to `<folder>/<functionName>.log`; `echo` gets each text too. A full disk loses log lines, nothing else. */
export function openLog(
  folder: string,
  functionName: string,
  echo?: (text: string) => void,
  keptBytesMax = KEPT_BYTES_MAX,
): FunctionLog {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  const path = join(folder, `${functionName}.log`);
  let { size: bytes = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
  let stream = append(path);
  const setAside = (): void => {
    stream?.end();
    try {
      renameSync(path, join(folder, `${functionName}.old.log`));
    } catch {
      // It stays where it is, and is tried again after as much as now.
    }
    bytes = 0;
    stream = append(path);
  };
  return {
    write: (text) => {
      const added = Buffer.byteLength(text);
      if (bytes > 0 && bytes + added > keptBytesMax) setAside();
      bytes += added;
      stream?.write(text);
      echo?.(text);
    },
    close: () =>
      new Promise((resolve) => (stream === undefined || stream.destroyed ? resolve() : stream.end(() => resolve()))),
  };
}

/** Opened at once, so that a rename right after it moves what was meant; undefined where it cannot be. */
function append(path: string): WriteStream | undefined {
  try {
    const stream = createWriteStream(path, { fd: openSync(path, 'a', FILE_MODE) });
    return stream.on('error', () => undefined);
  } catch {
    return undefined;
  }
}
