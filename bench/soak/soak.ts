import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CACHE } from '../places.ts';
import type { Soaked } from './load.ts';
import { GROWTH_SHARE_MAX, growthOf, trySoak, type Kept } from './trial.ts';

/* Promise R31, on Linux: node launch.cjs bench/soak/soak.ts [--minutes 10] [--warm-up 5] [--connections 8] */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
  },
});

mkdirSync(CACHE, { recursive: true });
const scratch = mkdtempSync(join(CACHE, 'soak-'));
try {
  const tried = await trySoak({
    scratch,
    warmUpSeconds: Number(values['warm-up']) * 60,
    seconds: Number(values.minutes) * 60,
    connections: Number(values.connections),
  });
  process.exitCode = report(tried) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function report({ requests, errors, slowestMs, kept }: Soaked & { kept: Kept[] }): boolean {
  console.log(`${requests} requests, the slowest ${(slowestMs / 1000).toFixed(2)} s.`);
  for (const [error, { count, firstSecond }] of errors) {
    console.log(`${count} × ${error} (first after ${firstSecond} s)`);
  }
  console.log('Least MB at first → in the end (greatest ever), growth:');
  for (const process of kept) {
    const { name, first, last, greatest } = process;
    const percent = (growthOf(process) * 100).toFixed(1);
    console.log(`  ${name}: ${first.toFixed(0)} → ${last.toFixed(0)} (${greatest.toFixed(0)}), ${percent} %`);
  }
  return errors.size === 0 && kept.every((process) => growthOf(process) <= GROWTH_SHARE_MAX);
}
