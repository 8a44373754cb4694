/*
 * What a fit computes with: tables in one memory, and four loops over them. Both kernels, in WebAssembly and in plain
 * TypeScript, give the same bits, on every processor: each operation is one of 32-bit floats, rounded as IEEE 754 says,
 * in the same order.
 */

/**
 * Rows of weights, each a multiple of 4 wide, and the AdaGrad sums of squared gradients: one a weight, or one a row.
 * Row r of either begins at r × stride.
 */
export interface Table {
  width: number;
  stride: number;
  values: Float32Array;
  squares: Float32Array;
}

/** Rows of a table, by number, and what each is multiplied by. */
export interface Entries {
  rows: Int32Array;
  factors: Float32Array;
}

/**
 * The loops of a fit. All arrays must be of the memory that the kernel was made with; `count` is how many of the
 * entries count.
 */
export interface Kernel {
  /** sums[i] += Σ factor × row[i] over the entries. */
  score(table: Table, entries: Entries, count: number, sums: Float32Array): void;
  /** row[i] += factor × vector[i] for each entry. */
  add(table: Table, entries: Entries, count: number, vector: Float32Array): void;
  /** products[r] = Σ row r [i] × vector[i] for the first `count` rows. */
  multiply(table: Table, count: number, vector: Float32Array, products: Float32Array): void;
  /**
   * A step of AdaGrad, with a sum for each weight, on each entry's row, whose gradient is factor × gradients; only for
   * the groups of four numbers whose places in the row, in bytes, are the first `groupCount` of `groups`.
   */
  move(
    table: Table,
    entries: Entries,
    count: number,
    gradients: Float32Array,
    groups: Int32Array,
    groupCount: number,
    rate: number,
  ): void;
}

/** A memory from which arrays are taken one after the other, and the kernel that works on it. */
export interface KernelMemory {
  kernel: Kernel;
  floats(length: number): Float32Array;
  integers(length: number): Int32Array;
  /** Says that nothing of the memory is used any more, so that the next one may be made of it. */
  giveBack(): void;
}

/** Makes a KernelMemory for `length` numbers in all, each array rounded up to a multiple of 4. */
export type CreateKernelMemory = (length: number) => KernelMemory;

/** A table in a memory, with a sum of squares for each weight, all of which are `squaresAtStart`. */
export function createTable(memory: KernelMemory, rowCount: number, width: number, squaresAtStart: number): Table {
  const squares = memory.floats(rowCount * width).fill(squaresAtStart);
  return { width, stride: width, values: memory.floats(rowCount * width), squares };
}

/** Two tables of the same rows. */
export interface TwinTables {
  /** With one sum of squares a row. */
  left: Table;
  /** With a sum of squares a weight. */
  right: Table;
  /** The weights of both, those of `left` first, as rows of one table. */
  both: Table;
}

/** How many numbers createTwins() takes of a memory for each row. */
export function twinNumbers(leftWidth: number, rightWidth: number): number {
  return leftWidth + 2 * rightWidth + 4;
}

/** Two tables whose rows lie together, so that what is known of a row is a single piece of memory. */
export function createTwins(
  memory: KernelMemory,
  rowCount: number,
  left: { width: number; squaresAtStart: number },
  right: { width: number; squaresAtStart: number },
): TwinTables {
  const stride = twinNumbers(left.width, right.width);
  const numbers = memory.floats(rowCount * stride);
  const startOfSquares = left.width + right.width;
  const twins = {
    left: { width: left.width, stride, values: numbers, squares: numbers.subarray(startOfSquares + right.width) },
    right: {
      width: right.width,
      stride,
      values: numbers.subarray(left.width),
      squares: numbers.subarray(startOfSquares),
    },
    both: { width: startOfSquares, stride, values: numbers, squares: numbers.subarray(startOfSquares) },
  };
  fillSquares(twins.left, rowCount, 1, left.squaresAtStart);
  fillSquares(twins.right, rowCount, right.width, right.squaresAtStart);
  return twins;
}

function fillSquares({ squares, stride }: Table, rowCount: number, perRow: number, square: number): void {
  for (let row = 0; row < rowCount; row += 1) squares.fill(square, row * stride, row * stride + perRow);
}

/** A KernelMemory that takes its arrays from a buffer, each beginning at a multiple of 16 bytes. */
export function shareOut(buffer: ArrayBuffer, kernel: Kernel): KernelMemory {
  let end = 0;
  const take = (length: number): number => {
    const start = end;
    end += 16 * Math.ceil(length / 4);
    return start;
  };
  return {
    kernel,
    floats: (length) => new Float32Array(buffer, take(length), length),
    integers: (length) => new Int32Array(buffer, take(length), length),
    giveBack: () => undefined,
  };
}
