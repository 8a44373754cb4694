import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import loadWabt from 'wabt';
import { createTable } from '../../../../classifier/fit/kernel/kernel.ts';
import type { CreateKernelMemory } from '../../../../classifier/fit/kernel/kernel.ts';
import { createPlainMemory } from '../../../../classifier/fit/kernel/plain.ts';
import { createKernelMemory, KERNEL_BYTES } from '../../../../classifier/fit/kernel/web-assembly.ts';
import { createRandom } from '../../../../classifier/fit/random.ts';

/** Scores, adds, multiplies and moves at random, the same for each kernel; the bits of all numbers at the end. */
function run(createMemory: CreateKernelMemory): Uint32Array {
  const random = createRandom(11);
  const memory = createMemory(4000);
  const table = createTable(memory, 50, 12, 0.01);
  const entries = { rows: memory.integers(9), factors: memory.floats(9) };
  const [sums, products] = [memory.floats(12), memory.floats(50)];
  const groups = memory.integers(3);
  for (let at = 0; at < table.values.length; at += 1) table.values[at] = random.next() - 0.5;
  for (let lesson = 0; lesson < 200; lesson += 1) {
    for (let entry = 0; entry < 9; entry += 1) {
      entries.rows[entry] = Math.floor(random.next() * 50);
      entries.factors[entry] = random.next();
    }
    memory.kernel.score(table, entries, 9, sums);
    for (let i = 0; i < 12; i += 1) sums[i] = (sums[i]! % 1) - 0.3;
    memory.kernel.multiply(table, 50, sums, products);
    memory.kernel.add(table, entries, 5, sums);
    groups.set(lesson % 2 ? [0, 32] : [16]);
    memory.kernel.move(table, entries, 9, sums, groups, lesson % 2 ? 2 : 1, 0.3);
  }
  const numbers = Float32Array.of(...table.values, ...table.squares, ...sums, ...products);
  return new Uint32Array(numbers.buffer);
}

test('WebAssembly and plain TypeScript give the same bits', () => {
  const bits = run(createKernelMemory);
  expect(new Set(bits).size).toBeGreaterThan(1000);
  expect(run(createPlainMemory)).toEqual(bits);
});

test('the bytes are those of kernel.wat', async () => {
  const wabt = await loadWabt();
  const text = readFileSync(new URL('../../../../classifier/fit/kernel/kernel.wat', import.meta.url), 'utf8');
  const { buffer } = wabt.parseWat('kernel.wat', text, { simd: true }).toBinary({});
  expect(Buffer.from(KERNEL_BYTES).toString('hex')).toBe(Buffer.from(buffer).toString('hex'));
});
