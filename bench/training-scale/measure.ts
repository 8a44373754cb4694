import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runForJson } from '../children/child.ts';
import { exponentOf } from '../figure.ts';
import type { ScaleTrial, TrainingAtScale } from './child.ts';

/*
 * Makes versions of more and more rows, each in a process of its own, and prints what each took and how that grows:
 *     npx node bench/training-scale/measure.ts 40000 160000 1000000 [--short] [--threads 2] [--heap-mb MB]
 * `--short` fits a ninth of what a training fits; all other stages are whole. V8's heap may come to `--heap-mb`,
 * 1500 unless told.
 */

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
const FEATURES_MB = 450;
const EXAMPLES_IN_MEMORY = 100_000;
const ROWS = [40_000, 160_000];

const { values, positionals } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    threads: { type: 'string', default: '2' },
    'heap-mb': { type: 'string', default: '1500' },
  },
  allowPositionals: true,
});
const threads = Number(values.threads);
const heapMb = values['heap-mb'];
if (!/^[1-9]\d*$/.test(heapMb)) throw new RangeError(`--heap-mb is how many megabytes, not ${heapMb}.`);
const rows = positionals.map(Number);
const results: TrainingAtScale[] = [];
for (const count of rows.length > 0 ? rows : ROWS) results.push(await trainWith(count));
console.log(tabulate(results));

async function trainWith(count: number): Promise<TrainingAtScale> {
  const trial: ScaleTrial = {
    rows: count,
    threads,
    short: values.short,
    featuresMb: FEATURES_MB,
    examplesInMemory: EXAMPLES_IN_MEMORY,
  };
  const args = [`--max-old-space-size=${heapMb}`, CHILD, JSON.stringify(trial)];
  const result = (await runForJson(process.execPath, args)) as TrainingAtScale;
  console.log(JSON.stringify(result));
  return result;
}

function tabulate(trainings: readonly TrainingAtScale[]): string {
  const lines = trainings.map((one) => {
    const until = (stage: string): number => one.stages.find((other) => other.stage === stage)?.cpuSeconds ?? 0;
    const told = [
      until('vocabulary'),
      until('features') - until('vocabulary'),
      until('variety') - until('features'),
      until('evaluation') - until('variety'),
      one.cpuSeconds - until('evaluation'),
      one.cpuSeconds,
    ];
    const cells = [one.rows, one.features, ...told.map((seconds) => seconds.toFixed(1)), one.peakMb];
    return `| ${cells.join(' | ')} |`;
  });
  const header = ['rows', 'features', 'sort s', 'vocabulary s', 'features s', 'fit and calibrate s', 'evaluate s'];
  const head = `| ${[...header, 'processor s', 'peak MB'].join(' | ')} |`;
  const growth = (of: (one: TrainingAtScale) => number): string =>
    exponentOf(trainings.map((one) => ({ x: one.rows, y: of(one) }))).toFixed(2);
  const exponents =
    trainings.length < 2
      ? ''
      : `processor time grows like rows to the power ${growth(({ cpuSeconds }) => cpuSeconds)}, ` +
        `memory to the power ${growth(({ peakMb }) => peakMb)}`;
  return [head, head.replaceAll(/[^|]+/g, '---'), ...lines, '', exponents].join('\n');
}
