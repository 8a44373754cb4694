import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { drawGrowth } from '../../bench/draw/growth.ts';
import { drawLatencies } from '../../bench/draw/latencies.ts';
import { drawRatios } from '../../bench/draw/ratios.ts';
import { drawTrainings } from '../../bench/draw/trainings.ts';
import type { Figure } from '../../bench/figure.ts';
import { spreadOf } from '../../bench/figure.ts';
import { describeMachine } from '../../bench/machine.ts';
import type { MeasuredPart } from '../../bench/results.ts';
import { figuresOf, fillInFigures, keepResults, readNewestResults, resultsFile } from '../../bench/results.ts';
import { formatMarkdown, formatTable } from '../../bench/draw/table.ts';

const folder = mkdtempSync(join(tmpdir(), 'terroir-results-'));
afterAll(() => rmSync(folder, { recursive: true }));

const common = { part: 'training', what: 'training', unit: 's', better: 'lower' } as const;
const training: Figure = {
  ...common,
  id: 'training.seconds',
  terroir: spreadOf([18, 20, 22]),
  peers: { 'A & B': spreadOf([90]), 'LogisticRegression (country alone)': spreadOf([80]) },
  bar: 60,
};
const accuracy: Figure = {
  ...common,
  id: 'quality.country.noteAndNumbers.accuracy',
  part: 'quality',
  what: 'country: accuracy',
  unit: 'share',
  better: 'higher',
  terroir: spreadOf([0.93]),
  peers: { 'A & B': spreadOf([0.91]), LogisticRegression: spreadOf([0.9]) },
  bar: 0.95,
};

const machine = describeMachine();
const measured = (figures: Figure[], measuredAt = '2026-11-23T20:00:00.000Z'): MeasuredPart => ({
  measuredAt,
  seconds: 1,
  machine,
  modelVersion: 'starter-1',
  figures,
});

test('a table tells median and spread, bar and verdict, and how many times better Terroir is', () => {
  const [, first, second] = formatTable([training, accuracy]).split('\n');
  expect(first).toMatch(/^training +20 s \(18–22\) +≤ 60 +pass +A & B 90 s, ×4\.5; Logistic/);
  expect(second).toMatch(/^country: accuracy +\.9300 +≥ \.9500 +FAIL +A & B \.9100; Logistic/);
});

test('beside a peer that was measured in turns stand the ratio of the rounds, its bar and the verdict', () => {
  const ratios = { 'A & B': { spread: spreadOf([3, 4, 5]), bar: 4.5 } };
  const [, , line] = formatMarkdown([{ ...training, ratios }]).split('\n');
  expect(line).toContain('| 90, ×4 (3–5) ≥ 4.5 FAIL | 80 s, ×4 |');
});

test('a row of three peers is short enough to be read: no row of docs/BENCHMARKS.md has over 200 bytes', () => {
  const page = readFileSync(new URL('../../docs/BENCHMARKS.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter((row) => Buffer.byteLength(row) > 200)).toEqual([]);
});

test('a count of failures has no factor', () => {
  const failures: Figure = { ...training, unit: 'count', terroir: spreadOf([0]), peers: { D: spreadOf([0]) }, bar: 0 };
  expect(formatMarkdown([failures])).toContain('| 0 | ≤ 0 | pass | 0 |');
});

describe('a file of results', () => {
  const file = resultsFile(pathToFileURL(`${folder}/`), machine, '2026-11-23');

  test('keeps the parts that were not measured again', () => {
    keepResults(file, { training: measured([training]) });
    const merged = keepResults(file, { quality: measured([accuracy]) });
    expect(figuresOf(merged)).toEqual([training, accuracy]);
    const later = measured([training], '2026-11-23T21:00:00.000Z');
    expect(keepResults(file, { training: later }).training?.measuredAt).toBe('2026-11-23T21:00:00.000Z');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('quality');
  });

  test('of a day take nothing from what other days have measured: of each part the newest counts', () => {
    const days = new URL('days/', pathToFileURL(`${folder}/`));
    keepResults(new URL('2026-11-23-a.json', days), { training: measured([training]), quality: measured([accuracy]) });
    const later = measured([training], '2026-11-28T21:00:00.000Z');
    keepResults(new URL('2026-11-28-a.json', days), { training: later });
    expect(readNewestResults(days)).toEqual({ training: later, quality: measured([accuracy]) });
  });

  test('names the machine by what it is, never by its name', () => {
    expect(file.pathname).toMatch(/2026-11-23-[a-z0-9]+-[a-z0-9]+-\d+-cores\.json$/);
  });
});

describe('the page', () => {
  const page = 'Before.\n\n<!-- figures: written by npm run bench -->\nold\n<!-- end of figures -->\n\nAfter.\n';
  const results = { training: measured([training]) };

  test('gets the figures between its comments, and keeps the rest', () => {
    const filled = fillInFigures(page, results);
    expect(filled).toContain('|  | Terroir | bar |  | A & B | LogisticRegression (country alone) |');
    expect(filled).toContain('| training | 20 s (18–22) | ≤ 60 | pass | 90 s, ×4.5 | 80 s, ×4 |');
    expect(filled).not.toContain('old');
    expect(filled).toMatch(/^Before\.\n[^]*\n<!-- end of figures -->\n\nAfter\.\n$/);
    expect(fillInFigures(filled, results)).toBe(filled);
  });

  test('leaves the cell of a peer empty where it was not measured, and has no bars where none were promised', () => {
    const [one, other]: [Figure, Figure] = [
      { ...training, peers: { D: spreadOf([80]) } },
      { ...training, what: 'other', peers: { C: spreadOf([10]) } },
    ];
    delete one.bar;
    delete other.bar;
    const lines = formatMarkdown([one, other]).split('\n');
    expect(lines[0]).toBe('|  | Terroir | D | C |');
    expect(lines.slice(2)).toEqual([
      '| training | 20 s (18–22) | 80 s, ×4 |  |',
      '| other | 20 s (18–22) |  | 10 s, ×0.5 |',
    ]);
  });

  test('of this repository tells the newest results', () => {
    const committed = readFileSync(new URL('../../docs/BENCHMARKS.md', import.meta.url), 'utf8');
    const results = readNewestResults(new URL('../../bench/results/', import.meta.url));
    expect(fillInFigures(committed, results)).toBe(committed);
  });

  test('without the comments is refused', () => {
    expect(() => fillInFigures('Nothing.', results)).toThrow('The page lacks');
  });
});

describe('the charts', () => {
  test('show each estimator at its time and accuracy', () => {
    const chart = drawTrainings([training, accuracy]);
    expect(chart).toContain('>Terroir<');
    expect(chart).toContain('>A &amp; B<');
    expect(chart).toContain('>LogisticRegression (country alone)<');
    expect(chart.match(/<circle/g)).toHaveLength(3);
  });

  test('show each time as a bar, the longest the slowest', () => {
    const predict: Figure = { ...training, id: 'predict.p50', unit: 'ms' };
    const widths = [...drawLatencies([predict]).matchAll(/<rect x="360".* width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths).toHaveLength(3);
    expect(widths[0]).toBeLessThan(widths[2] ?? 0);
    expect(widths[2]).toBeLessThan(widths[1] ?? 0);
  });

  test('show a ratio to the right of ×1 where Terroir is better, as far to the left where the peer is', () => {
    const ratios = { Better: { spread: spreadOf([4]), bar: 2 }, Worse: { spread: spreadOf([0.25]) } };
    const chart = drawRatios([{ ...training, id: 'http.predict.1.rate', ratios }]);
    const [, middle] = /<line x1="([\d.]+)"[^>]* stroke="#222"\/>/.exec(chart) ?? [];
    const [better = 0, worse = 0] = [...chart.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
    expect(better).toBeGreaterThan(Number(middle));
    expect(better - Number(middle)).toBeCloseTo(Number(middle) - worse);
    expect(chart).toContain('>×0.25<');
  });

  test('show a line over connections for each server, from nothing up', () => {
    const figures = [1, 8, 64, 256].flatMap((connections, at): Figure[] => [
      { ...training, id: `growth.${connections}.rate`, terroir: spreadOf([100 * (at + 1)]) },
      { ...training, id: `growth.${connections}.p99` },
    ]);
    const chart = drawGrowth(figures);
    expect(chart.match(/<polyline/g)).toHaveLength(6);
    const [, points = ''] = /points="([^"]*)"/.exec(chart) ?? [];
    const heights = points.split(' ').map((point) => 260 - Number(point.split(',')[1]));
    expect((heights[3] ?? 0) / (heights[0] ?? 0)).toBeCloseTo(4);
    expect(chart).toContain('>A &amp; B<');
  });

  test('say so where nothing was measured', () => {
    expect(drawRatios([])).toContain('not measured yet');
    expect(drawGrowth([])).toContain('not measured yet');
    expect(drawTrainings([])).toContain('not measured yet');
    expect(drawLatencies([])).toContain('not measured yet');
  });
});
