import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runForJson } from '../children/child.ts';
import type { PredictionTimes } from '../children/predict.ts';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { servedPeer } from '../peers/estimators.ts';
import { peerFile } from '../peers/python.ts';
import type { Run } from '../run.ts';

const CHILD = fileURLToPath(new URL('../children/predict.ts', import.meta.url));
const ROUNDS = { whole: 7, quick: 3 };
/** Numeric libraries of Python start a thread a core unless told. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

interface Timed {
  terroir: PredictionTimes;
  peer: PredictionTimes | undefined;
}

let timed: Promise<Timed> | undefined;

/** How long one wine at a time takes: the handler's own work, without the table. */
export async function measurePredict(run: Run): Promise<Figure[]> {
  const times = await (timed ??= timePredictions(run));
  return [
    {
      id: 'predict.p50',
      part: 'predict',
      what: 'predict in the handler, both targets and evidence, p50',
      unit: 'ms',
      better: 'lower',
      ...compare(times, 'oneWineMs'),
      bar: 0.8,
    },
    {
      id: 'predict.p99',
      part: 'predict',
      what: 'the same, p99',
      unit: 'ms',
      better: 'lower',
      ...compare(times, 'oneWineP99Ms'),
    },
  ];
}

/** How many wines a second are classified, many at once, on one core. */
export async function measureBatch(run: Run): Promise<Figure[]> {
  const times = await (timed ??= timePredictions(run));
  return [
    {
      id: 'batch.rows',
      part: 'batch',
      what: 'batch, both targets, without evidence, one core: rows',
      unit: 'per second',
      better: 'higher',
      ...compare(times, 'winesPerSecond'),
      bar: 30_000,
    },
  ];
}

async function timePredictions(run: Run): Promise<Timed> {
  const wines = join(run.scratch, 'wines.json');
  writeFileSync(wines, JSON.stringify(run.rows.wines));
  const rounds = `${run.options.quick ? ROUNDS.quick : ROUNDS.whole}`;
  const models = run.peers ? await servedPeer(run) : undefined;
  run.say('timing predictions');
  const terroir = (await runForJson(process.execPath, [CHILD, wines, rounds])) as PredictionTimes;
  if (!run.peers || !models) return { terroir, peer: undefined };
  const peer = await runForJson(run.peers.python, [peerFile('predict.py'), ...models, wines, rounds], ONE_THREAD);
  return { terroir, peer: peer as PredictionTimes };
}

function compare({ terroir, peer }: Timed, measure: keyof PredictionTimes): Pick<Figure, 'terroir' | 'peers'> {
  return {
    terroir: spreadOf(terroir[measure]),
    peers: peer ? { LinearSVC: spreadOf(peer[measure]) } : {},
  };
}
