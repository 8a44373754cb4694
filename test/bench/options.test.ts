import { expect, test } from 'vitest';
import { LONG_PARTS, PARTS, readOptions, UsageError } from '../../bench/options.ts';

test('everything is measured unless told, but for what takes long, such as the gate', () => {
  const parts = PARTS.filter((part) => !LONG_PARTS.includes(part));
  expect(parts).not.toContain('gate');
  expect(readOptions([])).toMatchObject({ parts, quick: false, slowPeers: false });
  expect(readOptions(['--only', 'gate'])).toMatchObject({ parts: ['gate'] });
});

test('parts are measured in the same order, however they are named', () => {
  expect(readOptions(['--only', 'http,size', '--quick'])).toMatchObject({ parts: ['size', 'http'], quick: true });
});

test('what is misspelt is named, with what there is', () => {
  expect(() => readOptions(['--only', 'speed'])).toThrow(
    new UsageError(`There is no part "speed": choose from ${PARTS.join(', ')}.`),
  );
  expect(() => readOptions(['--fast'])).toThrow(UsageError);
});

test('a file is answered of a million rows, or of as many as are asked for', () => {
  expect(readOptions(['--only', 'bulk'])).toMatchObject({ parts: ['bulk'], rows: 1_000_000 });
  expect(readOptions(['--only', 'bulk', '--rows', '100000'])).toMatchObject({ rows: 100_000 });
  for (const rows of ['0', '-1', '1e6', 'many']) {
    expect(() => readOptions(['--rows', rows]), rows).toThrow(UsageError);
  }
});

test('the page can be drawn again without measuring', () => {
  expect(readOptions(['--redraw'])).toMatchObject({ redraw: true });
  expect(readOptions([])).toMatchObject({ redraw: false });
});

test('help measures nothing', () => {
  expect(readOptions(['--help'])).toBeUndefined();
});
