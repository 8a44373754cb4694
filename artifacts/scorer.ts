import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import type { Scorer, TargetScores } from '../classifier/answer/scorer.ts';
import { type ModelGraph, readModelGraph } from '../classifier/files/model-graph.ts';
import { TARGETS, type Target } from '../contract/wine.ts';

/** One vCPU is one thread's worth: more threads would only wait for each other. */
const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  // The graph is exported as it is to be run: to optimise it takes 10 ms of a start and changes no time after that.
  graphOptimizationLevel: 'disabled',
};

/**
 * Opens model.onnx for scoring, as startScorer() does with one that was read.
 *
 * Errors: GraphError where it is no graph that exportOnnx() could have written; ONNX Runtime sees no byte of it then.
 */
export async function openScorer(graph: Uint8Array): Promise<Scorer> {
  return startScorer(readModelGraph(graph));
}

/**
 * Makes a graph ready to run. Its inputs are `ids` (int32) and `weights` (float32), rows × width; for each target it
 * gives `<target>_scores` (rows × classes) and `<target>_effects` (rows × width).
 *
 * Errors: what ONNX Runtime says of a graph that it cannot run.
 */
export async function startScorer({ bytes }: ModelGraph): Promise<Scorer> {
  const session = await InferenceSession.create(bytes, OPTIONS);
  return async ({ ids, weights, rows, width }) => {
    const shape = [rows, width];
    const outputs = await session.run({
      ids: new Tensor('int32', ids, shape),
      weights: new Tensor('float32', weights, shape),
    });
    const entries = TARGETS.map((target): [Target, TargetScores] => [
      target,
      { scores: floats(outputs, `${target}_scores`), effects: floats(outputs, `${target}_effects`) },
    ]);
    return Object.fromEntries(entries) as Record<Target, TargetScores>;
  };
}

function floats(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`The graph's output ${name} holds no float32 numbers.`);
  return data;
}

/** The version of ONNX Runtime by which graphs are proven and served. */
export function onnxRuntimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}
