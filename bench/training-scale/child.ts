import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { brotliDecompressSync } from 'node:zlib';
import { fitInThreads } from '../../artifacts/fit-in-threads.ts';
import { makeArtifact } from '../../artifacts/make.ts';
import { openRoom } from '../../artifacts/training-room.ts';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import type { TrainingSettings } from '../../classifier/fit/training-settings.ts';
import { SETTINGS } from '../../models/starter/settings.ts';
import { DATASET } from '../places.ts';
import { createCorpus } from './corpus.ts';

/*
 * Makes a model version of made-up rows in a process of its own, and prints a TrainingAtScale as JSON:
 *     node bench/training-scale/child.ts '{"rows":40000,"threads":2}'
 */

/** What is trained with, and in how much memory. */
export interface ScaleTrial {
  rows: number;
  threads: number;
  /** One model a half and one epoch, a ninth of the fitting. */
  short?: boolean;
  /** So many megabytes of features, and so many examples, stay in memory. */
  featuresMb: number;
  examplesInMemory: number;
  /** Rows of a block where that is not the usual number. */
  blockRows?: number;
}

/** What it took. */
export interface TrainingAtScale extends ScaleTrial {
  cpuSeconds: number;
  wallSeconds: number;
  peakMb: number;
  /** What V8 let the heap of the process come to. */
  heapMbMax: number;
  /** Processor time until each stage began, and the most memory until then. */
  stages: { stage: string; cpuSeconds: number; wallSeconds: number; peakMb: number }[];
  features: number;
  classes: { country: number; variety: number };
  accuracy: { country: number; variety: number };
  logLoss: { country: number; variety: number };
  digest: string;
}

const SEED = 7;
const MB = 1e6;
const SHORT = { epochs: 1, modelsPerHalf: 1 };

const trial = JSON.parse(process.argv[2] ?? '') as ScaleTrial;
const folder = join(tmpdir(), `terroir-scale-${process.pid}`);
const room = openRoom(folder, { bytesMax: trial.featuresMb * MB, examplesMax: trial.examplesInMemory });
try {
  const corpus = createCorpus(decodeDataset(brotliDecompressSync(readFileSync(DATASET))), SEED);
  const kept = room.keepExamples();
  for (let number = 0; number < trial.rows; number += 1) kept.add(corpus.invent(number));
  console.log(JSON.stringify(await measure(kept.end())));
} finally {
  room.close();
}

async function measure(examples: Parameters<typeof makeArtifact>[0]['examples']): Promise<TrainingAtScale> {
  const stages: TrainingAtScale['stages'] = [];
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const note = (stage: string): TrainingAtScale['stages'][number] => {
    const { user, system } = process.cpuUsage(cpu);
    const spent = { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - wall) / 1000 };
    return { stage, ...spent, peakMb: peakMegabytes() };
  };
  const settings = trial.short ? shorten(SETTINGS) : SETTINGS;
  const limits = trial.blockRows === undefined ? undefined : { blockRows: trial.blockRows, pieceRows: 1_024 };
  const made = await makeArtifact(
    {
      version: 'scale',
      examples,
      datasets: [],
      settings,
      fit: fitInThreads(trial.threads, undefined, room.file),
      room: { ...room, ...(limits && { limits }) },
    },
    (stage, share) => {
      const name = stage === 'vocabulary' ? (share < 0.5 ? 'vocabulary' : 'features') : stage;
      if (stages.some((one) => one.stage === name)) return;
      stages.push(note(name));
      console.error(JSON.stringify(stages.at(-1)));
    },
  );
  const { cpuSeconds, wallSeconds, peakMb } = note('end');
  const { targets, training, evaluation, files, featureCount } = made.manifest;
  const { country, variety } = evaluation;
  const middle = { country: country.regimes.noteAndNumbers, variety: variety.regimes.noteAndNumbers };
  return {
    ...trial,
    cpuSeconds,
    wallSeconds,
    peakMb,
    heapMbMax: Math.round(getHeapStatistics().heap_size_limit / 2 ** 20),
    stages,
    features: featureCount,
    classes: { country: targets.country.classes.length, variety: targets.variety.classes.length },
    accuracy: { country: middle.country.accuracy, variety: middle.variety.accuracy },
    logLoss: { country: middle.country.logLoss, variety: middle.variety.logLoss },
    digest: `${files['model.onnx']?.sha256.slice(0, 12)} of ${training.report.given}`,
  };
}

function shorten(settings: TrainingSettings): TrainingSettings {
  const { country, variety } = settings.fit;
  const fit = { country: { ...country, ...SHORT }, variety: { ...variety, ...SHORT } };
  return { ...settings, fit };
}

/** The kernel's high-water mark of this process: resourceUsage().maxRSS begins with what the parent had in use. */
function peakMegabytes(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Math.round((Number(kilobytes) * 1024) / MB);
}
