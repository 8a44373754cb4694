import { constants, createReadStream, createWriteStream, openSync } from 'node:fs';
import { mkdtemp, open, rename, rm, stat, lstat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandError } from '../command.ts';

/** A file that is there whole or not at all. */
export interface OutputFile {
  write: (text: string) => Promise<void>;
  /** Puts it in its place. */
  keep: () => Promise<void>;
  /** Leaves nothing of it; does nothing once it is kept. */
  discard: () => Promise<void>;
  /** Does away with an earlier file in that place, instead of putting this one there. */
  leaveOut: () => Promise<void>;
}

/** Standard output, as people call it. */
const STDOUT = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'];

/** What belongs to a process that is under way: it is written on, not emptied. */
const OPENED = /^\/(dev\/(fd\/|stderr$)|proc\/)/;

/**
 * Opens a file under another name beside its own. What is no regular file (a device, a pipe, a link, standard output)
 * is never replaced or deleted: it is written to when the file is kept, through a link to what that leads to.
 *
 * Errors: CommandError where it cannot be made there, it is a folder, a disk or a socket, or nobody reads the pipe.
 */
export async function openOutput(path: string, mode = 0o666): Promise<OutputFile> {
  const target = await findTarget(path);
  return target === undefined ? openBeside(path, mode) : openThrough(path, target);
}

/** Makes sure that no file is replaced. Errors: CommandError where there is one in that place already. */
export async function refuseExisting(path: string): Promise<void> {
  if (OPENED.test(path) || STDOUT.includes(path)) return;
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return;
  throw new CommandError(`${path} exists. Choose another name, or add --force to replace it.`);
}

/**
 * For a command that puts a finished file in its place by renaming it, which would do away with a device or a link.
 *
 * Errors: CommandError where there is anything in that place but a regular file.
 */
export async function refuseUnreplaceable(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isFile()) return;
  const what = found.isDirectory() ? 'a folder' : 'no regular file';
  throw new CommandError(`${path} is ${what}, and cannot be replaced. Name a file.`);
}

/** Does away with a file in that place, if there is one; what is no regular file stays. */
export async function removeExisting(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile() === true) await rm(path, { force: true });
}

async function openBeside(path: string, mode: number): Promise<OutputFile> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const file = await open(draft, 'w', mode).catch((error: Error) => {
    throw unwritable(path, error);
  });
  const discard = async (): Promise<void> => {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
  };
  return {
    write: async (text) => void (await file.write(text)),
    keep: async () => {
      await file.sync();
      await file.close();
      await rename(draft, path);
    },
    discard,
    leaveOut: async () => {
      await discard();
      await rm(path, { force: true });
    },
  };
}

/** Where what is no regular file takes its text. */
interface Target {
  open: () => Writable;
  close: () => void;
  /** Whether what is in it stays, since nobody keeps it. */
  isStream: boolean;
}

/** Gathers the text elsewhere, and writes it when it is whole. */
async function openThrough(path: string, target: Target): Promise<OutputFile> {
  const folder = await mkdtemp(join(tmpdir(), 'terroir-output-'));
  const draft = join(folder, 'output');
  const file = await open(draft, 'w', 0o600);
  const discard = async (): Promise<void> => {
    target.close();
    await file.close().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  const keep = async (): Promise<void> => {
    await file.close();
    try {
      const stream = target.open();
      await pipeline(createReadStream(draft), stream, { end: (stream as unknown) !== process.stdout });
    } catch (error) {
      // Whoever reads standard output may have enough of it.
      const isEnough = STDOUT.includes(path) && (error as NodeJS.ErrnoException).code === 'EPIPE';
      if (!isEnough) throw unwritable(path, error as Error);
    }
  };
  return {
    write: async (text) => void (await file.write(text)),
    keep,
    discard,
    leaveOut: async () => {
      if (!target.isStream) {
        await file.truncate();
        await keep();
      }
      await discard();
    },
  };
}

/** What a path leads to; undefined where it is a regular file, or nothing yet. */
async function findTarget(path: string): Promise<Target | undefined> {
  if (STDOUT.includes(path)) return { open: () => process.stdout, close: () => undefined, isStream: true };
  const link = await lstat(path).catch(() => undefined);
  if (link === undefined || link.isFile()) return undefined;
  const found = await stat(path).catch(() => undefined);
  const refuse = (what: string): CommandError =>
    new CommandError(`${path} is ${what}, and cannot be written. Choose another place.`);
  if (found?.isDirectory() === true) throw refuse('a folder');
  if (found?.isBlockDevice() === true) throw refuse('a disk');
  if (found?.isSocket() === true) throw refuse('a socket');
  if (found?.isFIFO() === true) return openPipe(path);
  const isFile = found?.isFile() !== false;
  const begin = OPENED.test(path) ? constants.O_APPEND : isFile ? constants.O_CREAT | constants.O_TRUNC : 0;
  return {
    open: () => createWriteStream(path, { fd: openSync(path, constants.O_WRONLY | begin) }),
    close: () => undefined,
    isStream: !isFile || OPENED.test(path),
  };
}

/** Opened at once and without waiting: a thread that waits for a reader cannot be interrupted. */
function openPipe(path: string): Target {
  try {
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    const stream = new Socket({ fd: descriptor, readable: false, writable: true });
    // Said when it is written to.
    stream.on('error', () => undefined);
    return { open: () => stream, close: () => void stream.destroy(), isStream: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw unwritable(path, error as Error);
    throw new CommandError(`${path} is a pipe that nobody reads. Start its reader first.`, 1, error);
  }
}

function unwritable(path: string, error: Error): CommandError {
  return new CommandError(`${path} cannot be written (${error.message}). Choose another place.`, 1, error);
}
