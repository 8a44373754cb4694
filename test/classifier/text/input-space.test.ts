import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listFeatures } from '../../../classifier/features/features.ts';
import { createFeatureList } from '../../../classifier/features/list.ts';
import { DEFAULT_SETTINGS } from '../../../classifier/fit/training-settings.ts';
import { fingerprintText } from '../../../classifier/text/fingerprint.ts';
import { foldName, isClassName, isUnknownName } from '../../../classifier/text/names.ts';
import { createTokens, normaliseText, scanTokens } from '../../../classifier/text/tokens.ts';
import { anyText, runs } from '../../fuzz.ts';

afterEach(() => vi.restoreAllMocks());

function featuresOf(description: string): number[] {
  const list = createFeatureList();
  listFeatures({ description, region: description, winery: description }, DEFAULT_SETTINGS.features, list);
  return [list.firstHalves, list.secondHalves].flatMap((column) => Array.from(column.subarray(0, list.count)));
}

describe('of any text', () => {
  it('the features, the fingerprint and the folded name are always the same', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (text, another) => {
        const read = (): string =>
          [...featuresOf(text), fingerprintText(text), foldName(text), isClassName(text)].join(' ');
        const first = read();
        featuresOf(another);
        expect(read()).toBe(first);
      }),
      runs(300),
    );
  });

  it('folding twice is folding once, and so is normalising', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(foldName(foldName(text))).toBe(foldName(text));
        expect(normaliseText(normaliseText(text))).toBe(normaliseText(text));
        expect(isUnknownName(text)).toBe(isUnknownName(foldName(text)));
      }),
      runs(1_000),
    );
  });

  it('tokens lie within it, one behind the other', () => {
    const tokens = createTokens();
    fc.assert(
      fc.property(anyText(), (text) => {
        const read = normaliseText(text);
        scanTokens(read, tokens);
        let end = 0;
        for (let token = 0; token < tokens.count; token += 1) {
          expect(tokens.starts[token]).toBeGreaterThanOrEqual(end);
          end = tokens.ends[token] ?? 0;
          expect(end).toBeGreaterThan(tokens.starts[token] ?? 0);
        }
        expect(end).toBeLessThanOrEqual(read.length);
      }),
      runs(1_000),
    );
  });

  it('no more features are made than there are letters, a few times', () => {
    fc.assert(
      fc.property(anyText(200), (text) => {
        expect(featuresOf(text).length / 2).toBeLessThanOrEqual(6 * normaliseText(text).length + 4);
      }),
      runs(200),
    );
  });
});

describe('R12: a text of a hundred thousand marks', () => {
  // What `normalize` takes grows with the square of the marks in a row: what it is given is looked at, not the clock.
  it.each([['\u0301\u0316'], ['\u{1d165}\u0301'], ['\uff9e\u0301']])('%j is put in order thirty at a time', (marks) => {
    const normalize = vi.spyOn(String.prototype, 'normalize');
    const text = `a${marks.repeat(100_000 / marks.length)}`;
    expect(foldName(text)).toBe('a');
    fingerprintText(text);
    expect(normalize.mock.contexts.length).toBeGreaterThan(0);
    for (const given of normalize.mock.contexts) expect(Array.from(String(given)).length).toBeLessThanOrEqual(31);
  });

  it('with letters between is read whole', () => {
    expect(foldName('e\u0301'.repeat(50_000))).toBe('e'.repeat(50_000));
  });
});
