import { shareOut } from './kernel.ts';
import type { CreateKernelMemory, Kernel, Table } from './kernel.ts';

const GROUP_LENGTH = 4;

/** Makes a memory whose kernel is plain TypeScript: slower than WebAssembly, and the second opinion on it. */
export const createPlainMemory: CreateKernelMemory = (length) =>
  shareOut(new ArrayBuffer(4 * (length + GROUP_LENGTH)), { score, add, multiply, move });

const score: Kernel['score'] = ({ values, stride, width }, { rows, factors }, count, sums) => {
  for (let entry = 0; entry < count; entry += 1) {
    const row = (rows[entry] ?? 0) * stride;
    for (let i = 0; i < width; i += 1) {
      sums[i] = (sums[i] ?? 0) + Math.fround((factors[entry] ?? 0) * (values[row + i] ?? 0));
    }
  }
};

const add: Kernel['add'] = ({ values, stride, width }, { rows, factors }, count, vector) => {
  for (let entry = 0; entry < count; entry += 1) {
    const row = (rows[entry] ?? 0) * stride;
    for (let i = 0; i < width; i += 1) {
      values[row + i] = (values[row + i] ?? 0) + Math.fround((factors[entry] ?? 0) * (vector[i] ?? 0));
    }
  }
};

const multiply: Kernel['multiply'] = ({ values, stride, width }, count, vector, products) => {
  const sums = new Float32Array(GROUP_LENGTH);
  for (let row = 0; row < count; row += 1) {
    sums.fill(0);
    for (let i = 0; i < width; i += 1) {
      const product = Math.fround((values[row * stride + i] ?? 0) * (vector[i] ?? 0));
      sums[i % GROUP_LENGTH] = (sums[i % GROUP_LENGTH] ?? 0) + product;
    }
    products[row] = sums.reduce((total, sum) => Math.fround(total + sum));
  }
};

const move: Kernel['move'] = (table, { rows, factors }, count, gradients, groups, groupCount, rate) => {
  for (let entry = 0; entry < count; entry += 1) {
    const row = (rows[entry] ?? 0) * table.stride;
    for (let group = 0; group < groupCount; group += 1) {
      const first = (groups[group] ?? 0) / 4;
      for (let i = first; i < first + GROUP_LENGTH; i += 1) {
        moveOne(table, row + i, Math.fround((factors[entry] ?? 0) * (gradients[i] ?? 0)), Math.fround(rate));
      }
    }
  }
};

function moveOne({ values, squares }: Table, at: number, gradient: number, rate: number): void {
  squares[at] = (squares[at] ?? 0) + Math.fround(gradient * gradient);
  const step = Math.fround(Math.fround(rate * gradient) / Math.fround(Math.sqrt(squares[at] ?? 0)));
  values[at] = (values[at] ?? 0) - step;
}
