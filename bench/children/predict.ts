import { readFileSync } from 'node:fs';
import { startScorer } from '../../artifacts/scorer.ts';
import { loadStarter, readStarter } from '../../artifacts/starter.ts';
import { createClassifier } from '../../classifier/answer/predict.ts';
import { decodeVocabulary } from '../../classifier/features/vocabulary.ts';
import { parseManifest } from '../../classifier/files/manifest.ts';
import { readModelGraph } from '../../classifier/files/model-graph.ts';
import type { Wine } from '../../contract/wine.ts';
import { makePredictions } from '../../functions/predict/predict.ts';
import { parseRequest } from '../../functions/predict/request.ts';
import { quantile } from '../figure.ts';
import { STARTER_MODEL } from '../places.ts';

/*
 * Times predictions of the starter model in a process of its own, after one round to warm up:
 *     node bench/children/predict.ts WINES.json ROUNDS
 * Prints a PredictionTimes as JSON.
 */

/** What predictions took, each number that of one round. */
export interface PredictionTimes {
  /** One wine as the handler answers it, from the payload to what is to be stored. */
  oneWineMs: number[];
  oneWineP99Ms: number[];
  /** All wines at once, without evidence. */
  winesPerSecond: number[];
}

const BATCH_WINES = 500;
const ANY_ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

const [file = '', rounds = ''] = process.argv.slice(2);
const wines = JSON.parse(readFileSync(file, 'utf8')) as Wine[];
const times: PredictionTimes = { oneWineMs: [], oneWineP99Ms: [], winesPerSecond: [] };
await timeSingles();
await timeBatches();
console.log(JSON.stringify(times));

async function timeSingles(): Promise<void> {
  const model = await loadStarter(STARTER_MODEL);
  for (let round = 0; round <= Number(rounds); round += 1) {
    const elapsed: number[] = [];
    for (const wine of wines) {
      const started = performance.now();
      const request = parseRequest({ clientId: 'bench', wines: [wine], requestId: null });
      if ('errorType' in request) throw new Error(request.message);
      const accepted = request.rows.flatMap((row) => ('wine' in row ? { id: ANY_ID, wine: row.wine } : []));
      await makePredictions(model, request.clientId, accepted);
      elapsed.push(performance.now() - started);
    }
    elapsed.sort((one, other) => one - other);
    if (round === 0) continue;
    times.oneWineMs.push(quantile(elapsed, 0.5));
    times.oneWineP99Ms.push(quantile(elapsed, 0.99));
  }
}

async function timeBatches(): Promise<void> {
  const bytesOf = (name: string): Uint8Array => readFileSync(new URL(name, STARTER_MODEL));
  const manifest = parseManifest(JSON.parse(readFileSync(new URL('manifest.json', STARTER_MODEL), 'utf8')));
  const scorer = await startScorer(readModelGraph(await readStarter(STARTER_MODEL)('model.onnx')));
  const classifier = createClassifier({ manifest, vocabulary: decodeVocabulary(bytesOf('vocabulary.bin')), scorer });
  for (let round = 0; round <= Number(rounds); round += 1) {
    const started = performance.now();
    for (let at = 0; at < wines.length; at += BATCH_WINES) {
      await classifier.classify(wines.slice(at, at + BATCH_WINES), { evidence: false });
    }
    if (round > 0) times.winesPerSecond.push((1000 * wines.length) / (performance.now() - started));
  }
}
