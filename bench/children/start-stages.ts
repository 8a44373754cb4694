import { openModel } from '../../artifacts/open.ts';
import { digestOf } from '../../artifacts/digest.ts';
import { startRuntime } from '../../artifacts/look-up/look-up-scorer.ts';
import { readManifestFile } from '../../artifacts/manifest-file.ts';
import { startScorer } from '../../artifacts/scorer.ts';
import { readStarter } from '../../artifacts/starter.ts';
import { decodeVocabulary } from '../../classifier/features/vocabulary.ts';
import { readModelGraph } from '../../classifier/files/model-graph.ts';
import { STARTER_MODEL } from '../places.ts';

/*
 * What the stages of opening the starter model take in a fresh process, one after the other:
 *     node bench/children/start-stages.ts
 * Prints StageTimes as JSON. In the predict function the graph is decompressed in another thread meanwhile.
 */

/** What each stage took, in ms. */
export type StageTimes = Record<
  'decompressMs' | 'runtimeMs' | 'manifestMs' | 'vocabularyMs' | 'digestMs' | 'graphMs' | 'scorerMs' | 'firstWineMs',
  number
>;

const read = readStarter(STARTER_MODEL);
const times: Partial<StageTimes> = {};
const graph = await time('decompressMs', () => read('model.onnx'));
await time('runtimeMs', () => startRuntime());
const manifestBytes = await read('manifest.json');
await time('manifestMs', () => readManifestFile(manifestBytes));
const vocabularyBytes = await read('vocabulary.bin');
await time('vocabularyMs', () => decodeVocabulary(vocabularyBytes));
await time('digestMs', () => digestOf(graph));
const checked = await time('graphMs', () => readModelGraph(graph));
await time('scorerMs', () => startScorer(checked));
const files = { 'model.onnx': graph, 'manifest.json': manifestBytes, 'vocabulary.bin': vocabularyBytes };
const model = await openModel((file) => Promise.resolve(files[file]));
await time('firstWineMs', () => model.classify([{ description: 'Blackberry, cedar and graphite.', price: 20 }]));
console.log(JSON.stringify(times));

async function time<Result>(stage: keyof StageTimes, run: () => Result | Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await run();
  times[stage] = performance.now() - started;
  return result;
}
