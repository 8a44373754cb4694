import { fileURLToPath } from 'node:url';
import { TARGETS } from '../../contract/wine.ts';
import { runForJson } from '../children/child.ts';
import type { TrainingResult } from '../children/train.ts';
import { exponentOf, spreadOf } from '../figure.ts';
import type { Figure, Spread } from '../figure.ts';
import { estimatorsFor, trainPeer } from '../peers/estimators.ts';
import type { Estimator, PeerTraining } from '../peers/estimators.ts';
import type { Run } from '../run.ts';

/** A training that takes longer is not repeated. */
const REPEATED_SECONDS_MAX = 25;
const REPEATS_MAX = 3;
const SCALES_ROWS = [10_000, 20_000, 160_000];
const QUICK_SCALES_ROWS = [4_000];
const CHILD = fileURLToPath(new URL('../children/train.ts', import.meta.url));
const results = new Map<number, TrainingResult[]>();

/** Time and memory of the whole training of both targets, and how both grow with the examples. */
export async function measureTraining(run: Run): Promise<Figure[]> {
  const { quick } = run.options;
  const whole = [await trainTerroir(run, run.rows.count)];
  while (!quick && whole.length < REPEATS_MAX && (whole[0]?.seconds ?? 0) < REPEATED_SECONDS_MAX) {
    whole.push(await trainTerroir(run, run.rows.count, whole.length));
  }
  const trainings = await trainPeers(run);
  const bars = quick ? undefined : { seconds: 20, megabytes: 1_000 };
  const rows = `${run.rows.count.toLocaleString('en')} rows`;
  const figures: Figure[] = [
    {
      id: 'training.seconds',
      part: 'training',
      what: `training of both targets, ${rows}`,
      unit: 's',
      better: 'lower',
      terroir: spreadOf(whole.map(({ seconds }) => seconds)),
      peers: gather(trainings, (seconds) => seconds.reduce((sum, { trainSeconds }) => sum + trainSeconds, 0)),
      ...(bars && { bar: bars.seconds }),
    },
    {
      id: 'training.megabytes',
      part: 'training',
      what: `its peak memory, ${rows}`,
      unit: 'MB',
      better: 'lower',
      terroir: spreadOf(whole.map(({ peakMb }) => peakMb)),
      peers: gather(trainings, (both) => Math.max(...both.map(({ peakMb }) => peakMb))),
      ...(bars && { bar: bars.megabytes }),
    },
  ];
  return [...figures, ...(await measureScaling(run, whole))];
}

/** The trainings of each estimator of the peers, country before variety. */
async function trainPeers(run: Run): Promise<Map<Estimator, PeerTraining[]>> {
  const trainings = new Map<Estimator, PeerTraining[]>();
  if (!run.peers) return trainings;
  for (const target of TARGETS) {
    for (const estimator of estimatorsFor(target, run.options)) {
      const done = trainings.get(estimator) ?? [];
      trainings.set(estimator, [...done, await trainPeer(run, target, estimator, true)]);
    }
  }
  return trainings;
}

/** An estimator that was trained for the country alone is called so: its figure is of half the work. */
function gather(
  trainings: ReadonlyMap<Estimator, PeerTraining[]>,
  measure: (both: PeerTraining[]) => number,
): Record<string, Spread> {
  const named = [...trainings].map(([estimator, done]): [string, Spread] => [
    done.length < TARGETS.length ? `${estimator} (country alone)` : estimator,
    spreadOf([measure(done)]),
  ]);
  return Object.fromEntries(named);
}

async function measureScaling(run: Run, whole: readonly TrainingResult[]): Promise<Figure[]> {
  const scaled: TrainingResult[] = [...whole];
  for (const count of run.options.quick ? QUICK_SCALES_ROWS : SCALES_ROWS) scaled.push(await trainTerroir(run, count));
  const single = scaled.filter(({ rows }) => rows !== run.rows.count);
  const exponent = (id: string, what: string, measure: (result: TrainingResult) => number): Figure => ({
    id: `training.${id}`,
    part: 'training',
    what,
    unit: 'power',
    better: 'lower',
    terroir: spreadOf([exponentOf(scaled.map((result) => ({ x: result.rows, y: measure(result) })))]),
    peers: {},
  });
  const scales = single.flatMap(({ rows, seconds, peakMb }): Figure[] => {
    const name = `${rows.toLocaleString('en')} rows`;
    const common = { part: 'training', better: 'lower', peers: {} } as const;
    return [
      { ...common, id: `training.seconds.${rows}`, what: `training, ${name}`, unit: 's', terroir: spreadOf([seconds]) },
      {
        ...common,
        id: `training.megabytes.${rows}`,
        what: `its peak memory, ${name}`,
        unit: 'MB',
        terroir: spreadOf([peakMb]),
      },
    ];
  });
  return [
    ...scales,
    exponent('exponent', 'training time grows like rows to the power', ({ seconds }) => seconds),
    exponent('exponent.memory', 'peak memory grows like rows to the power', ({ peakMb }) => peakMb),
  ];
}

/** Trains Terroir's model in a process of its own with that many examples, for the n-th time in this run (from 0). */
export async function trainTerroir(run: Run, count: number, repeat = 0): Promise<TrainingResult> {
  const done = results.get(count) ?? [];
  results.set(count, done);
  while (done.length <= repeat) {
    run.say(`training Terroir with ${count} examples`);
    done.push((await runForJson(process.execPath, [CHILD, run.rows.file, `${count}`])) as TrainingResult);
  }
  return done[repeat] as TrainingResult;
}
