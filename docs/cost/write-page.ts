import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENTS } from '../../infra/environments.ts';
import { listBill, sumOf } from './bill.ts';
import { breakEven, listDoors, priceMonth } from './elsewhere.ts';
import { formatCount, formatDollars, formatEven, formatPrice, rowsOf, tabulate } from './format.ts';
import { type Month, monthOf } from './options.ts';
import { FILE_MEASURED, listFileJob, type FileJob } from './file-jobs.ts';
import { PLANNED_PREDICTIONS, TOLD_AT_SHARE } from './planned.ts';
import { listTrainings } from './trainings.ts';

/*
 * Writes the tables of COST.md:
 *     node docs/cost/write-page.ts
 * test/infra/cost/page.test.ts holds the page against them.
 */

const PAGE = new URL('../COST.md', import.meta.url);
const END = '<!-- end -->';
const MILLION = 1_000_000;

/** COST.md as it is. */
export function readPage(): string {
  return readFileSync(PAGE, 'utf8');
}

/** The page, with the tables as they should be. Errors: Error where the page has no place for one. */
export function writePage(page: string): string {
  const production = monthOf('production');
  const tables = {
    environments: tabulateEnvironments(),
    options: tabulateOptions(production),
    lines: tabulateLines({ ...production, predictions: MILLION }),
    doors: tabulateDoors(production),
    files: tabulateFiles(),
    file: tabulateFile(),
    trainings: tabulateTrainings(),
    budget: tellBudget(production),
  };
  let written = page;
  for (const [name, text] of Object.entries(tables)) {
    const begin = `<!-- written by write-page.ts: ${name} -->`;
    const [before, rest] = written.split(begin);
    if (before === undefined || rest === undefined) throw new Error(`COST.md must have ${begin} and ${END}.`);
    const table = `<!-- prettier-ignore-start -->\n\n${text}\n\n<!-- prettier-ignore-end -->`;
    written = `${before}${begin}\n${table}\n${rest.slice(rest.indexOf(END))}`;
  }
  return written;
}

/** Idle, a million one by one, and a million by the hundred: what each comes to, and what the wines alone add. */
function pricesOf(month: Month): { idle: number; single: number; batch: number } {
  return {
    idle: priceMonth(month, 0),
    single: priceMonth({ ...month, batch: 1 }, MILLION),
    batch: priceMonth({ ...month, batch: 100 }, MILLION),
  };
}

function tabulateEnvironments(): string {
  const rows = ENVIRONMENTS.map(({ name }) => {
    const { idle, single, batch } = pricesOf(monthOf(name));
    return [name, ...[idle, single - idle, batch - idle, single, batch].map(formatDollars)];
  });
  const more = ['a million single', 'a million by the hundred'];
  const head = [
    'environment',
    'idle, a month',
    ...more.map((one) => `+ ${one}`),
    ...more.map((one) => `month with ${one}`),
  ];
  return tabulate(head, rows, [0]);
}

const CHANGES: readonly [string, Partial<Month>][] = [
  ['as deployed', {}],
  ['without WAF (`-c waf=off`)', { waf: false }],
  ['without traces', { tracing: false }],
  ['without alarms', { alarms: false }],
  ['without metrics of ours and the dashboard', { metrics: false }],
  ['without alarms, metrics, dashboard and traces', { alarms: false, metrics: false, tracing: false }],
  ['without the pipeline', { pipeline: false }],
  ['without restoring to a point in time', { pitr: false }],
  ['on arm64 (`-c architecture=arm64`)', { architecture: 'arm64' }],
  ['logs kept for a year', { logDays: 365 }],
  ['a year of predictions in the table', { monthsKept: 12 }],
  ['notes of 1,000 characters', { noteCharacters: 1_000 }],
  ['every tenth request meets a cold start', { coldPercent: 10 }],
];

function tabulateOptions(month: Month): string {
  const rows = CHANGES.map(([what, change]) => {
    const { idle, single, batch } = pricesOf({ ...month, ...change });
    return [what, formatDollars(idle), formatDollars(single), formatDollars(batch)];
  });
  return tabulate(['production', 'idle', 'a million single', 'a million by the hundred'], rows, [0]);
}

function tabulateLines(month: Month): string {
  const lines = listBill(month);
  const rows = [...rowsOf(lines), ['**together**', '', '', '', `**${formatDollars(sumOf(lines))}**`, '']];
  return tabulate(['for', 'what', 'how many', 'each', 'a month', 'how it is counted'], rows, [0, 1, 5]);
}

function tabulateDoors(month: Month): string {
  const doors = listDoors(month);
  const [ours] = doors;
  const [oursByHundred, ...byHundred] = listDoors({ ...month, batch: 100 });
  const evens = [undefined, ...byHundred.map((door) => breakEven(oursByHundred, door))];
  const rows = doors.map((door, at) => [
    door.what,
    ...[MILLION, 10 * MILLION, 100 * MILLION].map((predictions) => formatDollars(door.price(predictions))),
    door === ours ? '' : formatEven(breakEven(ours, door)),
    door === ours ? '' : formatEven(evens[at]),
    door.has,
  ]);
  const head = ['door', '1 million', '10 million', '100 million', 'cheaper, single', 'cheaper, by the hundred', 'has'];
  return tabulate(head, rows, [0, 6]);
}

function tabulateFiles(): string {
  const jobs: readonly [string, FileJob][] = [
    ['unrecorded', { rows: MILLION, partitions: 0 }],
    ['recorded, by a client of one partition', { rows: MILLION, partitions: 1 }],
    ['recorded, by a client of eight', { rows: MILLION, partitions: 8 }],
    ['unrecorded, ten million', { rows: 10 * MILLION, partitions: 0 }],
  ];
  const rows = jobs.map(([what, job]) => [what, formatDollars(sumJob(job))]);
  const batches = priceMonth(monthOf('production', { batch: 100 }), MILLION) - priceMonth(monthOf('production'), 0);
  const table = tabulate(
    ['a million rows of a file', 'dollars'],
    [...rows, ['as batches of a hundred', formatDollars(batches)]],
    [0],
  );
  return `${FILE_MEASURED}\n\n${table}`;
}

function sumJob(job: FileJob): number {
  return listFileJob(job).reduce((sum, { count, price }) => sum + count * price, 0);
}

function tabulateFile(): string {
  const rows = listFileJob({ rows: MILLION, partitions: 0 }).map(({ what, count, unit, price, how }) => [
    what,
    `${formatCount(count)} ${unit}`,
    formatPrice(price),
    formatDollars(count * price),
    how,
  ]);
  return tabulate(['what', 'how many', 'each', 'dollars', 'how it is counted'], rows, [0, 4]);
}

function tabulateTrainings(): string {
  const rows = listTrainings().map(({ rows: examples, seconds, isMeasured, lambda, batch }) => [
    examples.toLocaleString('en'),
    `${Math.round(seconds).toLocaleString('en')}${isMeasured ? '' : ' (calculated)'}`,
    lambda === undefined ? 'does not fit' : formatDollars(lambda),
    formatDollars(batch),
  ]);
  return tabulate(['examples', 'seconds', 'in λ train', 'on AWS Batch'], rows, []);
}

function tellBudget(month: Month): string {
  const planned = priceMonth(month, PLANNED_PREDICTIONS);
  const { monthlyDollarsMax } = month.environment.alarms;
  if (monthlyDollarsMax === null) throw new Error('Production has no budget.');
  return (
    `Production is planned for ${PLANNED_PREDICTIONS.toLocaleString('en')} predictions a month, one a request, which ` +
    `are ${formatDollars(planned)}. The budget is ${formatDollars(monthlyDollarsMax)}: it tells at ` +
    `${formatDollars(monthlyDollarsMax * TOLD_AT_SHARE)}, so that a month as planned says nothing.`
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, writePage(readPage()));
