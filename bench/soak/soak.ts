import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stop } from '../children/child.ts';
import { startHost } from '../measure/host.ts';
import { CACHE } from '../places.ts';
import { soak, type Soaked } from './load.ts';
import { listResidents } from './processes.ts';

/* Promise R31, on Linux: node launch.cjs bench/soak/soak.ts [--minutes 10] [--warm-up 5] [--connections 8] */

/**
 * What the memory of a process may grow by, from the least of the first third of the time that counts to the least of
 * the last: in between it goes up and down as garbage is collected, and only what is never given back is lost.
 */
const GROWTH_SHARE_MAX = 0.05;
const SAMPLE_EVERY_MS = 2_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
  },
});

mkdirSync(CACHE, { recursive: true });
const scratch = mkdtempSync(join(CACHE, 'soak-'));
const host = await startHost({ scratch });
try {
  const asked = { endpoint: host.endpoint, key: host.key, connections: Number(values.connections) };
  await soak({ ...asked, seconds: Number(values['warm-up']) * 60, evenly: true });
  const samples = new Map<string, number[]>();
  const sampler = setInterval(() => {
    for (const { name, megabytes } of listResidents(host.child.pid ?? 0)) {
      samples.set(name, [...(samples.get(name) ?? []), megabytes]);
    }
  }, SAMPLE_EVERY_MS);
  const soaked = await soak({ ...asked, seconds: Number(values.minutes) * 60 });
  clearInterval(sampler);
  const isKept = report(soaked, samples);
  process.exitCode = isKept ? 0 : 1;
} finally {
  await stop(host.child);
  rmSync(scratch, { recursive: true, force: true });
}

function report({ requests, errors, slowestMs }: Soaked, samples: ReadonlyMap<string, number[]>): boolean {
  console.log(`${requests} requests, the slowest ${(slowestMs / 1000).toFixed(2)} s.`);
  for (const [error, { count, firstSecond }] of errors) {
    console.log(`${count} × ${error} (first after ${firstSecond} s)`);
  }
  console.log('Least MB at first → in the end (greatest ever), growth:');
  const grown = [...samples].filter(([name, megabytes]) => {
    const third = Math.ceil(megabytes.length / 3);
    const [first, last] = [Math.min(...megabytes.slice(0, third)), Math.min(...megabytes.slice(-third))];
    const growth = last / first - 1;
    const greatest = Math.max(...megabytes).toFixed(0);
    const percent = (growth * 100).toFixed(1);
    console.log(`  ${name}: ${first.toFixed(0)} → ${last.toFixed(0)} (${greatest}), ${percent} %`);
    return growth > GROWTH_SHARE_MAX;
  });
  return grown.length === 0 && errors.size === 0;
}
