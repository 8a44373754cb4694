import { createRandom } from '../../classifier/fit/random.ts';
import type { Figure } from '../figure.ts';
import { drawLogNormal } from './draws.ts';
import type { ServiceTimes } from './scenario.ts';
import { openScheduler } from './scheduler.ts';
import type { Course } from './scheduler.ts';

/** The machine of the benchmark: so many processors, for which work waits in the order in which it comes. */
export interface Station {
  /** Waits for a processor, and keeps it for so many ms. */
  work(ms: number): Course;
}

/** Opens a station of so many processors. */
export function openStation(processors: number): Station {
  const waiting: (() => void)[] = [];
  let free = processors;
  return {
    *work(ms) {
      if (free > 0) free -= 1;
      else yield (goOn) => waiting.push(goOn);
      yield ms;
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}

/** What the laptop's benchmark measured, and what the simulation makes of it. */
export interface LaptopCheck {
  what: string;
  connections: number;
  /** Requests a second. */
  measured: number;
  simulated: number;
}

const SECONDS = 60;
const SEED = 16;

/**
 * Simulates the part `http` of the benchmark by what the part `stages` measured: connections that ask again as soon as
 * they are answered, of a machine whose every request takes the processors' time of all its processes.
 */
export function checkLaptop(figures: readonly Figure[], cores: number, times: ServiceTimes): LaptopCheck[] {
  const medianOf = (id: string): number => {
    const figure = figures.find((one) => one.id === id);
    if (figure === undefined) throw new RangeError(`Nobody has measured ${id}: run npm run bench.`);
    return figure.terroir.median;
  };
  const workOf = (stage: string): number =>
    ['function Predict', 'host', 'tables'].reduce((sum, part) => sum + medianOf(`stages.${stage}.${part}`), 0);
  const check = (what: string, stage: string, connections: number): LaptopCheck => ({
    what,
    connections,
    measured: medianOf(`http.${what}.${connections}.rate`),
    simulated: simulateLoop(cores, connections, workOf(stage), times.p99Times),
  });
  return [check('predict', 'predict', 1), check('predict', 'predict', 10), check('predictBatch', 'batch', 10)];
}

/** Requests a second of connections that ask one request after the other. */
export function simulateLoop(cores: number, connections: number, meanMs: number, p99Times: number): number {
  const scheduler = openScheduler();
  const station = openStation(cores);
  const draw = drawLogNormal(createRandom(SEED), 1, p99Times);
  const mean = meanOf(p99Times);
  let answered = 0;
  const connect = function* (): Course {
    for (;;) {
      yield* station.work((meanMs * draw()) / mean);
      answered += 1;
    }
  };
  for (let connection = 0; connection < connections; connection += 1) scheduler.begin(connect());
  scheduler.runUntil(SECONDS * 1_000);
  return answered / SECONDS;
}

/** The mean of a log-normal time whose median is 1, by how many times longer the 99th of a hundred is. */
function meanOf(p99Times: number): number {
  return Math.exp((Math.log(p99Times) / 2.326) ** 2 / 2);
}
