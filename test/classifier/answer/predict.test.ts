import { openScorer } from '../../../artifacts/scorer.ts';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../../classifier/answer/evidence.ts';
import { createClassifier } from '../../../classifier/answer/predict.ts';
import type { Classification, Classifier } from '../../../classifier/answer/predict.ts';
import { scoreInBlocks } from '../../../classifier/answer/score-blocks.ts';
import type { Scorer } from '../../../classifier/answer/scorer.ts';
import { createMatrixBuilder } from '../../../classifier/features/matrix.ts';
import { decodeVocabulary, encodeVocabulary } from '../../../classifier/features/vocabulary.ts';
import type { Vocabulary } from '../../../classifier/features/vocabulary.ts';
import { describeModel } from '../../../classifier/files/describe-model.ts';
import { exportOnnx } from '../../../classifier/files/export-onnx.ts';
import { parseManifest } from '../../../classifier/files/manifest.ts';
import type { Manifest } from '../../../classifier/files/manifest.ts';
import { train } from '../../../classifier/fit/train.ts';
import { evaluateModel } from '../../../classifier/judge/evaluate-model.ts';
import { TARGETS } from '../../../contract/wine.ts';
import type { Wine } from '../../../contract/wine.ts';
import { inventExamples, QUICK_SETTINGS } from '../made-up-wines.ts';
import { anyLetter } from '../../fuzz.ts';

let manifest: Manifest;
let vocabulary: Vocabulary;
let scorer: Scorer;
let classifier: Classifier;

beforeAll(async () => {
  const outcome = await train(inventExamples(600), QUICK_SETTINGS);
  if (!outcome.model) throw new Error(outcome.failure.message);
  const { country, variety } = evaluateModel(outcome.model, outcome.holdout);
  const evaluation = { country: country.evaluation, variety: variety.evaluation };
  const origin = { datasets: [], report: outcome.report, onnxRuntime: 'any' };
  const written = JSON.stringify(describeModel(outcome.model, 'test-1', {}, origin, evaluation));
  manifest = parseManifest(JSON.parse(written));
  vocabulary = decodeVocabulary(encodeVocabulary(outcome.model.vocabulary));
  scorer = await openScorer(exportOnnx(outcome.model.targets));
  classifier = createClassifier({ manifest, vocabulary, scorer });
});

const wine: Wine = {
  description: 'Zesty LEMONPEEL over quince; chalky, with lemonpeel and mulberries',
  country: 'Südmark',
  region: 'zesty hills, Südmark 1',
  price: 12,
  points: 88,
};

/** Expects the same but for the order in which numbers were added up. */
function expectSame(one: Classification, other: Classification): void {
  expect(one.ranking.map(({ name }) => name)).toEqual(other.ranking.map(({ name }) => name));
  for (const [at, { confidence }] of one.ranking.entries()) {
    expect(confidence).toBeCloseTo(other.ranking[at]!.confidence, 6);
  }
  expect(one.evidence.map(({ feature }) => feature)).toEqual(other.evidence.map(({ feature }) => feature));
}

describe('an answer', () => {
  test('names the five most probable classes, best first, with probabilities that add up to at most 1', async () => {
    const [answer] = await classifier.classify([wine]);
    const { ranking } = answer!.variety;
    expect(ranking[0]).toMatchObject({ name: 'Citrela' });
    expect(ranking).toHaveLength(5);
    expect(ranking.map(({ confidence }) => confidence)).toEqual(
      ranking.map(({ confidence }) => confidence).sort((one, other) => other - one),
    );
    expect(ranking.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1, 5);
    expect(answer!.country.ranking).toHaveLength(3);
    expect(answer!.warnings).toEqual([]);
  });

  test('does not depend on the other wines of the batch, to the last bit', async () => {
    const wines: Wine[] = [
      wine,
      ...inventExamples(40, 3),
      {
        description:
          'long tarry velvety '.repeat(30) +
          inventExamples(20, 8)
            .map((e) => e.description)
            .join(' '),
      },
      { winery: 'Winery 1' },
    ];
    const together = await classifier.classify(wines);
    for (const [at, one] of wines.entries()) expect((await classifier.classify([one]))[0]).toEqual(together[at]);
    expect((await classifier.classify(wines.toReversed())).toReversed()).toEqual(together);
  });

  test('the country given does not move the country answered, nor the variety the variety', async () => {
    const open = { ...wine };
    delete open.country;
    const [given, free, named] = await classifier.classify([wine, open, { ...wine, variety: 'Ebony' }]);
    expectSame(given!.country, free!.country);
    expectSame(named!.variety, given!.variety);
    expect(named!.country.evidence).not.toEqual(given!.country.evidence);
  });
});

describe('evidence', () => {
  test('all of it and the bias add up to the winning score', async () => {
    const matrix = createMatrixBuilder(vocabulary, manifest.features)([wine, { ...wine, variety: 'Ebony' }]);
    const scored = await scoreInBlocks(matrix, scorer, manifest.featureCount);
    for (const [row, scores] of scored.entries()) {
      for (const target of TARGETS) {
        const winner = scores[target].scores.indexOf(Math.max(...scores[target].scores));
        const pieces = explain(wine, matrix, row, scores[target].effects);
        const sum = pieces.reduce((total, { effect }) => total + effect, manifest.targets[target].bias[winner]!);
        expect(pieces.length).toBeGreaterThan(7);
        expect(sum).toBeCloseTo(scores[target].scores[winner]!, 5);
      }
    }
  });

  test('shows at most eight pieces, strongest first, each once, in the note’s own spelling', async () => {
    const [answer] = await classifier.classify([wine]);
    const { evidence } = answer!.variety;
    expect(evidence.length).toBe(8);
    const sizes = evidence.map(({ effect }) => Math.abs(effect));
    expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
    const words = evidence.filter(({ kind }) => kind === 'WORD').map(({ feature }) => feature);
    expect(words).toContain('LEMONPEEL');
    expect(words).not.toContain('lemonpeel');
    expect(new Set(evidence.map(({ feature }) => feature)).size).toBe(8);
    for (const { kind, feature } of evidence) if (kind !== 'FIELD') expect(wine.description).toContain(feature);
  });

  test('can be left out', async () => {
    const [[bare], [whole]] = [
      await classifier.classify([wine], { evidence: false }),
      await classifier.classify([wine]),
    ];
    expect(bare!.variety).toEqual({ ranking: whole!.variety.ranking, evidence: [] });
  });
});

describe('what the model does not know', () => {
  test('a note of which it knows nothing gets the prior and a warning', async () => {
    const [answer] = await classifier.classify([{ description: '… 🍷 \u0000 \ud800' }]);
    for (const target of TARGETS) {
      const { classes, prior } = manifest.targets[target];
      for (const { name, confidence } of answer![target].ranking) expect(confidence).toBe(prior[classes.indexOf(name)]);
      expect(answer![target].evidence).toEqual([]);
    }
    expect(answer!.warnings).toEqual([expect.stringContaining('most common')]);
  });

  test('one word leaves more doubt than several of which each says the same', async () => {
    const notes = ['limestone', 'brisk limestone, greenapple, gooseberries, saline'];
    const [word, note] = await classifier.classify(notes.map((description) => ({ description })));
    expect([word, note].map((answer) => answer?.variety.ranking[0]?.name)).toEqual(['Azurella', 'Azurella']);
    const [doubtOfWord, doubtOfNote] = [word, note].map((answer) => 1 - answer!.variety.ranking[0]!.confidence);
    expect(doubtOfWord).toBeGreaterThan(3 * doubtOfNote!);
    // These made-up words are never wrong: brought to full length, the one word would leave hardly any doubt.
    const stretching = createClassifier({ manifest, vocabulary: { ...vocabulary, leastLength: 0 }, scorer });
    const [stretched] = await stretching.classify([{ description: 'limestone' }]);
    expect(doubtOfWord).toBeGreaterThan(2 * (1 - stretched!.variety.ranking[0]!.confidence));
  });

  test('the country alone tells nothing of the country: that gets the prior, the variety does not', async () => {
    const [answer] = await classifier.classify([{ country: 'Ostia' }]);
    const { classes, prior } = manifest.targets.country;
    expect(answer!.country.ranking[0]!.confidence).toBe(prior[classes.indexOf(answer!.country.ranking[0]!.name)]);
    expect(answer!.variety.ranking[0]!.name).toBe('Ebony');
  });

  test('a country, variety or region never seen is named in a warning', async () => {
    const odd = { ...wine, variety: 'Klingon Red', country: 'ÜBERALL', region: 'Mare Tranquillitatis' };
    const [answer] = await classifier.classify([odd]);
    expect(answer!.warnings).toEqual([
      expect.stringContaining('variety "Klingon Red"'),
      expect.stringContaining('country "ÜBERALL"'),
      expect.stringContaining('region "Mare Tranquillitatis"'),
    ]);
  });

  test('any text is answered, and composed and decomposed forms alike', async () => {
    const text = fc.string({ unit: anyLetter, minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, text, async (description, region) => {
        const answers = await classifier.classify([
          { description: `zesty ${description} rosé`, region },
          { description: `zesty ${description} rosé`.normalize('NFD'), region: region.normalize('NFD') },
        ]);
        expect(answers[1]!.variety.ranking).toEqual(answers[0]!.variety.ranking);
        expect(answers[0]!.variety.ranking.every(({ confidence }) => confidence > 0)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
