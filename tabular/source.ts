import { constants, createReadStream, createWriteStream, openSync, type Stats } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { pipeline as finish } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { TabularError } from './failure.ts';

/** Bytes that can be read as often as one likes. */
export interface Source {
  /** What messages call it. */
  name: string;
  /** The file to read. */
  path: string;
  /** Leaves nothing behind of what was kept for reading. */
  close: () => Promise<void>;
}

/** How people call standard input. */
const STDIN = ['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

/** Whether a path means standard input. */
export function isStdin(path: string): boolean {
  return STDIN.includes(path);
}

/**
 * Opens a file as it lies; standard input and pipes, which bring their bytes once, are read to their end into a
 * temporary file. Waits for whoever writes into a pipe.
 *
 * Errors: TabularError where there is no such file, it is a folder or a device, or it cannot be read; the signal's
 * reason where that is aborted.
 */
export async function openSource(path: string, signal?: AbortSignal): Promise<Source> {
  if (isStdin(path)) return spool(process.stdin, 'standard input', signal);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new TabularError(`There is no file ${path}.${adviceFor(path)}`, { cause: error })
      : unreadable(path, error);
  });
  if (found.isFile()) return { name: path, path, close: () => Promise.resolve() };
  if (!found.isFIFO()) throw new TabularError(`${path} is ${kindOf(found)}, not a file.`);
  // Opened without waiting: a thread that waits for a writer cannot be interrupted.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return spool(new Socket({ fd: descriptor, readable: true, writable: false }), path, signal);
}

/** A file whose bytes can be read anywhere. */
export interface ByteFile {
  readonly size: number;
  /** So many bytes from there, or as many as there are. */
  readAt: (position: number, count: number) => Promise<Buffer>;
}

/** Opens a file to be read anywhere; whoever opens it closes it. */
export async function openBytes(path: string): Promise<ByteFile & { close: () => Promise<void> }> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    size,
    async readAt(position, count) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, position);
      return buffer.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}

/** The bytes of a file, those within where it is gzipped. Errors: TabularError where it is no whole gzip file. */
export async function* readBytes(path: string, name: string): AsyncGenerator<Buffer, void> {
  const bytes = createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    if (isGzip(await readStart(path, 2))) yield* unzip(bytes, name);
    else for await (const chunk of bytes) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof TabularError ? error : unreadable(name, error as Error);
  } finally {
    bytes.destroy();
  }
}

/** Whether bytes begin as a gzip file does. */
export function isGzip(start: Buffer): boolean {
  return start.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]));
}

/**
 * What is within a gzip file, of one member or several.
 *
 * Errors: TabularError where it is no whole gzip file; whatever its bytes' source throws.
 */
export async function* unzip(bytes: Readable, name: string): AsyncGenerator<Buffer, void> {
  // Whatever goes wrong destroys the last stream, and arrives by the loop below.
  const plain = pipeline(bytes, createGunzip({ chunkSize: 1 << 18 }), () => undefined);
  try {
    for await (const chunk of plain) yield chunk as Buffer;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') !== true) throw error;
    throw new TabularError(`${name} is not a valid gzip file (${message}).`, { cause: error });
  }
}

/** The first bytes of a file. */
export async function readStart(path: string, count: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function spool(input: Readable, name: string, signal?: AbortSignal): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), 'terroir-input-'));
  const path = join(folder, 'input');
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await finish(input, createWriteStream(path, { mode: 0o600 }), signal ? { signal } : {});
  } catch (error) {
    await close();
    signal?.throwIfAborted();
    throw unreadable(name, error as Error);
  }
  return { name, path, close };
}

function unreadable(name: string, error: Error): TabularError {
  return new TabularError(`${name} cannot be read (${error.message}).`, { cause: error });
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  return found.isSocket() ? 'a socket' : 'a device';
}

/** npm does not hand every open file of a shell on to what it runs. */
function adviceFor(path: string): string {
  return /^\/(dev|proc\/self)\/fd\//.test(path) ? ' Pipe it in instead: COMMAND | npm run terroir -- … -' : '';
}
