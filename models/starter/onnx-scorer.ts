import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import type { Scorer, TargetScores } from '../../classifier/answer/scorer.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';

/** A scorer that runs an exported graph in ONNX Runtime, with one thread. */
export async function createOnnxScorer(model: Uint8Array): Promise<Scorer> {
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  return async ({ ids, weights, rows, width }) => {
    const outputs = await session.run({
      ids: new Tensor('int32', ids, [rows, width]),
      weights: new Tensor('float32', weights, [rows, width]),
    });
    const numbersOf = (name: string): Float32Array => {
      const numbers = outputs[name]?.data;
      if (!(numbers instanceof Float32Array)) throw new TypeError(`The model has no output "${name}".`);
      return numbers;
    };
    const scoresOf = (target: Target): TargetScores => ({
      scores: numbersOf(`${target}_scores`),
      effects: numbersOf(`${target}_effects`),
    });
    return Object.fromEntries(TARGETS.map((target) => [target, scoresOf(target)])) as Record<Target, TargetScores>;
  };
}

/** The version of ONNX Runtime. */
export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}
