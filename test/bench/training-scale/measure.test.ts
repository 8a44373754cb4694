import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MEASURE = fileURLToPath(new URL('../../../bench/training-scale/measure.ts', import.meta.url));
const run = promisify(execFile);

async function heapMbMaxOf(options: string[]): Promise<number> {
  const { stdout } = await run(process.execPath, [MEASURE, '400', '--short', '--threads', '1', ...options]);
  const [told = ''] = stdout.split('\n');
  return (JSON.parse(told) as { heapMbMax: number }).heapMbMax;
}

test('a training is measured in the heap that is asked for, and else in 1,500 MB', { timeout: 60_000 }, async () => {
  const [untold, small] = [await heapMbMaxOf([]), await heapMbMaxOf(['--heap-mb', '900'])];
  // The young generation comes on top.
  expect(untold).toBeGreaterThanOrEqual(1_500);
  expect(untold).toBeLessThan(1_700);
  expect(small).toBeGreaterThanOrEqual(900);
  expect(small).toBeLessThan(1_100);
});

test('a heap is a number of megabytes', async () => {
  await expect(run(process.execPath, [MEASURE, '400', '--heap-mb', '2 GB'])).rejects.toThrow('--heap-mb is how many');
});
