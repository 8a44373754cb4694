import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import loadWabt from 'wabt';
import { LOOK_UP_BYTES } from '../../artifacts/look-up/look-up.ts';
import { openScorer, startScorer } from '../../artifacts/scorer.ts';
import type { Scorer, ScorerInput } from '../../classifier/answer/scorer.ts';
import { exportOnnx } from '../../classifier/files/export-onnx.ts';
import { readModelGraph } from '../../classifier/files/model-graph.ts';
import { createRandom } from '../../classifier/fit/random.ts';
import { TARGETS } from '../../contract/wine.ts';

const starter = brotliDecompressSync(readFileSync(new URL('../../models/starter/model.onnx.br', import.meta.url)));

/** Rows of features at random, some of them beyond those of either target. */
function makeInput(rows: number, width: number, seed: number): ScorerInput {
  const random = createRandom(seed);
  const ids = Int32Array.from({ length: rows * width }, () => Math.floor(random.next() * 80_000));
  const weights = Float32Array.from(ids, () => random.next() - 0.2);
  return { ids, weights, rows, width };
}

/** Every bit of what a scorer says of an input. */
async function bitsOf(scorer: Scorer, input: ScorerInput): Promise<Uint32Array[]> {
  const scored = await scorer(input);
  return TARGETS.flatMap((target) => [scored[target].scores, scored[target].effects]).map(
    (numbers) => new Uint32Array(Float32Array.from(numbers).buffer),
  );
}

test.each([
  [1, 16],
  [1, 4_096],
  [14, 144],
  [32, 256],
])(
  'what is served of %i wines of %i features is to the last bit what ONNX Runtime makes of the file',
  async (...size) => {
    const [served, whole] = [await startScorer(readModelGraph(starter)), await openScorer(starter)];
    const input = makeInput(...size, 7);
    const bits = await bitsOf(whole, input);
    expect(new Set(bits.flatMap((numbers) => [...numbers])).size).toBeGreaterThan(100);
    expect(await bitsOf(served, input)).toEqual(bits);
  },
);

test('wines that are scored at once are scored as each is alone', async () => {
  const scorer = await startScorer(readModelGraph(starter));
  const inputs = [makeInput(3, 64, 1), makeInput(20, 160, 2), makeInput(1, 32, 3)];
  const together = await Promise.all(inputs.map((input) => bitsOf(scorer, input)));
  for (const [at, input] of inputs.entries()) expect(await bitsOf(scorer, input)).toEqual(together[at]);
});

test('a request that fails leaves the next one alone', async () => {
  const scorer = await startScorer(readModelGraph(starter));
  const input = makeInput(3, 64, 1);
  await expect(scorer({ ...input, rows: 4 })).rejects.toThrow();
  expect(await bitsOf(scorer, input)).toEqual(await bitsOf(await openScorer(starter), input));
});

test('effects that nobody asks for are not made, and the scores are the same', async () => {
  const scorer = await startScorer(readModelGraph(starter));
  const input = makeInput(5, 48, 4);
  const [asked, notAsked] = [await scorer(input), await scorer({ ...input, effects: false })];
  expect(notAsked.variety.scores).toEqual(asked.variety.scores);
  expect(notAsked.variety.effects).toHaveLength(0);
});

test('a graph whose weights are not rounded is run whole', async () => {
  const model = (classCount: number) => ({
    classCount,
    firstFeature: 0,
    weights: Float32Array.from({ length: 4 * classCount }, (_, at) => Math.sin(at)),
    bias: new Float32Array(classCount).fill(0.1),
  });
  const file = exportOnnx({ country: model(2), variety: model(3) });
  const input = { ids: Int32Array.of(0, 3, 1, 4), weights: Float32Array.of(1, 0.5, 0.25, 0), rows: 1, width: 4 };
  const served = await bitsOf(await startScorer(readModelGraph(file)), input);
  expect(served).toEqual(await bitsOf(await openScorer(file), input));
});

test('the bytes are those of look-up.wat', async () => {
  const wabt = await loadWabt();
  const text = readFileSync(new URL('../../artifacts/look-up/look-up.wat', import.meta.url), 'utf8');
  const { buffer } = wabt.parseWat('look-up.wat', text, { simd: true }).toBinary({});
  expect(LOOK_UP_BYTES.toString('hex')).toBe(Buffer.from(buffer).toString('hex'));
});
