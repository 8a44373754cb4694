import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readReviews } from '../../../data/wine-reviews/read-reviews.ts';
import { TabularError } from '../../../tabular/failure.ts';

const folder = mkdtempSync(join(tmpdir(), 'terroir-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

const KAGGLE_HEADER = ',country,description,designation,points,price,province,region_1,region_2,variety,winery';

test('a file with the columns of Kaggle is read, and its name is the source', async () => {
  const path = fileOf('winemag.csv', `${KAGGLE_HEADER}\n0,Ostia,"Smoky, tarry",,90,12.5,Inland,Hills,,Ebony,A & B\n`);
  const { reviews, refusals } = await readReviews(path);
  expect(refusals).toEqual([]);
  expect(reviews).toEqual([
    {
      description: 'Smoky, tarry',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      source: 'winemag',
      country: 'Ostia',
      variety: 'Ebony',
      region: 'Hills, Inland',
      winery: 'A & B',
      points: 90,
      price: 12.5,
    },
  ]);
});

test('a gzipped file may name the source of each row; what is empty is unknown', async () => {
  const header = 'id,srcset,country,description,points,price,variety,province,region_1,winery';
  const path = fileOf('set.csv.gz', `\ufeff${header}\n1,roald,Ostia,Smoky,,,Ebony,Inland,Inland,\n`);
  const { reviews } = await readReviews(path);
  expect(reviews[0]).toMatchObject({ source: 'roald', region: 'Inland' });
  expect(reviews[0]).not.toHaveProperty('price');
  expect(reviews[0]).not.toHaveProperty('winery');
});

test('a wine with two names at once gets the usual one of its country', async () => {
  const rows = ['0,Italy,Jammy,,90,12,,,,"Primitivo, Zinfandel",A', '1,US,Tarry,,90,12,,,,"Primitivo, Zinfandel",A'];
  const { reviews } = await readReviews(fileOf('double.csv', [KAGGLE_HEADER, ...rows, ''].join('\n')));
  expect(reviews.map(({ variety }) => variety)).toEqual(['Primitivo', 'Zinfandel']);
});

test('rows that cannot be used are refused with line, column and reason, and the others go on', async () => {
  const rows = [
    '0,Ostia,Smoky,,90,12,,,,Ebony,A',
    '1,Ostia,,,90,12,,,,Ebony,A',
    '2,Ostia,Tarry,,ninety,12,,,,Ebony,A',
    '3,Ostia,Earthy,,90,-1,,,,Ebony,A',
    '4,,Jammy,,90,12,,,,,A',
    '5,Ostia,SMOKY!,,90,12,,,,Ebony,A',
    '6,too,short',
    '7,Ostia,Velvety,,90,12,,,,Ebony,A',
  ];
  const { reviews, refusals } = await readReviews(fileOf('bad.csv', [KAGGLE_HEADER, ...rows, ''].join('\n')));
  expect(reviews.map(({ description }) => description)).toEqual(['Smoky', 'Velvety']);
  expect(refusals.map(({ line, column }) => [line, column])).toEqual([
    [3, 'description'],
    [4, 'points'],
    [5, 'price'],
    [6, ''],
    [7, 'description'],
    [8, ''],
  ]);
  expect(refusals[1]?.reason).toContain('"ninety"');
  expect(refusals[4]?.reason).toContain('line 2');
});

test('a file without a needed column, and one that is not there, are refused as a whole', async () => {
  await expect(readReviews(fileOf('short.csv', 'country,description\nOstia,Smoky\n'))).rejects.toThrow(TabularError);
  await expect(readReviews(join(folder, 'nowhere.csv'))).rejects.toThrow('There is no file');
});
