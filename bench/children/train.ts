import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { evaluateModel } from '../../classifier/judge/evaluate-model.ts';
import type { Evaluation } from '../../classifier/judge/evaluate.ts';
import type { Example } from '../../classifier/features/example.ts';
import { naturalExamples } from '../../classifier/fit/labelled-rows.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import { train } from '../../classifier/fit/train.ts';
import type { Regime } from '../../classifier/features/visibility.ts';
import type { Target } from '../../contract/wine.ts';
import { fitInThreads } from '../../models/starter/fit-in-threads.ts';
import { replicate } from './noise.ts';
import { peakMegabytes } from './peak-memory.ts';
import { STARTER_MODEL } from '../run.ts';

/*
 * Trains both targets in a process of its own, with the settings of the starter model:
 *     node bench/children/train.ts EXAMPLES.jsonl COUNT
 * COUNT examples, noisy copies where the file has fewer. Prints a TrainingResult as JSON.
 */

/** What a training took, and how good its model is. */
export interface TrainingResult {
  rows: number;
  seconds: number;
  peakMb: number;
  regimes: Record<Target, Record<Regime, Evaluation>>;
}

const SEED = 7;

const [file = '', count = ''] = process.argv.slice(2);
const { settings } = (JSON.parse(readFileSync(new URL('manifest.json', STARTER_MODEL), 'utf8')) as Manifest).training;
const examples = replicate(readExamples(file), Number(count), SEED);
const started = performance.now();
const outcome = await train(examples, settings, {}, fitInThreads(availableParallelism()));
const seconds = (performance.now() - started) / 1000;
const peakMb = peakMegabytes();
if (!outcome.model) throw new Error(outcome.failure.message);
const { country, variety } = evaluateModel(outcome.model, naturalExamples(outcome.holdout, settings));
const regimes = { country: country.evaluation.regimes, variety: variety.evaluation.regimes };
console.log(JSON.stringify({ rows: examples.length, seconds, peakMb, regimes } satisfies TrainingResult));

function readExamples(path: string): Example[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, Number(count));
  return lines.map((line) => JSON.parse(line) as Example);
}
