import { joinHashes } from '../text/hash.ts';
import { makeEntries } from './matrix.ts';
import type { FeatureMatrix } from './matrix.ts';
import { isInMemory } from './pieces.ts';
import type { Piece, PieceStore, ReadPiece } from './pieces.ts';

/*
 * The features of examples to train with, of which there may be more than memory has room for. Rows are put into blocks
 * by their keys, so that each block is a sample of all, and into pieces within a block, as they come. How many blocks
 * there are goes by the number of rows alone, never by the memory that there is: so a fit, which takes one block after
 * the other, learns in the same order on every machine.
 */

/** Rows of a matrix in blocks, in memory that threads share or put away. */
export interface FeatureBlocks {
  rowCount: number;
  /** The most entries that a row has. */
  longestRow: number;
  blockCount: number;
  pieces: FeaturePiece[];
  /** In which piece each row is, and which of its rows it is. */
  pieceOfRow: Int32Array;
  placeOfRow: Uint16Array;
}

/** Some rows of one block. */
export interface FeaturePiece {
  block: number;
  rowCount: number;
  entryCount: number;
  /** rowStarts, ids, weights and needs of a FeatureMatrix, one behind the other. */
  bytes: Piece;
}

/** How features are divided; what differs from BLOCK_LIMITS is for tests. */
export interface BlockLimits {
  blockRows: number;
  pieceRows: number;
}

/** The bundled dataset has 58,000 rows to fit with, retold ones among them. */
export const BLOCK_LIMITS: BlockLimits = { blockRows: 2 ** 17, pieceRows: 1_024 };

/** All blocks together have so many rows in pieces that are not full yet, some 150 MB. */
const OPEN_ROWS_MAX = 2 ** 17;
const PIECE_ROWS_MIN = 32;

/** Puts rows into blocks. */
export interface BlocksBuilder {
  /** Adds the rows of a matrix; `keys` are theirs. */
  add: (matrix: FeatureMatrix, keys: Int32Array) => void;
  end: () => FeatureBlocks;
}

/** Begins blocks of `rowCount` rows. */
export function createBlocksBuilder(rowCount: number, store: PieceStore, limits = BLOCK_LIMITS): BlocksBuilder {
  const blockCount = Math.max(1, Math.ceil(rowCount / limits.blockRows));
  const pieceRows = Math.max(PIECE_ROWS_MIN, Math.min(limits.pieceRows, Math.floor(OPEN_ROWS_MAX / blockCount)));
  const pieceOfRow = new Int32Array(new SharedArrayBuffer(4 * rowCount));
  const placeOfRow = new Uint16Array(new SharedArrayBuffer(2 * rowCount));
  const pieces: FeaturePiece[] = [];
  const open = Array.from({ length: blockCount }, () => createOpenPiece(pieceRows));
  let end = 0;
  let longestRow = 0;
  /** What is packed is kept at once, and the next piece is packed in the same memory. */
  let packed = new Uint8Array();
  const close = (block: number): void => {
    const piece = open[block];
    if (piece === undefined || piece.rowCount === 0) return;
    const { rowCount: rows, entryCount } = piece;
    for (let place = 0; place < rows; place += 1) pieceOfRow[piece.rows[place] ?? 0] = pieces.length;
    const length = pieceBytes(rows, entryCount);
    if (packed.length < length) packed = new Uint8Array(Math.ceil(1.5 * length));
    packPiece(piece, packed);
    pieces.push({ block, rowCount: rows, entryCount, bytes: store.keep(packed.subarray(0, length)) });
    Object.assign(piece, { rowCount: 0, entryCount: 0 });
  };
  return {
    add(matrix, keys) {
      for (let row = 0; row < matrix.rowCount; row += 1) {
        const block = blockOfKey(keys[row] ?? 0, blockCount);
        const piece = open[block] as OpenPiece;
        longestRow = Math.max(longestRow, addRow(piece, matrix, row));
        placeOfRow[end] = piece.rowCount - 1;
        piece.rows[piece.rowCount - 1] = end;
        end += 1;
        if (piece.rowCount === pieceRows) close(block);
      }
    },
    end() {
      for (let block = 0; block < blockCount; block += 1) close(block);
      return { rowCount: end, longestRow, blockCount, pieces, pieceOfRow, placeOfRow };
    },
  };
}

/** The block that the rows of a key are in. */
export function blockOfKey(key: number, blockCount: number): number {
  return blockCount === 1 ? 0 : Math.floor(((joinHashes(BLOCK_SEED, key) >>> 0) / 2 ** 32) * blockCount);
}

const BLOCK_SEED = 0xb10c;

/** Gets blocks into memory, one after the other. */
export interface BlockReader {
  /** The pieces of a block by their numbers, until the next block is loaded. */
  load: (block: number) => readonly FeatureMatrix[];
}

/** A reader of blocks; `read` gets what was put away, into memory that each block uses again. */
export function createBlockReader({ blockCount, pieces }: FeatureBlocks, read: ReadPiece): BlockReader {
  const matrices: FeatureMatrix[] = [];
  const byBlock = Array.from({ length: blockCount }, (): number[] => []);
  for (const [number, piece] of pieces.entries()) {
    if (isInMemory(piece.bytes)) matrices[number] = unpackPiece(piece, piece.bytes);
    else byBlock[piece.block]?.push(number);
  }
  let room = new Uint8Array();
  let loaded = -1;
  return {
    load(block) {
      const away = byBlock[block] ?? [];
      if (block === loaded || away.length === 0) return matrices;
      const length = away.reduce((sum, number) => sum + roomOf(pieces[number]), 0);
      if (room.length < length) room = new Uint8Array(length);
      let start = 0;
      for (const number of away) {
        const piece = pieces[number];
        if (piece === undefined || isInMemory(piece.bytes)) continue;
        const into = room.subarray(start, start + piece.bytes.length);
        read(piece.bytes, into);
        matrices[number] = unpackPiece(piece, into);
        start += roomOf(piece);
      }
      loaded = block;
      return matrices;
    },
  };
}

/** So many bytes a piece takes where the next one must begin at a multiple of 4. */
function roomOf(piece: FeaturePiece | undefined): number {
  return 4 * Math.ceil((piece?.bytes.length ?? 0) / 4);
}

interface OpenPiece extends FeatureMatrix {
  entryCount: number;
  /** The number of each row among all. */
  rows: Int32Array;
}

function createOpenPiece(rowsMax: number): OpenPiece {
  return {
    rowCount: 0,
    entryCount: 0,
    rows: new Int32Array(rowsMax),
    rowStarts: new Int32Array(rowsMax + 1),
    ...makeEntries(0),
  };
}

/** Adds a row to a piece. Returns how many entries it has. */
function addRow(piece: OpenPiece, matrix: FeatureMatrix, row: number): number {
  const [start, end] = [matrix.rowStarts[row] ?? 0, matrix.rowStarts[row + 1] ?? 0];
  const needed = piece.entryCount + end - start;
  if (needed > piece.ids.length) {
    const larger = makeEntries(Math.max(needed, Math.ceil(1.5 * piece.ids.length)));
    larger.ids.set(piece.ids);
    larger.weights.set(piece.weights);
    larger.needs.set(piece.needs);
    Object.assign(piece, larger);
  }
  piece.ids.set(matrix.ids.subarray(start, end), piece.entryCount);
  piece.weights.set(matrix.weights.subarray(start, end), piece.entryCount);
  piece.needs.set(matrix.needs.subarray(start, end), piece.entryCount);
  piece.rowCount += 1;
  piece.entryCount = needed;
  piece.rowStarts[piece.rowCount] = needed;
  return end - start;
}

function pieceBytes(rowCount: number, entryCount: number): number {
  return 4 * (rowCount + 1) + 9 * entryCount;
}

function packPiece({ rowCount, entryCount, rowStarts, ids, weights, needs }: OpenPiece, bytes: Uint8Array): void {
  const into = viewPiece(rowCount, entryCount, bytes);
  into.rowStarts.set(rowStarts.subarray(0, rowCount + 1));
  into.ids.set(ids.subarray(0, entryCount));
  into.weights.set(weights.subarray(0, entryCount));
  into.needs.set(needs.subarray(0, entryCount));
}

function unpackPiece({ rowCount, entryCount }: FeaturePiece, bytes: Uint8Array): FeatureMatrix {
  return { rowCount, ...viewPiece(rowCount, entryCount, bytes) };
}

function viewPiece(rowCount: number, entryCount: number, bytes: Uint8Array): Omit<FeatureMatrix, 'rowCount'> {
  const { buffer, byteOffset } = bytes;
  const idsAt = byteOffset + 4 * (rowCount + 1);
  return {
    rowStarts: new Int32Array(buffer, byteOffset, rowCount + 1),
    ids: new Int32Array(buffer, idsAt, entryCount),
    weights: new Float32Array(buffer, idsAt + 4 * entryCount, entryCount),
    needs: new Uint8Array(buffer, idsAt + 8 * entryCount, entryCount),
  };
}
