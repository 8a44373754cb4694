import { beforeAll, expect, it } from 'vitest';
import type { Scorer, TargetScores } from '../../classifier/answer/scorer.ts';
import { type Artifact, ModelRefused } from '../../artifacts/open.ts';
import { proveArtifact } from '../../artifacts/prove.ts';
import { makeSmallArtifact } from '../functions/registry.ts';

let sound: Artifact;
beforeAll(async () => {
  sound = await makeSmallArtifact('v-sound');
});

/** A scorer whose variety scores are changed. */
function changing(change: (scores: TargetScores, rows: number) => TargetScores): Scorer {
  return async (input) => {
    const scored = await sound.scorer(input);
    return { ...scored, variety: change(scored.variety, input.rows) };
  };
}
const put = (numbers: Float32Array, at: number, value: number): Float32Array => numbers.with(at, value);

it('R5: a model that answers what it was trained to is proven', async () => {
  await expect(proveArtifact(sound)).resolves.toBeUndefined();
});

it.each<[string, string, Scorer]>([
  ['NaN', 'not all finite', changing((one) => ({ ...one, scores: put(one.scores, 1, NaN) }))],
  ['an infinity', 'not all finite', changing((one) => ({ ...one, scores: put(one.scores, 0, Infinity) }))],
  ['an effect of NaN', 'not all finite', changing((one) => ({ ...one, effects: put(one.effects, 3, NaN) }))],
  [
    'a score too many',
    'scores for the variety',
    changing((one, rows) => ({ ...one, scores: new Float32Array(one.scores.length + rows) })),
  ],
  [
    'a score too few',
    'scores for the variety',
    changing((one, rows) => ({ ...one, scores: one.scores.subarray(rows) })),
  ],
  [
    'effects of another width',
    'effects for the variety',
    changing((one) => ({ ...one, effects: one.effects.subarray(1) })),
  ],
  [
    'effects that explain nothing',
    'do not add up to the score',
    changing((one) => ({ ...one, effects: one.effects.map((effect) => effect + 1) })),
  ],
])('R5: a model that gives %s is refused', async (_, reason, scorer) => {
  const proof = proveArtifact({ ...sound, scorer });
  await expect(proof).rejects.toThrow(ModelRefused);
  await expect(proof).rejects.toThrow(reason);
});
