import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Classifier } from '../../../classifier/answer/predict.ts';
import { parseManifest } from '../../../classifier/files/manifest.ts';
import { TARGETS } from '../../../contract/wine.ts';
import { judgeOtherStyles, STYLED_NOTES, sumStyles } from '../../../models/starter/other-styles.ts';
import type { StyledNote, StyleUse } from '../../../models/starter/other-styles.ts';

const path = new URL('../../../models/starter/manifest.json', import.meta.url);
const { targets } = parseManifest(JSON.parse(readFileSync(path, 'utf8')));

const USES: readonly StyleUse[] = ['choose', 'report'];
const halfOf = (use: StyleUse): readonly StyledNote[] => STYLED_NOTES.filter((note) => note.use === use);

describe('the notes in other styles', () => {
  test('are some two hundred, one half to choose by and one to report', () => {
    expect(STYLED_NOTES.length).toBeGreaterThanOrEqual(200);
    expect(halfOf('choose').length).toBe(halfOf('report').length);
    expect(halfOf('choose').length + halfOf('report').length).toBe(STYLED_NOTES.length);
  });

  test('are as many of each style in both halves', () => {
    expect(countBy(halfOf('choose'), 'style')).toEqual(countBy(halfOf('report'), 'style'));
  });

  test.each(TARGETS)('name each %s as the model does, or none', (target) => {
    const unknown = STYLED_NOTES.filter((note) => !(note[target] === null || isKnown(note[target], target)));
    expect(unknown).toEqual([]);
  });

  test('have one truth at least', () => {
    expect(STYLED_NOTES.filter(({ country, variety }) => country === null && variety === null)).toEqual([]);
  });

  test.each(USES)('are of many classes, and seven at most are of one variety, in the half to %s', (use) => {
    const named = halfOf(use).filter(({ variety }) => variety !== null);
    const varieties = countBy(named, 'variety');
    expect(Math.max(...Object.values(varieties))).toBeLessThanOrEqual(7);
    expect(Object.keys(varieties).length).toBeGreaterThanOrEqual(45);
    expect(Object.keys(countBy(halfOf(use), 'country')).length).toBeGreaterThanOrEqual(15);
  });

  test('are not there twice, however they are written', () => {
    const texts = STYLED_NOTES.map(({ description }) => plain(description));
    expect(texts.filter((text, at) => texts.indexOf(text) !== at)).toEqual([]);
  });
});

describe('judging by them', () => {
  test('a classifier that knows each truth is right wherever there is one', async () => {
    const results = await judgeOtherStyles(answering((note) => [note]));
    for (const use of USES) {
      const { notes, country, variety } = sumStyles(results, use);
      const judged = halfOf(use).filter((note) => note.country !== null).length;
      expect(notes).toBe(halfOf(use).length);
      expect(country).toEqual({ judged, right: judged, amongThree: judged });
      expect(variety.right).toBe(variety.judged);
      expect(variety.judged).toBeLessThan(notes);
    }
  });

  test('a truth in the third place counts among three and not as right, one in the fourth not at all', async () => {
    const other = { country: 'elsewhere', variety: 'another' };
    const third = sumStyles(await judgeOtherStyles(answering((note) => [other, other, note])), 'report');
    expect(third.country).toMatchObject({ right: 0, amongThree: third.country.judged });
    const fourth = sumStyles(await judgeOtherStyles(answering((note) => [other, other, other, note])), 'report');
    expect(fourth.variety).toMatchObject({ right: 0, amongThree: 0 });
  });
});

/** A classifier that ranks for each note, in turn, what is said. */
function answering(rank: (note: StyledNote) => Pick<StyledNote, 'country' | 'variety'>[]): Classifier {
  const rankingOf = (note: StyledNote, target: 'country' | 'variety') => ({
    ranking: rank(note).map((one) => ({ name: one[target] ?? 'nobody knows', confidence: 0.25 })),
    evidence: [],
  });
  return {
    classify: () =>
      Promise.resolve(
        STYLED_NOTES.map((note) => ({
          country: rankingOf(note, 'country'),
          variety: rankingOf(note, 'variety'),
          warnings: [],
        })),
      ),
  };
}

function isKnown(name: string | null, target: 'country' | 'variety'): boolean {
  return targets[target].classes.some((known) => known === name);
}

function countBy(notes: readonly StyledNote[], by: 'style' | 'country' | 'variety'): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const note of notes) counts[String(note[by])] = (counts[String(note[by])] ?? 0) + 1;
  return counts;
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .toLowerCase();
}
