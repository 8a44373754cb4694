import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../artifacts/open.ts';
import { readStarter } from '../../artifacts/starter.ts';
import type { ClassifiedWine } from '../../classifier/answer/predict.ts';
import type { Example } from '../../classifier/features/example.ts';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import { COUNTRY_NAMES, UNKNOWN_NAMES } from '../../contract/country-names.ts';
import { MODEL_FILES } from '../../contract/objects.ts';
import { TARGETS, type ScoredClass, type Wine } from '../../contract/wine.ts';

const ROOT = new URL('../../', import.meta.url);
const SCRIPT = new URL('examples/python/classify.py', ROOT).pathname;
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) process.stderr.write('There is no python3 on this machine: the offline reader is not run.\n');

/** Every class of each target, as the reader answers. */
type Answer = Record<'country' | 'variety', { ranking: ScoredClass[] }> & { modelVersion: string };

/** What is told of a wine in turn: everything, less and less, one field alone. */
const TOLD: (keyof Wine)[][] = [
  ['description', 'variety', 'country', 'region', 'winery', 'points', 'price'],
  ['description'],
  ['description', 'price', 'points', 'country', 'variety'],
  ['description', 'region'],
  ['description', 'price'],
  ['region', 'points'],
  ['winery', 'price'],
  ['variety', 'price'],
  ['country'],
  ['description', 'country'],
];

/** What real notes have that the bundled dataset has not: it keeps no sentences. */
const ODD: Wine[] = [
  { description: "Nero d’Avola: l'été, ‘crème brûlée’, 100% NERO D'AVOLA 🍷𝒷 İstanbul straße ﬁne ½ Ⅷ x²" },
  { description: 'Gru\u0308ner Veltliner, pre\u0301cis; \ud83c broken \udf77 pair', country: 'Österreich' },
  { description: 'Blackberry', country: 'USA', variety: 'N/A' },
  { description: 'Lemon', country: 'unknown', variety: 'GRUNER-VELTLINER', price: 0.01 },
  { description: 'Räuschling', country: 'Atlantis', variety: '???', region: ' , ;, Zürich,', winery: '–' },
  { description: 'zzzz qqqq', price: 100_000, points: 50 },
  { description: '½', winery: 'Çöl & Söhne' },
  { variety: 'Sauvignon Blanc' },
  // One word each, so that no other makes up for what is read wrongly.
  { description: 'd’Avola' },
  { description: 'CRÈME' },
  { description: 'cre\u0300me' },
  { description: 'X20' },
];

function tell(example: Example, fields: readonly (keyof Wine)[]): Wine {
  const { terms = [], ...rest } = example;
  const description = terms.filter((term) => !term.includes(' ')).join(', ');
  const known = Object.entries({ ...rest, description }).filter(([field]) => fields.includes(field as keyof Wine));
  return Object.fromEntries(known);
}

function readWines(count: number): Wine[] {
  const compressed = readFileSync(new URL('data/wine-reviews/wine-reviews.dataset.br', ROOT));
  const examples = decodeDataset(brotliDecompressSync(compressed));
  const step = Math.floor(examples.length / count);
  return Array.from({ length: count }, (_, at) => tell(examples[at * step]!, TOLD[at % TOLD.length]!));
}

function runPython(args: string[], wines: readonly Wine[] = []): { code: number | null; out: string; err: string } {
  const input = wines.map((wine) => `${JSON.stringify(wine)}\n`).join('');
  const { status, stdout, stderr } = spawnSync('python3', [SCRIPT, ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return { code: status, out: stdout, err: stderr };
}

it('the reader knows the names of countries that the service knows, and what says that nobody knows', () => {
  const names = readFileSync(new URL('examples/python/offline/names.json', ROOT), 'utf8');
  expect(JSON.parse(names)).toEqual({ countries: COUNTRY_NAMES, unknown: UNKNOWN_NAMES });
});

describe.runIf(hasPython)('the offline reader', () => {
  let folder: string;
  const read = readStarter(new URL('models/starter/', ROOT));
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'terroir-offline-'));
    for (const file of MODEL_FILES) writeFileSync(join(folder, file), await read(file));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The largest difference between a confidence that the service tells and the reader's for the same class. */
  async function compare(wines: readonly Wine[]): Promise<number> {
    const model = await openModel(read);
    const expected = await model.classify(wines);
    const { code, out, err } = runPython([folder, '--ranking', '1000'], wines);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
    expect(answers.map(({ modelVersion }) => modelVersion)).toEqual(wines.map(() => model.version));
    return Math.max(...expected.map((one, at) => differenceOf(one, answers[at]!)));
  }

  function differenceOf(expected: ClassifiedWine, answer: Answer): number {
    const differences = TARGETS.flatMap((target) => {
      const confidences = new Map(answer[target].ranking.map(({ name, confidence }) => [name, confidence]));
      const places = answer[target].ranking.slice(0, 5).map(({ confidence }) => confidence);
      return expected[target].ranking.flatMap(({ name, confidence }, place) => [
        Math.abs(confidence - (confidences.get(name) ?? Infinity)),
        Math.abs(confidence - (places[place] ?? Infinity)),
      ]);
    });
    return Math.max(...differences);
  }

  it('answers 1,000 wines of the bundled dataset as the service does, whatever is told of them', async () => {
    expect(await compare(readWines(1_000))).toBeLessThanOrEqual(1e-5);
  }, 120_000);

  it('reads odd texts and names as the service does', async () => {
    expect(await compare(ODD)).toBeLessThanOrEqual(1e-5);
  }, 60_000);

  it('answers a note from the command line', () => {
    const { code, out } = runPython([folder, 'Petrol, lime and slate: a Riesling of the Mosel', '--price', '24']);
    expect(code).toBe(0);
    const { country, variety } = JSON.parse(out) as Answer;
    expect(country).toMatchObject({ name: 'Germany', ranking: { length: 5 } });
    expect(variety).toMatchObject({ name: 'Riesling', ranking: { length: 5 } });
  });

  it('opens no version of which a file is missing, altered, or of a format that it does not know', () => {
    const broken = mkdtempSync(join(tmpdir(), 'terroir-broken-'));
    const open = (): string => runPython([broken, 'Lime']).err;
    expect(open()).toMatch(/^The model version cannot be opened: .*manifest\.json/);
    const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8');
    for (const file of MODEL_FILES) writeFileSync(join(broken, file), readFileSync(join(folder, file)));
    const vocabulary = readFileSync(join(folder, 'vocabulary.bin'));
    vocabulary[100]! ^= 1;
    writeFileSync(join(broken, 'vocabulary.bin'), vocabulary);
    expect(open()).toMatch(/The SHA-256 of vocabulary\.bin is/);
    writeFileSync(join(broken, 'manifest.json'), JSON.stringify({ ...(JSON.parse(manifest) as object), format: 99 }));
    expect(open()).toMatch(/format is 99/);
    rmSync(broken, { recursive: true });
  });
});
