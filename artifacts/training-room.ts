import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { KeepExamples } from '../classifier/features/example-source.ts';
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

/** Rows that can be read again and again, always in the same order. */
export interface Rows<Row> {
  count: number;
  read: () => Iterable<Row>;
}

/** Takes rows one by one, of which there may be more than memory has room for. */
export interface Keeper<Row> {
  add: (row: Row) => void;
  /** What was added, in that order. Nothing may be added any more. */
  end: () => Rows<Row>;
}

/** Room for a training whose examples may not fit into memory. */
export interface OpenRoom extends TrainingRoom {
  keepExamples: KeepExamples;
  /** Begins to keep rows, which must be JSON; so many are put away at once. */
  keep: <Row>(batchRows?: number) => Keeper<Row>;
  store: PieceStore;
  /** The file that what is put away goes into; it is there once there is something. */
  file: string;
  /** Lets go of the file, and removes the folder. */
  close: () => void;
}

/** So many rows are put away at once. */
const BATCH_ROWS = 1_000;

/**
 * Opens room in a folder, which is made once something does not fit into memory and goes into a file there.
 *
 * Errors: what is kept throws TrainingFailed where the folder has no room for it.
 */
export function openRoom(folder: string, limits: RoomLimits): OpenRoom {
  const file = join(folder, 'pieces');
  let descriptor: number | undefined;
  let end = 0;
  let bytesInMemory = 0;
  let rowsInMemory = 0;
  const put = (bytes: Uint8Array): StoredPiece => {
    descriptor ??= openFile(folder, file);
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
  const keep = <Row>(batchRows = BATCH_ROWS): Keeper<Row> => {
    const inMemory: Row[] = [];
    const away: StoredPiece[] = [];
    let open: Row[] = [];
    let count = 0;
    return {
      add(row) {
        count += 1;
        if (away.length === 0 && open.length === 0 && rowsInMemory < limits.examplesMax) {
          rowsInMemory += 1;
          inMemory.push(row);
          return;
        }
        open.push(row);
        if (open.length < batchRows) return;
        away.push(put(packRows(open)));
        open = [];
      },
      end: () => ({
        count,
        *read() {
          yield* inMemory;
          for (const piece of away) {
            const bytes = Buffer.allocUnsafe(piece.length);
            get(piece, bytes);
            yield* unpackRows<Row>(bytes);
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
    rmSync(folder, { recursive: true, force: true });
  };
  return { keep, keepExamples: keep, store, file, close };
}

/** Reads what a room has put into its file, in another thread. */
export function createPieceReader(file: string): ReadPiece {
  let descriptor: number | undefined;
  return (piece, into) => {
    descriptor ??= openSync(file, 'r');
    readWhole(descriptor, piece, into);
  };
}

function openFile(folder: string, file: string): number {
  mkdirSync(folder, { recursive: true });
  return openSync(file, 'w+');
}

/** Fast rather than small: a third of the JSON. */
function packRows(rows: readonly unknown[]): Uint8Array {
  return deflateRawSync(JSON.stringify(rows), { level: constants.Z_BEST_SPEED });
}

function unpackRows<Row>(bytes: Uint8Array): Row[] {
  return JSON.parse(inflateRawSync(bytes).toString('utf8')) as Row[];
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
