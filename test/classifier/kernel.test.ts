import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import loadWabt from 'wabt';
import { createKernel } from '../../classifier/kernel.ts';
import type { CreateKernel } from '../../classifier/kernel.ts';
import { KERNEL_BYTES } from '../../classifier/kernel-bytes.ts';
import { createPlainKernel } from '../../classifier/kernel-plain.ts';
import { createRandom } from '../../classifier/random.ts';

/** Scores and moves at random, the same for each kernel; the bits of all numbers at the end. */
function run(create: CreateKernel): Uint32Array {
  const random = createRandom(11);
  const { memory, score, move } = create(50, 10, 9);
  memory.squares.fill(0.01);
  memory.weights.forEach((_, at) => (memory.weights[at] = random.next() - 0.5));
  for (let lesson = 0; lesson < 200; lesson += 1) {
    for (let entry = 0; entry < 9; entry += 1) {
      memory.rows[entry] = memory.weights.byteOffset + 4 * memory.width * Math.floor(random.next() * 50);
      memory.factors[entry] = random.next();
    }
    score(9);
    memory.scores.forEach((value, c) => (memory.scores[c] = c < 10 ? Math.tanh(value) : 0));
    memory.groups.set(lesson % 2 ? [0, 32] : [16]);
    move(9, lesson % 2 ? 2 : 1, 0.3);
  }
  return new Uint32Array(memory.scores.buffer, 0, memory.width + 2 * memory.weights.length);
}

test('WebAssembly and plain TypeScript give the same bits', () => {
  const bits = run(createKernel);
  expect(new Set(bits).size).toBeGreaterThan(50);
  expect(run(createPlainKernel)).toEqual(bits);
});

test('the bytes are those of kernel.wat', async () => {
  const wabt = await loadWabt();
  const text = readFileSync(new URL('../../classifier/kernel.wat', import.meta.url), 'utf8');
  const { buffer } = wabt.parseWat('kernel.wat', text, { simd: true }).toBinary({});
  expect(Buffer.from(KERNEL_BYTES).toString('hex')).toBe(Buffer.from(buffer).toString('hex'));
});
