import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../classifier/features/example.ts';
import type { ExampleKeeper, ExampleSource } from '../classifier/features/example-source.ts';
import { keepInMemory, type PieceStore, type ReadPiece, type StoredPiece } from '../classifier/features/pieces.ts';
import type { TrainingRoom } from '../classifier/fit/train.ts';
import { TrainingFailed } from './training-failed.ts';

/** How much of what a training keeps stays in memory; the rest goes into a file. */
export interface RoomLimits {
  /** So many bytes of features. */
  bytesMax: number;
  /** So many examples, in all that are kept. */
  examplesMax: number;
}

/** Room for a training whose examples may not fit into memory. */
export interface OpenRoom extends Required<Pick<TrainingRoom, 'keepExamples' | 'store'>> {
  /** The file that what is put away goes into; it is there once there is something. */
  file: string;
  /** Lets go of the file, and removes it. */
  close: () => void;
}

/** So many examples are put away at once. */
const BATCH_EXAMPLES = 1_000;

/**
 * Opens room in a folder: what does not fit into memory goes into a file there.
 *
 * Errors: what is kept throws TrainingFailed where the folder has no room for it.
 */
export function openRoom(folder: string, limits: RoomLimits): OpenRoom {
  const file = join(folder, 'pieces');
  let descriptor: number | undefined;
  let end = 0;
  let bytesInMemory = 0;
  let examplesInMemory = 0;
  const put = (bytes: Uint8Array): StoredPiece => {
    descriptor ??= openSync(file, 'w+');
    const piece = { start: end, length: bytes.length };
    writeWhole(descriptor, bytes, end);
    end += bytes.length;
    return piece;
  };
  const get: ReadPiece = (piece, into) => readWhole(descriptor ?? -1, piece, into);
  const store: PieceStore = {
    keep(bytes) {
      if (bytesInMemory + bytes.length > limits.bytesMax) return put(bytes);
      bytesInMemory += bytes.length;
      return keepInMemory(bytes);
    },
    read: get,
  };
  const keepExamples = (): ExampleKeeper => {
    const inMemory: Example[] = [];
    const away: StoredPiece[] = [];
    let open: Example[] = [];
    let count = 0;
    return {
      add(example) {
        count += 1;
        if (away.length === 0 && open.length === 0 && examplesInMemory < limits.examplesMax) {
          examplesInMemory += 1;
          inMemory.push(example);
          return;
        }
        open.push(example);
        if (open.length < BATCH_EXAMPLES) return;
        away.push(put(Buffer.from(JSON.stringify(open))));
        open = [];
      },
      end: (): ExampleSource => ({
        count,
        *read() {
          yield* inMemory;
          for (const piece of away) {
            const bytes = Buffer.allocUnsafe(piece.length);
            get(piece, bytes);
            yield* JSON.parse(bytes.toString('utf8')) as Example[];
          }
          yield* open;
        },
      }),
    };
  };
  const close = (): void => {
    if (descriptor === undefined) return;
    closeSync(descriptor);
    descriptor = undefined;
    rmSync(file, { force: true });
  };
  return { keepExamples, store, file, close };
}

/** Reads what a room has put into its file, in another thread. */
export function createPieceReader(file: string): ReadPiece {
  let descriptor: number | undefined;
  return (piece, into) => {
    descriptor ??= openSync(file, 'r');
    readWhole(descriptor, piece, into);
  };
}

function writeWhole(descriptor: number, bytes: Uint8Array, position: number): void {
  try {
    for (let at = 0; at < bytes.length;) {
      at += writeSync(descriptor, bytes, at, bytes.length - at, position + at);
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')))
      throw cause;
    const message =
      `The training has more than its memory holds, and its disk is full after ${Math.round(position / 1e6)} MB: ` +
      'give it more of either.';
    throw new TrainingFailed(message, { cause });
  }
}

function readWhole(descriptor: number, { start, length }: StoredPiece, into: Uint8Array): void {
  for (let at = 0; at < length;) {
    const read = readSync(descriptor, into, at, length - at, start + at);
    if (read === 0) throw new Error('The file of the training is shorter than what was put into it.');
    at += read;
  }
}
