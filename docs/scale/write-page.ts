import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OUTCOMES } from '../../bench/scale/outcomes.ts';
import type { Outcomes } from '../../bench/scale/outcomes.ts';
import { BATCHES, RATES } from '../../bench/scale/scenarios.ts';
import type { ServiceTimes } from '../../bench/scale/scenario.ts';
import { MONTH_HOURS } from '../cost/bill.ts';
import { priceMonth } from '../cost/elsewhere.ts';
import { formatDollars, tabulate } from '../cost/format.ts';
import { monthOf } from '../cost/options.ts';
import { callsAtOnce, demandOf } from './demand.ts';
import type { Demand } from './demand.ts';
import { LIMITS, OTHER_LIMITS } from './limits.ts';
import type { Limit, Source } from './limits.ts';
import { tabulateClients, tabulateFiles, tabulateLaptop, tabulateOthers, tabulateRates } from './simulated.ts';

/*
 * Writes the tables of SCALE.md:
 *     node docs/scale/write-page.ts
 * test/infra/scale/page.test.ts holds the page against them.
 */

const PAGE = new URL('../SCALE.md', import.meta.url);
const END = '<!-- end -->';
const DAY_SECONDS = 86_400;
const MONTH_SECONDS = MONTH_HOURS * 3_600;
/** As COST.md takes a prediction to be stored: with its note, and what DynamoDB bills beside it. */
const STORED_BYTES = 1_108;

/** SCALE.md as it is. */
export function readPage(): string {
  return readFileSync(PAGE, 'utf8');
}

/** What was simulated last. */
export function readOutcomes(): Outcomes {
  return JSON.parse(readFileSync(OUTCOMES, 'utf8')) as Outcomes;
}

/** The page, with the tables as they should be. Errors: Error where the page has no place for one. */
export function writePage(page: string, found: Outcomes): string {
  const sources = listSources();
  const tables = {
    takes: tabulateTakes(found.times),
    limits: tabulateLimits(found.times, sources),
    first: tabulateFirst(found.times),
    others: tabulateOtherLimits(sources),
    sources: sources.map(({ page: address, seen }, at) => `${at + 1}. <${address}> (${seen})`).join('\n'),
    rates: tabulateRates(found),
    clients: tabulateClients(found),
    bursts: tabulateOthers(found),
    files: tabulateFiles(found),
    laptop: tabulateLaptop(found),
  };
  let written = page;
  for (const [name, text] of Object.entries(tables)) {
    const begin = `<!-- written by write-page.ts: ${name} -->`;
    const [before, rest] = written.split(begin);
    if (before === undefined || rest === undefined) throw new Error(`SCALE.md must have ${begin} and ${END}.`);
    const table = `<!-- prettier-ignore-start -->\n\n${text}\n\n<!-- prettier-ignore-end -->`;
    written = `${before}${begin}\n${table}\n${rest.slice(rest.indexOf(END))}`;
  }
  return written;
}

function tabulateTakes(times: ServiceTimes): string {
  const rows = RATES.flatMap((rate) =>
    BATCHES.map((batch) => {
      const demand = demandOf(batch, times);
      const { requests, writes, logBytes, answerBytes, traces } = demand;
      const price = priceMonth({ ...monthOf('production'), batch }, rate * MONTH_SECONDS);
      return [
        formatRate(rate),
        nameBatch(batch),
        formatRate(rate * requests),
        formatRate(callsAtOnce(demand, rate)),
        formatRate(rate * writes),
        formatRate((rate * answerBytes * 8) / 1e6),
        formatRate((rate * logBytes * DAY_SECONDS) / 1e9),
        formatRate(Math.min(1, rate * requests) + rate * traces),
        formatRate((rate * STORED_BYTES * MONTH_SECONDS) / 1e9),
        formatDollars(price),
      ];
    }),
  );
  const head = [
    'predictions/s',
    '',
    'requests/s',
    'calls at once',
    'write units/s',
    'answers, Mbit/s',
    'logs, GB a day',
    'traces/s',
    'stored, GB a month',
    'dollars a month',
  ];
  return tabulate(head, rows, [1]);
}

function tabulateLimits(times: ServiceTimes, sources: readonly Source[]): string {
  const [single, hundred] = demands(times);
  const rows = LIMITS.toSorted((one, other) => one.reachedAt(single) - other.reachedAt(single)).map((limit) => [
    limit.what,
    limit.value,
    limit.of,
    formatRate(limit.reachedAt(single)),
    formatRate(limit.reachedAt(hundred)),
    `${limit.raisedBy}: ${limit.how}`,
    numberOf(limit.source, sources),
  ]);
  return tabulate(
    ['limit', 'is', 'of', 'reached at, single', 'by the hundred', 'raised by', 'source'],
    rows,
    [0, 1, 2, 5],
  );
}

/** Which limits are passed at each rate: of one client that asks for all of it, and of all clients together. */
function tabulateFirst(times: ServiceTimes): string {
  const rows = RATES.flatMap((rate) =>
    demands(times).map((demand, at) => {
      const passed = LIMITS.filter((limit) => limit.reachedAt(demand) < rate).sort(
        (one, other) => one.reachedAt(demand) - other.reachedAt(demand),
      );
      const nameAll = (limits: readonly Limit[]): string => limits.map(({ short }) => short).join(', ') || 'none';
      return [
        formatRate(rate),
        nameBatch(BATCHES[at] ?? 1),
        nameAll(passed.filter(({ of }) => of !== 'client')),
        nameAll(passed.filter(({ of }) => of === 'client')),
      ];
    }),
  );
  return tabulate(
    ['predictions/s', '', 'passed, of all clients together', 'and if one client asks for it all'],
    rows,
    [1, 2, 3],
  );
}

function tabulateOtherLimits(sources: readonly Source[]): string {
  const rows = OTHER_LIMITS.map(({ what, value, means, raisedBy, source }) => [
    what,
    value,
    means,
    raisedBy,
    numberOf(source, sources),
  ]);
  return tabulate(['limit', 'is', 'means', 'raised by', 'source'], rows, [0, 1, 2, 3]);
}

function demands(times: ServiceTimes): [Demand, Demand] {
  return [demandOf(1, times), demandOf(100, times)];
}

/** Each source once. */
function listSources(): Source[] {
  const all = [...LIMITS, ...OTHER_LIMITS].map(({ source }) => source);
  return all.filter((source, at) => all.findIndex((other) => isSame(other, source)) === at);
}

function numberOf(source: Source, sources: readonly Source[]): string {
  return String(sources.findIndex((other) => isSame(other, source)) + 1);
}

function isSame(one: Source, other: Source): boolean {
  return one.page === other.page && one.seen === other.seen;
}

function nameBatch(batch: number): string {
  return batch === 1 ? 'single' : 'by the hundred';
}

/** `0.16`, `16`, `1,630`, `never`; two digits that count at least, none behind the point from ten on. */
function formatRate(rate: number): string {
  if (rate === Infinity) return 'never';
  if (rate >= 10) return Math.round(Number(rate.toPrecision(3))).toLocaleString('en');
  return Number(rate.toPrecision(2)).toLocaleString('en', { maximumFractionDigits: 4 });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, writePage(readPage(), readOutcomes()));
