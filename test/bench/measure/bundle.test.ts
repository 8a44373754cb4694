import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { zipBytes } from '../../../bench/measure/bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'terroir-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('an empty folder is an empty zip file', () => {
  expect(zipBytes(folder)).toBe(22);
});

test('files count deflated, with their headers and their names in both directories', () => {
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a', 'b.txt'), 'x'.repeat(10_000));
  const headers = 22 + 30 + 16 + 46 + 2 * 'a/b.txt'.length;
  expect(zipBytes(folder)).toBeGreaterThan(headers);
  expect(zipBytes(folder)).toBeLessThan(headers + 100);
});
