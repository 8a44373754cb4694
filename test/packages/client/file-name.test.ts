import { expect, it } from 'vitest';
import { readAskedUpload } from '../../../functions/asked-upload.ts';
import { toFileName } from '../../../packages/client/file-name.ts';

const UPLOAD = '01M8HMVMRX52SC3MWE04708V6T';

it.each([
  ['cellar.csv', 'cellar.csv'],
  ['/cellars/wines/cellar.csv', 'cellar.csv'],
  ['C:\\Cellars\\Wines\\cellar.csv', 'cellar.csv'],
  ['wines/', 'wines'],
  ['im\tKeller\n.csv', 'imKeller.csv'],
  ['日本語 имя 🍷.csv', '日本語 имя 🍷.csv'],
  [`${'🍷'.repeat(300)}.csv`, `${'🍷'.repeat(251)}.csv`],
  [`${'x'.repeat(1_000)}.csv`, `${'x'.repeat(251)}.csv`],
])('a file at %j is called %j, which the API takes', (path, name) => {
  expect(toFileName(path)).toBe(name);
  expect(readAskedUpload({ upload: UPLOAD, fileName: name })).toEqual({ uploadId: UPLOAD, fileName: name });
});

it.each(['', '/', '..', 'wines/..', '\\\\', '\n', ' '])('a file at %j has no name', (path) => {
  expect(toFileName(path)).toBeUndefined();
});
