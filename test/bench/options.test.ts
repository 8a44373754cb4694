import { expect, test } from 'vitest';
import { PARTS, readOptions, UsageError } from '../../bench/options.ts';

test('everything is measured unless told, but for the gate and drift, which take long', () => {
  const parts = PARTS.filter((part) => part !== 'gate' && part !== 'drift');
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

test('the page can be drawn again without measuring', () => {
  expect(readOptions(['--redraw'])).toMatchObject({ redraw: true });
  expect(readOptions([])).toMatchObject({ redraw: false });
});

test('help measures nothing', () => {
  expect(readOptions(['--help'])).toBeUndefined();
});
