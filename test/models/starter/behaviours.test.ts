import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openScorer } from '../../../artifacts/scorer.ts';
import { createClassifier } from '../../../classifier/answer/predict.ts';
import type { Classifier } from '../../../classifier/answer/predict.ts';
import { decodeVocabulary } from '../../../classifier/features/vocabulary.ts';
import { parseManifest } from '../../../classifier/files/manifest.ts';
import { BEHAVIOURS, judgeBehaviours } from '../../../models/starter/behaviours.ts';
import type { Behaviour, Expectation } from '../../../models/starter/behaviours.ts';

const fileOf = (path: string): Uint8Array => readFileSync(new URL(`../../../models/starter/${path}`, import.meta.url));
const manifest = parseManifest(JSON.parse(fileOf('manifest.json').toString()));

describe('the behaviours', () => {
  test.each(['invariance', 'direction', 'minimum'] as const)('are ten or more of the kind %s', (kind) => {
    expect(BEHAVIOURS.filter((behaviour) => behaviour.kind === kind).length).toBeGreaterThanOrEqual(10);
  });

  test('compare two notes, or try one', () => {
    for (const { kind, notes } of BEHAVIOURS) expect(notes.length, notes[0]).toBe(kind === 'minimum' ? 1 : 2);
  });

  test('expect of each kind what belongs to it, and only classes that the model knows', () => {
    for (const { kind, notes, expect: expected } of BEHAVIOURS) {
      expect(Object.keys(expected), notes[0]).toEqual([
        { invariance: 'same', direction: 'raises', minimum: 'is' }[kind],
      ]);
      expect(classesOf(expected).filter((name) => !isKnown(name))).toEqual([]);
    }
  });

  test('are not there twice', () => {
    const notes = BEHAVIOURS.map((behaviour) => behaviour.notes.at(-1));
    expect(new Set(notes).size).toBe(notes.length);
  });
});

describe('judging by them', () => {
  const pair = ['crisp', 'crisp, from Burgenland'];
  const judged = async (expected: Expectation, classifier: Classifier): Promise<boolean | undefined> => {
    const behaviour: Behaviour = { kind: 'direction', about: 'place', notes: pair, expect: expected };
    return (await judgeBehaviours(classifier, [behaviour]))[0]?.holds;
  };

  test('an answer that stays holds where it is to be the same, and one that changes does not', async () => {
    expect(await judged({ same: ['country', 'variety'] }, saying([{ US: 0.9 }, { US: 0.4 }]))).toBe(true);
    expect(await judged({ same: ['country'] }, saying([{ US: 0.9 }, { Austria: 0.4 }]))).toBe(false);
  });

  test('a class holds where the last note makes it more probable, from nothing too, and not where it does not', async () => {
    expect(await judged({ raises: { country: 'Austria' } }, saying([{ US: 0.9 }, { US: 0.6, Austria: 0.3 }]))).toBe(
      true,
    );
    expect(await judged({ raises: { country: 'Austria' } }, saying([{ Austria: 0.3 }, { Austria: 0.3 }]))).toBe(false);
    expect(await judged({ raises: { country: 'Austria' } }, saying([{ US: 0.9 }, { US: 0.9 }]))).toBe(false);
  });

  test('a first answer holds where it is the class, of each target that is named', async () => {
    expect(await judged({ is: { country: 'US' } }, saying([{ US: 0.5 }, { US: 0.5 }]))).toBe(true);
    expect(await judged({ is: { country: 'US', variety: 'Merlot' } }, saying([{ US: 0.5 }, { US: 0.5 }]))).toBe(false);
  });
});

test('the starter shows all of them: 14 invariances, 16 directions, 14 minima', async () => {
  const scorer = await openScorer(brotliDecompressSync(fileOf('model.onnx.br')));
  const classifier = createClassifier({ manifest, vocabulary: decodeVocabulary(fileOf('vocabulary.bin')), scorer });
  const results = await judgeBehaviours(classifier);
  const held = (kind: Behaviour['kind']): number =>
    results.filter(({ behaviour, holds }) => holds && behaviour.kind === kind).length;
  expect(held('invariance')).toBeGreaterThanOrEqual(14);
  expect(held('direction')).toBeGreaterThanOrEqual(16);
  expect(held('minimum')).toBeGreaterThanOrEqual(14);
});

/** A classifier that gives the notes, in turn, these confidences, for both targets. */
function saying(confidences: Record<string, number>[]): Classifier {
  const answers = confidences.map((one) => {
    const ranking = Object.entries(one).map(([name, confidence]) => ({ name, confidence }));
    return { country: { ranking, evidence: [] }, variety: { ranking, evidence: [] }, warnings: [] };
  });
  return { classify: () => Promise.resolve(answers) };
}

function classesOf(expected: Expectation): (readonly ['country' | 'variety', string])[] {
  if ('same' in expected) return [];
  const named = 'is' in expected ? expected.is : expected.raises;
  return Object.entries(named).map(([target, name]) => [target === 'country' ? 'country' : 'variety', name] as const);
}

function isKnown([target, name]: readonly ['country' | 'variety', string]): boolean {
  return manifest.targets[target].classes.includes(name);
}
