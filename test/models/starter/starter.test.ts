import { digestOf } from '../../../artifacts/digest.ts';
import { openScorer } from '../../../artifacts/scorer.ts';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeDataset } from '../../../classifier/files/dataset.ts';
import { parseManifest } from '../../../classifier/files/manifest.ts';
import { createClassifier } from '../../../classifier/answer/predict.ts';
import { exportOnnx } from '../../../classifier/files/export-onnx.ts';
import { train } from '../../../classifier/fit/train.ts';
import { DEFAULT_SETTINGS } from '../../../classifier/fit/training-settings.ts';
import { decodeVocabulary } from '../../../classifier/features/vocabulary.ts';
import { fitInThreads } from '../../../artifacts/fit-in-threads.ts';
import { writeCard } from '../../../models/starter/model-card.ts';
import { judgeOtherStyles } from '../../../models/starter/other-styles.ts';

const fileOf = (path: string): Uint8Array => readFileSync(new URL(`../../../${path}`, import.meta.url));
const graph = brotliDecompressSync(fileOf('models/starter/model.onnx.br'));
const manifest = parseManifest(JSON.parse(fileOf('models/starter/manifest.json').toString()));

test('the files of the starter model are those that its manifest names', () => {
  expect(Object.keys(manifest.files).sort()).toEqual(['model.onnx', 'vocabulary.bin']);
  for (const [name, digest] of Object.entries(manifest.files)) {
    expect(digestOf(name === 'model.onnx' ? graph : fileOf(`models/starter/${name}`))).toEqual(digest);
  }
});

test('it was trained from the bundled dataset, which holds no sentence', () => {
  const compressed = fileOf('data/wine-reviews/wine-reviews.dataset.br');
  expect(manifest.training.datasets).toEqual([{ name: 'wine-reviews', ...digestOf(compressed) }]);
  expect(compressed.length).toBeLessThan(7_000_000);
  const examples = decodeDataset(brotliDecompressSync(compressed));
  expect(examples.length).toBe(manifest.training.report.given);
  expect(examples.every(({ description, terms = [] }) => description === undefined && terms.every(isTerm))).toBe(true);
});

test('it answers as its evaluation lets expect', async () => {
  const scorer = await openScorer(graph);
  const classifier = createClassifier({
    manifest,
    vocabulary: decodeVocabulary(fileOf('models/starter/vocabulary.bin')),
    scorer,
  });
  const description = 'Grapefruit, gooseberry and cut grass: racy, with a lime finish, unmistakably Marlborough.';
  const [answer] = await classifier.classify([{ description, price: 15, points: 88 }]);
  expect(answer?.country.ranking[0]?.name).toBe('New Zealand');
  expect(answer?.variety.ranking[0]?.name).toBe('Sauvignon Blanc');
});

test('it answers what the README shows', async () => {
  const query = /description: "(.*?)", price: (\d+) \}\)[^]*?\{ "data": (.*?)…\]/s;
  const [, description = '', price, answer = ''] = query.exec(fileOf('README.md').toString()) ?? [];
  const pairsIn = (pattern: RegExp): unknown[] =>
    [...answer.matchAll(pattern)].map(([, name, figure]) => [name, Number(figure)]);
  const vocabulary = decodeVocabulary(fileOf('models/starter/vocabulary.bin'));
  const classifier = createClassifier({ manifest, vocabulary, scorer: await openScorer(graph) });
  const [found] = await classifier.classify([{ description, price: Number(price) }]);
  const { country, variety } = found!;
  expect(pairsIn(/"name": "(.*?)", "confidence": ([\d.]+)/g)).toEqual(
    [country, variety].map(({ ranking: [best] }) => [best!.name, Number(best!.confidence.toFixed(4))]),
  );
  expect(pairsIn(/"feature": "(.*?)", "effect": ([\d.]+)/g)).toEqual(
    variety.evidence.slice(0, 2).map(({ feature, effect }) => [feature, Number(effect.toFixed(3))]),
  );
});

test.each([
  ['country', 'US', ['USA', 'U.S.', 'United States', 'us', 'Estados Unidos']],
  ['country', 'Spain', ['Espana', 'España', 'SPAIN', 'Spanien']],
  ['country', 'Austria', ['Österreich', 'Osterreich']],
  ['variety', 'Grüner Veltliner', ['Gruner Veltliner', 'GRÜNER-VELTLINER', 'Gru\u0308ner Veltliner']],
  ['variety', 'Albariño', ['Albarino', 'albariño']],
] as const)('it takes a %s that is written otherwise for %s, and warns of nothing', async (field, name, others) => {
  const vocabulary = decodeVocabulary(fileOf('models/starter/vocabulary.bin'));
  const classifier = createClassifier({ manifest, vocabulary, scorer: await openScorer(graph) });
  const description = 'Lemon, green apple and white pepper on a crisp and mineral palate.';
  const [expected, ...answers] = await classifier.classify(
    [name, ...others].map((one) => ({ description, [field]: one })),
  );
  for (const answer of answers) expect(answer).toEqual(expected);
  expect(expected?.warnings).toEqual([]);
});

test('what is called unknown is not known', async () => {
  const vocabulary = decodeVocabulary(fileOf('models/starter/vocabulary.bin'));
  const classifier = createClassifier({ manifest, vocabulary, scorer: await openScorer(graph) });
  const description = 'Lemon, green apple and white pepper on a crisp and mineral palate.';
  const [expected, ...answers] = await classifier.classify([
    { description },
    ...['NaN', 'n/a', 'unknown', '-'].map((country) => ({ description, country, variety: country })),
  ]);
  for (const answer of answers) expect(answer).toEqual(expected);
});

test('the model card tells of this model', () => {
  expect(fileOf('docs/MODEL.md').toString()).toContain(`Model version \`${manifest.version}\``);
});

test('what is told without a note has a curve of its own', () => {
  for (const { calibration } of Object.values(manifest.targets)) {
    const curved = Object.keys(calibration).filter((fields) => calibration[fields]?.curve);
    expect(curved).toHaveLength(31);
    expect(curved.filter((fields) => fields.includes('description'))).toEqual([]);
  }
});

test('the figures and charts of the model card are those of this model', async () => {
  const scorer = await openScorer(graph);
  const vocabulary = decodeVocabulary(fileOf('models/starter/vocabulary.bin'));
  const styles = await judgeOtherStyles(createClassifier({ manifest, vocabulary, scorer }));
  const pages = {
    card: fileOf('docs/MODEL.md').toString(),
    fields: fileOf('docs/model-fields.md').toString(),
  };
  const written = writeCard(pages, manifest, styles);
  expect(Object.keys(written)).toContain('model-slices-variety.svg');
  for (const [name, text] of Object.entries(written)) expect(fileOf(`docs/${name}`).toString(), name).toBe(text);
});

test('R17: threads make no difference: a part of the dataset gives the same bits in one and in two', async () => {
  const bytes = brotliDecompressSync(fileOf('data/wine-reviews/wine-reviews.dataset.br'));
  const examples = decodeDataset(bytes).filter((_, at) => at % 40 === 0);
  const { country, variety } = DEFAULT_SETTINGS.fit;
  const quick = { epochs: 1, modelsPerHalf: 1, rank: 8 };
  const settings = {
    ...DEFAULT_SETTINGS,
    fit: { country: { ...country, ...quick }, variety: { ...variety, ...quick } },
  };
  const [alone, together] = [await train(examples, settings), await train(examples, settings, {}, fitInThreads(2))];
  expect(exportOnnx(together.model!.targets)).toEqual(exportOnnx(alone.model!.targets));
}, 60_000);

test('it keeps to its bars: country 0.925, variety 0.63 with note, price, points and the other target', () => {
  expect(manifest.evaluation.country.regimes.noteAndNumbers.accuracy).toBeGreaterThanOrEqual(0.925);
  expect(manifest.evaluation.variety.regimes.noteAndNumbers.accuracy).toBeGreaterThanOrEqual(0.63);
});

function isTerm(term: string): boolean {
  return term.split(' ').length <= 2;
}
