import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Example } from '../../classifier/features/example.ts';
import type { Regime } from '../../classifier/features/visibility.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import { naturalExamples } from '../../classifier/fit/labelled-rows.ts';
import { train } from '../../classifier/fit/train.ts';
import { evaluateModel } from '../../classifier/judge/evaluate-model.ts';
import type { Evaluation } from '../../classifier/judge/evaluate.ts';
import type { Target } from '../../contract/wine.ts';
import { fitInThreads } from '../../artifacts/fit-in-threads.ts';
import { STARTER_MODEL } from '../places.ts';
import { replicate } from './noise.ts';

/*
 * Trains both targets in a process of its own, with the settings of the starter model:
 *     node bench/children/train.ts EXAMPLES.jsonl COUNT
 * COUNT examples, noisy copies where the file has fewer. Prints a TrainingResult as JSON.
 */

/** What a training took, and how good its model is; `rows` is how many examples it had. */
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

/**
 * The most memory that this process has had in use, in MB. On Linux the kernel's high-water mark, because
 * resourceUsage().maxRSS begins with what the parent had in use; elsewhere that.
 */
function peakMegabytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
