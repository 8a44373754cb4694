import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ALARMS } from '../contract/alarms.ts';
import { BILLED_METRICS_MAX, METRICS } from '../contract/metrics.ts';
import { PRICES } from './cost/prices.ts';

/*
 * Writes the tables of METRICS.md: what is measured, what is alarmed about, what both cost.
 *     node docs/write-metrics.ts
 * test/infra/constructs/watching.test.ts holds the page, and the counts below, against the template.
 */

const PAGE = new URL('METRICS.md', import.meta.url);
const END = '<!-- end -->';

/** What the template has at the default settings. */
export const COUNTS = {
  /** Metrics of alarms; one that looks at a band counts its metric three times. */
  alarmMetrics: 52,
  /** Of them, beside those, by which a new version is rolled back. */
  releaseAlarmMetrics: 9,
  composites: 6,
  dashboards: 1,
};

/** How many metrics CloudWatch bills: each name with each value of its own dimension. */
function countBilled(): number {
  return Object.values(METRICS).reduce((sum, { dimension }) => sum + (dimension?.values.length ?? 1), 0);
}

/** The page, with the tables as they should be. Errors: Error where the page has no place for one. */
export function writeMetrics(page: string): string {
  const tables = { metrics: tabulateMetrics(), alarms: tabulateAlarms(), costs: tabulateCosts() };
  let written = page;
  for (const [name, lines] of Object.entries(tables)) {
    const begin = `<!-- written by write-metrics.ts: ${name} -->`;
    const [before, rest] = written.split(begin);
    if (before === undefined || rest === undefined) throw new Error(`METRICS.md must have ${begin} and ${END}.`);
    const table = `<!-- prettier-ignore-start -->\n\n${lines.join('\n')}\n\n<!-- prettier-ignore-end -->`;
    written = `${before}${begin}\n${table}\n${rest.slice(rest.indexOf(END))}`;
  }
  return written;
}

function tabulateMetrics(): string[] {
  const rows = Object.entries(METRICS).map(([name, { unit, meaning, dimension }]) => {
    const values = dimension === undefined ? '' : `by ${dimension.name}: ${dimension.values.join(', ')}`;
    return `| \`${name}\` | ${unit} | ${meaning} | ${values} |`;
  });
  return ['| metric | unit | one value is | and its own dimension |', '| --- | --- | --- | --- |', ...rows];
}

function tabulateAlarms(): string[] {
  const rows = Object.entries(ALARMS).map(
    ([name, { severity, meaning }]) => `| [${name}](RUNBOOK.md#${name}) | ${severity} | ${meaning} |`,
  );
  return ['| alarm | severity | what has happened |', '| --- | --- | --- |', ...rows];
}

function tabulateCosts(): string[] {
  const lines: [string, number, number][] = [
    [`metrics of ours (${BILLED_METRICS_MAX} at most)`, countBilled(), PRICES.metricMonth],
    ['metrics that alarms look at', COUNTS.alarmMetrics, PRICES.alarmMetricMonth],
    ['metrics that alarms of releases look at', COUNTS.releaseAlarmMetrics, PRICES.alarmMetricMonth],
    ['alarms made of others', COUNTS.composites, PRICES.compositeMonth],
    ['the dashboard', COUNTS.dashboards, PRICES.dashboardMonth],
  ];
  const total = lines.reduce((sum, [, count, price]) => sum + count * price, 0);
  const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
  return [
    '| what | how many | each | a month |',
    '| --- | ---: | ---: | ---: |',
    ...lines.map(([what, count, price]) => `| ${what} | ${count} | ${dollars(price)} | ${dollars(count * price)} |`),
    `| together | | | **${dollars(total)}** |`,
  ];
}

/** METRICS.md as it is. */
export function readMetrics(): string {
  return readFileSync(PAGE, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, writeMetrics(readMetrics()));
