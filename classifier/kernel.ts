import { KERNEL_BYTES } from './kernel-bytes.ts';

/*
 * What a fit computes with: weights and AdaGrad sums in one memory, and the two loops over them. Both kernels, in
 * WebAssembly and in plain TypeScript, give the same bits, on every processor: each operation is one of 32-bit floats,
 * rounded as IEEE 754 says, in the same order.
 */

/** The memory of a fit. All arrays are views of it. */
export interface KernelMemory {
  /** Numbers in a row of weights: the classes, filled up to a multiple of 4. */
  width: number;
  /** One a class, filled up to the width: first scores, then their gradients. */
  scores: Float32Array;
  /** Places in a row, in bytes, of the groups of four classes that move. */
  groups: Int32Array;
  /** The entries of an example: addresses of rows in bytes, and what each is multiplied by. */
  rows: Int32Array;
  factors: Float32Array;
  /** features × width. */
  weights: Float32Array;
  /** The same for the sums of squared gradients. */
  squares: Float32Array;
}

/** The loops, over the first `count` entries. */
export interface Kernel {
  memory: KernelMemory;
  /** Adds to each score what the entries add to it. */
  score(count: number): void;
  /** Moves the weights of the entries against the gradients, for the classes of the first `groupCount` groups. */
  move(count: number, groupCount: number, rate: number): void;
}

/** Makes a kernel for `featureCount` features, `classCount` classes and examples of at most `entryCount` entries. */
export type CreateKernel = (featureCount: number, classCount: number, entryCount: number) => Kernel;

const PAGE_LENGTH = 65_536;

/** Lays the arrays out in a buffer that `allocate` makes. */
export function layOutMemory(
  featureCount: number,
  classCount: number,
  entryCount: number,
  allocate: (length: number) => ArrayBuffer,
): KernelMemory {
  const width = Math.ceil(classCount / 4) * 4;
  const entries = Math.ceil(entryCount / 4) * 4;
  const lengths = [width, width, entries, entries, featureCount * width, featureCount * width];
  const buffer = allocate(4 * lengths.reduce((sum, length) => sum + length, 0));
  const starts = lengths.map((_, part) => 4 * lengths.slice(0, part).reduce((sum, length) => sum + length, 0));
  const [scores = 0, groups = 0, rows = 0, factors = 0, weights = 0, squares = 0] = starts;
  return {
    width,
    scores: new Float32Array(buffer, scores, width),
    groups: new Int32Array(buffer, groups, width),
    rows: new Int32Array(buffer, rows, entries),
    factors: new Float32Array(buffer, factors, entries),
    weights: new Float32Array(buffer, weights, featureCount * width),
    squares: new Float32Array(buffer, squares, featureCount * width),
  };
}

/** A kernel in WebAssembly: kernel.wat. */
export const createKernel: CreateKernel = (featureCount, classCount, entryCount) => {
  const pages = (length: number): number => Math.ceil(length / PAGE_LENGTH);
  let wasmMemory = new WebAssembly.Memory({ initial: 1 });
  const memory = layOutMemory(featureCount, classCount, entryCount, (length) => {
    wasmMemory = new WebAssembly.Memory({ initial: Math.max(1, pages(length)) });
    return wasmMemory.buffer;
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(KERNEL_BYTES), { fit: { memory: wasmMemory } });
  const { width, scores, groups, rows, factors, weights, squares } = memory;
  const toSquares = squares.byteOffset - weights.byteOffset;
  return {
    memory,
    score: (count) => exports.score(rows.byteOffset, factors.byteOffset, count, scores.byteOffset, 4 * width),
    move: (count, groupCount, rate) =>
      exports.move(
        rows.byteOffset,
        factors.byteOffset,
        count,
        scores.byteOffset,
        groups.byteOffset,
        groupCount,
        toSquares,
        rate,
      ),
  };
};

/** As much of WebAssembly as is used here; it is part of every engine, but not of TypeScript's library for the language. */
declare const WebAssembly: {
  Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { fit: { memory: object } }) => { exports: KernelExports };
};

interface KernelExports {
  score(rows: number, factors: number, count: number, scores: number, width: number): void;
  move(
    rows: number,
    factors: number,
    count: number,
    gradients: number,
    groups: number,
    groupCount: number,
    toSquares: number,
    rate: number,
  ): void;
}
