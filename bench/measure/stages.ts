import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PAGE_ENTRIES_MAX } from '../../contract/limits.ts';
import { PredictionHistoryDocument } from '../../packages/client/generated/operations.ts';
import { stop } from '../children/child.ts';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import type { Run } from '../run.ts';
import { listResidents, readProcessorMs } from '../soak/processes.ts';
import { requestsToHost } from './contenders.ts';
import { startHost } from './host.ts';
import type { LaptopHost } from './host.ts';
import { fire } from './load.ts';
import type { Load } from './load.ts';
import { timeStages } from './stage-times.ts';

const PROFILE = new URL('../children/profile.ts', import.meta.url).href;
const SECONDS = { whole: 5, quick: 2 };
const WARM_UP_ANSWERS = 30;
/** Processes that write profiles; a function's is ended too suddenly, and its parts have a figure of their own. */
const PROFILED = ['host', 'tables'];
/** Less than this a request is not worth a line. */
const TOLD_MS_MIN = 0.02;
/** What the template calls a function. */
const FUNCTION = /^\w+-(\w+?)Function[0-9A-F]+( \(\d+\))?$/;
const POLL_MS = 50;
const PROFILE_MS_MAX = 20_000;

/** Where the processor time of a request goes: by process, and in the host and its tables by stage. One connection. */
export async function measureStages(run: Run): Promise<Figure[]> {
  const folder = mkdtempSync(join(run.scratch, 'profiles-'));
  run.say('starting the laptop host, to be looked at');
  const host = await startHost(run, { NODE_OPTIONS: `--import=${PROFILE}`, TERROIR_PROFILES: folder });
  const seconds = run.options.quick ? SECONDS.quick : SECONDS.whole;
  try {
    const { predict, predictBatch } = requestsToHost(host, run.rows.wines);
    const history = { ...predict, requests: [askHistory()] };
    // Batches first, so that there is a history to read.
    const batches = await look(host, folder, predictBatch, seconds);
    const singles = await look(host, folder, predict, seconds);
    const pages = await look(host, folder, history, seconds);
    return [
      ...toFigures('predict', 'predict', singles),
      ...toFigures('batch', 'predictBatch(100)', batches),
      ...toFigures('history', `predictionHistory(${PAGE_ENTRIES_MAX})`, pages),
    ];
  } finally {
    await stop(host.child);
  }
}

function askHistory(): Load['requests'][number] {
  const content = { query: PredictionHistoryDocument.toString(), variables: { limit: PAGE_ENTRIES_MAX } };
  return { method: 'POST', body: JSON.stringify(content) };
}

/** Milliseconds a request, under `process` or `process: stage`. */
type Times = Map<string, number>;

async function look(
  host: LaptopHost,
  folder: string,
  load: Omit<Load, 'connections' | 'until'>,
  seconds: number,
): Promise<Times> {
  const asked = { ...load, connections: 1 };
  await fire({ ...asked, until: { answers: WARM_UP_ANSWERS } });
  const before = readProcesses(host);
  const profiled = [...before].filter(([, { name }]) => PROFILED.includes(name));
  for (const [pid] of profiled) process.kill(pid, 'SIGUSR2');
  const { perSecond } = await fire({ ...asked, until: { seconds } });
  const after = readProcesses(host);
  for (const [pid] of profiled) process.kill(pid, 'SIGUSR2');
  const requests = perSecond * seconds;
  const times: Times = new Map();
  const add = (name: string, ms: number): void => {
    times.set(name, (times.get(name) ?? 0) + ms / requests);
  };
  for (const [pid, { name, cpuMs }] of after) {
    add(name.replace(FUNCTION, 'function $1'), cpuMs - (before.get(pid)?.cpuMs ?? 0));
    if (PROFILED.includes(name))
      for (const [stage, ms] of timeStages(await readProfile(folder, pid))) add(`${name}: ${stage}`, ms);
  }
  return times;
}

/** Processor time of each process of the host until now, by its id. */
function readProcesses({ child }: LaptopHost): Map<number, { name: string; cpuMs: number }> {
  return new Map(
    listResidents(child.pid ?? 0).map(({ pid, name }) => [pid, { name, cpuMs: readProcessorMs(pid) ?? 0 }]),
  );
}

async function readProfile(folder: string, pid: number): Promise<Profiler.Profile> {
  const file = join(folder, `${pid}.json`);
  const started = performance.now();
  for (;;) {
    try {
      if (existsSync(file)) {
        const profile = JSON.parse(readFileSync(file, 'utf8')) as Profiler.Profile;
        // The next one of this process has the same name.
        rmSync(file);
        return profile;
      }
    } catch {
      // It is being written.
    }
    if (performance.now() - started > PROFILE_MS_MAX) throw new Error(`The process ${pid} has written no profile.`);
    await wait(POLL_MS);
  }
}

function toFigures(id: string, what: string, times: Times): Figure[] {
  const told = [...times].filter(([, ms]) => ms >= TOLD_MS_MIN);
  return told
    .toSorted(([one, a], [other, b]) => {
      const [process = '', theirs = ''] = [one.split(': ')[0], other.split(': ')[0]];
      return process === theirs ? b - a : process.localeCompare(theirs);
    })
    .map(([name, ms]) => ({
      id: `stages.${id}.${name}`,
      part: 'stages',
      what: `${what}, ${name}`,
      unit: 'ms',
      better: 'lower',
      terroir: spreadOf([ms]),
      peers: {},
    }));
}
