import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PredictDocument } from '../../packages/client/generated/operations.ts';
import { stop } from '../children/child.ts';
import { startHost } from '../measure/host.ts';
import { CACHE, ROOT } from '../places.ts';

/*
 * Promise R20: what a client beyond its quota does to another one, on the laptop host.
 * node launch.cjs bench/soak/storm.ts [--rounds 10] [--seconds 10] [--rate 10] [--storm 20]
 * In each round one client asks at an even rate, first alone, then while another asks that has a quota of one wine.
 */

/** What the storm may add to the 99th percentile of the other client. */
const SLOWDOWN_MAX = 0.2;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '10' },
    storm: { type: 'string', default: '20' },
  },
});
const seconds = Number(values.seconds);

mkdirSync(CACHE, { recursive: true });
const scratch = mkdtempSync(join(CACHE, 'storm-'));
const host = await startHost({ scratch });
try {
  const [calm, stormy] = [createKey([]), createKey(['--quota-per-day', '1'])];
  await askEvenly(calm, Number(values.rate));
  const [alone, beside]: [Percentiles[], Percentiles[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    alone.push(percentilesOf(await askEvenly(calm, Number(values.rate))));
    const storm = askEvenly(stormy, Number(values.storm));
    beside.push(percentilesOf(await askEvenly(calm, Number(values.rate))));
    await storm;
  }
  // Medians over the rounds: what else the machine does hits some of them, whoever asks.
  const [quiet, loud] = [medianOf(alone), medianOf(beside)];
  console.log(`alone: p50 ${quiet.p50.toFixed(1)} ms, p99 ${quiet.p99.toFixed(1)} ms`);
  console.log(`beside ${values.storm} refused a second: p50 ${loud.p50.toFixed(1)} ms, p99 ${loud.p99.toFixed(1)} ms`);
  const slowdown = loud.p99 / quiet.p99 - 1;
  console.log(`p99 moved by ${(slowdown * 100).toFixed(0)} %`);
  process.exitCode = slowdown <= SLOWDOWN_MAX ? 0 : 1;
} finally {
  await stop(host.child);
  rmSync(scratch, { recursive: true, force: true });
}

function createKey(options: readonly string[]): string {
  const command = fileURLToPath(new URL('cli/terroir.ts', ROOT));
  const args = [command, 'keys', 'create', '--name', 'storm', '--data', host.folder, ...options];
  return execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

/** Asks so often a second, whether the answers come or not; returns how long each took, in milliseconds. */
async function askEvenly(key: string, rate: number): Promise<number[]> {
  const asked: Promise<number>[] = [];
  const startMs = performance.now();
  for (let n = 0; n < rate * seconds; n++) {
    await wait(Math.max(0, startMs + (n * 1000) / rate - performance.now()));
    asked.push(ask(key, `Ripe cherry and cedar, cask ${n}.`));
  }
  return Promise.all(asked);
}

async function ask(key: string, description: string): Promise<number> {
  const sentMs = performance.now();
  const variables = { wine: { description, price: 20 }, requestId: crypto.randomUUID() };
  const response = await fetch(host.endpoint, {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify({ query: PredictDocument.toString(), variables }),
  });
  await response.text();
  return performance.now() - sentMs;
}

interface Percentiles {
  p50: number;
  p99: number;
}

function percentilesOf(latenciesMs: readonly number[]): Percentiles {
  return { p50: percentileOf(latenciesMs, 0.5), p99: percentileOf(latenciesMs, 0.99) };
}

function medianOf(rounds: readonly Percentiles[]): Percentiles {
  const median = (name: keyof Percentiles): number =>
    percentileOf(
      rounds.map((round) => round[name]),
      0.5,
    );
  return { p50: median('p50'), p99: median('p99') };
}

function percentileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
