import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadStarter } from '../../../artifacts/starter.ts';
import { KNOWN_ANSWERS_MIN, type KnownAnswers } from '../../../contract/releases.ts';
import { answerKnownWines, formatKnownAnswers } from '../../../models/starter/known-answers.ts';

const folder = new URL('../../../models/starter/', import.meta.url);
const text = readFileSync(new URL('known-answers.json', folder), 'utf8');
const { modelVersion, answers } = JSON.parse(text) as KnownAnswers;

describe('the known answers that a release asks for', () => {
  it('are those of the starter version in this repository, as npx node models/starter/answer-known.ts writes them', async () => {
    expect(formatKnownAnswers(await answerKnownWines(await loadStarter(folder)))).toBe(text);
    expect(modelVersion).toMatch(/^starter-/);
  });

  it('are more than a hundred, of as many wines, and of many classes', () => {
    expect(answers.length).toBeGreaterThan(KNOWN_ANSWERS_MIN);
    expect(new Set(answers.map(({ wine }) => JSON.stringify(wine))).size).toBe(answers.length);
    expect(new Set(answers.map(({ country }) => country.name)).size).toBeGreaterThan(7);
    expect(new Set(answers.map(({ variety }) => variety.name)).size).toBeGreaterThan(20);
  });

  it('tell every field in some wines, and leave it out in others', () => {
    for (const field of ['description', 'variety', 'country', 'region', 'points', 'price'] as const) {
      const told = answers.filter(({ wine }) => wine[field] !== undefined).length;
      expect(told, field).toBeGreaterThan(10);
      expect(told, field).toBeLessThan(answers.length);
    }
  });
});
