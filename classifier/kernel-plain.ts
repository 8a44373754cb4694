import { layOutMemory } from './kernel.ts';
import type { CreateKernel } from './kernel.ts';

const CLASSES_IN_GROUP = 4;

/** The same as createKernel() without WebAssembly: slower, and the second opinion on it. */
export const createPlainKernel: CreateKernel = (featureCount, classCount, entryCount) => {
  const memory = layOutMemory(featureCount, classCount, entryCount, (length) => new ArrayBuffer(length));
  const { width, scores, groups, rows, factors, weights, squares } = memory;
  const placeOf = (address: number): number => (address - weights.byteOffset) / 4;

  function score(count: number): void {
    for (let entry = 0; entry < count; entry += 1) {
      const row = placeOf(rows[entry] ?? 0);
      const factor = factors[entry] ?? 0;
      for (let c = 0; c < width; c += 1) {
        scores[c] = (scores[c] ?? 0) + Math.fround(factor * (weights[row + c] ?? 0));
      }
    }
  }

  function move(count: number, groupCount: number, rate: number): void {
    for (let entry = 0; entry < count; entry += 1) {
      const row = placeOf(rows[entry] ?? 0);
      for (let group = 0; group < groupCount; group += 1) {
        const first = (groups[group] ?? 0) / 4;
        for (let c = first; c < first + CLASSES_IN_GROUP; c += 1) {
          moveWeight(row + c, Math.fround((factors[entry] ?? 0) * (scores[c] ?? 0)), Math.fround(rate));
        }
      }
    }
  }

  function moveWeight(at: number, gradient: number, rate: number): void {
    squares[at] = (squares[at] ?? 0) + Math.fround(gradient * gradient);
    const step = Math.fround(Math.fround(rate * gradient) / Math.fround(Math.sqrt(squares[at] ?? 0)));
    weights[at] = (weights[at] ?? 0) - step;
  }

  return { memory, score, move };
};
