import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import type { Scorer, TargetScores } from '../classifier/answer/scorer.ts';
import { type ModelGraph, readModelGraph } from '../classifier/files/model-graph.ts';
import { TARGETS, type Target } from '../contract/wine.ts';
import { startLookUpScorer } from './look-up/look-up-scorer.ts';
import { floatsOf, SESSION_OPTIONS } from './session.ts';

/**
 * Opens model.onnx for scoring as it is, which any ONNX Runtime can: what a version is proven by.
 *
 * Errors: GraphError where it is no graph that exportOnnx() could have written; ONNX Runtime sees no byte of it then.
 */
export async function openScorer(graph: Uint8Array): Promise<Scorer> {
  return runWhole(readModelGraph(graph));
}

/**
 * Makes a graph ready to answer with, as fast as it can be: to the last bit as openScorer() does.
 *
 * Errors: what ONNX Runtime says of a graph that it cannot run.
 */
export async function startScorer(graph: ModelGraph): Promise<Scorer> {
  const { country, variety } = graph.tables;
  return country.isQuantized && variety.isQuantized ? startLookUpScorer(graph.tables) : runWhole(graph);
}

/**
 * The graph's inputs are `ids` (int32) and `weights` (float32), rows × width; for each target it gives
 * `<target>_scores` (rows × classes) and `<target>_effects` (rows × width).
 */
async function runWhole({ bytes }: ModelGraph): Promise<Scorer> {
  const session = await InferenceSession.create(bytes, SESSION_OPTIONS);
  return async ({ ids, weights, rows, width }) => {
    const shape = [rows, width];
    const outputs = await session.run({
      ids: new Tensor('int32', ids, shape),
      weights: new Tensor('float32', weights, shape),
    });
    const entries = TARGETS.map((target): [Target, TargetScores] => [
      target,
      { scores: floatsOf(outputs, `${target}_scores`), effects: floatsOf(outputs, `${target}_effects`) },
    ]);
    return Object.fromEntries(entries) as Record<Target, TargetScores>;
  };
}

/** The version of ONNX Runtime by which graphs are proven and served. */
export function onnxRuntimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}
