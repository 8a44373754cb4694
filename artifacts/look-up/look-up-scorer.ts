import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Scorer, ScorerInput, TargetScores } from '../../classifier/answer/scorer.ts';
import type { GraphTable } from '../../classifier/files/model-graph.ts';
import { TARGETS, type Target } from '../../contract/wine.ts';
import { floatsOf, SESSION_OPTIONS } from '../session.ts';
import { createLookUp } from './look-up.ts';
import { SUMS_GRAPH } from './sums-graph.ts';

/** What a target's part of the graph does before and after the sums, outside of ONNX Runtime. */
interface TargetPart {
  /** What is added up, for the cells of an input. */
  prepare(input: ScorerInput): {
    weights: Float32Array<ArrayBuffer>;
    rows: Float32Array<ArrayBuffer>;
    classCount: number;
  };
  /** What the sums of the input that was prepared last come to. */
  finish(input: ScorerInput, sums: Float32Array): TargetScores;
}

/**
 * A Scorer for a graph of 8-bit integers that gives the same bits as ONNX Runtime does where it runs the graph whole,
 * in a fifth of the time: its Gather takes longer to find a row of a table than it takes to add it up. So rows are
 * looked up here, and ONNX Runtime adds them up. It scores one input at a time, since the rows lie in one memory.
 *
 * Errors: what ONNX Runtime says of what it cannot run.
 */
export async function startLookUpScorer(tables: Record<Target, GraphTable>): Promise<Scorer> {
  const parts = { country: createPart(tables.country), variety: createPart(tables.variety) };
  const session = await startRuntime();
  const score: Scorer = async (input) => {
    const feeds: Record<string, Tensor> = {};
    for (const target of TARGETS) {
      const { weights, rows, classCount } = parts[target].prepare(input);
      feeds[`${target}_weights`] = new Tensor('float32', weights, [input.rows, 1, input.width]);
      feeds[`${target}_rows`] = new Tensor('float32', rows, [input.rows, input.width, classCount]);
    }
    const outputs = await session.run(feeds);
    const finish = (target: Target): TargetScores => parts[target].finish(input, floatsOf(outputs, `${target}_sums`));
    return { country: finish('country'), variety: finish('variety') };
  };
  let last: Promise<unknown> = Promise.resolve();
  return (input) => {
    const scored = last.then(() => score(input));
    last = scored.catch(() => undefined);
    return scored;
  };
}

let started: Promise<InferenceSession> | undefined;

/**
 * Starts ONNX Runtime, with the one graph that all models share; once in a process. It takes some 10 ms of this thread,
 * which can be spent while something is waited for.
 */
export function startRuntime(): Promise<InferenceSession> {
  started ??= InferenceSession.create(SUMS_GRAPH, SESSION_OPTIONS);
  return started;
}

function createPart(table: GraphTable): TargetPart {
  const { classCount, bias, scales, rowCount, firstFeature } = table;
  const lookUp = createLookUp(table);
  let places = new Int32Array();
  let weights = new Float32Array();
  let rows = new Float32Array();
  return {
    prepare(input) {
      const count = input.ids.length;
      places = lookUp.placesFor(count);
      if (weights.length < count) weights = new Float32Array(count);
      for (let cell = 0; cell < count; cell += 1) {
        const place = Math.min(Math.max((input.ids[cell] ?? 0) - firstFeature + 1, 0), rowCount - 1);
        places[cell] = place;
        weights[cell] = (input.weights[cell] ?? 0) * (scales[place] ?? 0);
      }
      rows = lookUp.rowsAt(places);
      return { weights: weights.subarray(0, count), rows, classCount };
    },
    finish(input, scores) {
      const effects = new Float32Array(input.effects === false ? 0 : input.rows * input.width);
      for (let row = 0; row < input.rows; row += 1) {
        const winner = addBias(scores, row * classCount, bias);
        if (input.effects === false) continue;
        for (let cell = row * input.width; cell < (row + 1) * input.width; cell += 1) {
          effects[cell] = (rows[cell * classCount + winner] ?? 0) * (weights[cell] ?? 0);
        }
      }
      return { scores, effects };
    },
  };
}

/**
 * Adds the bias to the sums of one wine, in place, and tells the class with the highest score, of equal ones the first.
 */
function addBias(sums: Float32Array, start: number, bias: Float32Array): number {
  let winner = 0;
  let highest = -Infinity;
  for (let c = 0; c < bias.length; c += 1) {
    const score = Math.fround((sums[start + c] ?? 0) + (bias[c] ?? 0));
    sums[start + c] = score;
    if (score > highest) [winner, highest] = [c, score];
  }
  return winner;
}
