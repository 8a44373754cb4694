/** Bytes that are not in memory: where a PieceStore has put them. */
export interface StoredPiece {
  start: number;
  length: number;
}

/** Bytes that are kept: in memory that threads share, or by a PieceStore. */
export type Piece = Uint8Array | StoredPiece;

/** Reads what a PieceStore has put away into the beginning of `into`, which has room for it. */
export type ReadPiece = (piece: StoredPiece, into: Uint8Array) => void;

/** Keeps bytes for which there may be no room in memory. */
export interface PieceStore {
  keep: (bytes: Uint8Array) => Piece;
  read: ReadPiece;
}

/** A PieceStore that keeps everything in memory. */
export const MEMORY: PieceStore = {
  keep: keepInMemory,
  read: () => {
    throw new Error('Nothing was put away.');
  },
};

/** A copy of the bytes in memory that threads share. */
export function keepInMemory(bytes: Uint8Array): Uint8Array {
  const kept = new Uint8Array(new SharedArrayBuffer(bytes.length));
  kept.set(bytes);
  return kept;
}

/** Whether the bytes are in memory. */
export function isInMemory(piece: Piece): piece is Uint8Array {
  return 'byteOffset' in piece;
}
