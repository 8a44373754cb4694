import { outcomeOf, shareFailed } from '../../bench/scale/outcomes.ts';
import type { Outcomes } from '../../bench/scale/outcomes.ts';
import {
  BATCHES,
  CLIENT_RATES,
  CROWDS,
  FILES,
  KEY_COUNTS,
  nameClient,
  nameFile,
  nameRate,
  RATES,
} from '../../bench/scale/scenarios.ts';
import type { Crowd } from '../../bench/scale/scenarios.ts';
import { REASONS } from '../../bench/scale/scenario.ts';
import { tabulate } from '../cost/format.ts';

// The tables of SCALE.md that tell what `npm run bench -- --only scale` has found.

const CROWD_NAMES: Readonly<Record<Crowd, string>> = {
  one: 'one client',
  zipf: '1,000 clients, Zipf',
  even: '1,000 clients, even',
};
const REASON_NAMES = { appsync: 'AppSync', lambda: 'Lambda', table: 'table' } as const;

/** Rates, by who asks, in an account as all are, and in one that has asked for more. */
export function tabulateRates(found: Outcomes): string {
  const usual = RATES.flatMap((rate) =>
    BATCHES.flatMap((batch) =>
      (Object.keys(CROWDS) as Crowd[]).map((crowd) => ['default', rate, batch, crowd] as const),
    ),
  );
  const raised = BATCHES.flatMap((batch) =>
    (['zipf', 'even'] as const).map((crowd) => ['raised', 100_000, batch, crowd] as const),
  );
  const rows = [...usual, ...raised].map(([account, rate, batch, crowd]) => {
    const id = nameRate(account, rate, batch, crowd);
    const { concurrencyPeak } = outcomeOf(found, id);
    return [
      rate.toLocaleString('en'),
      batch === 1 ? 'single' : 'by the hundred',
      CROWD_NAMES[crowd],
      account === 'default' ? 'as given' : 'raised',
      formatShare(shareFailed(found, id)),
      nameReasons(found, id),
      ...formatTimes(found, id),
      concurrencyPeak.toLocaleString('en'),
    ];
  });
  const head = ['predictions/s', '', 'who asks', 'quotas', 'failed', 'at', 'p50, ms', 'p99, ms', 'calls at once'];
  return tabulate(head, rows, [1, 2, 3, 5]);
}

/** One client, by the partitions that it has. */
export function tabulateClients(found: Outcomes): string {
  const rows = CLIENT_RATES.flatMap(({ winesARequest, claimsSplitOff, rates }) =>
    rates.map((rate) => [
      rate.toLocaleString('en'),
      winesARequest === 1 ? `single, ${claimsSplitOff ? 'after minutes' : 'at first'}` : 'by the hundred',
      ...KEY_COUNTS.map((keys) => {
        const id = nameClient(rate, winesARequest, claimsSplitOff, keys);
        const [, p99] = formatTimes(found, id);
        return `${formatShare(shareFailed(found, id))}, ${p99}`;
      }),
    ]),
  );
  const head = ['predictions/s', '', ...KEY_COUNTS.map((keys) => (keys === 1 ? '1 partition' : `${keys} partitions`))];
  return tabulate(head, rows, [1]);
}

/** Bursts, a table that nobody has used, and a partition that has saved. */
export function tabulateOthers(found: Outcomes): string {
  const told: readonly [string, string][] = [
    ['bursts', '1,000/s in bursts: 10,000/s for a second, nothing for nine; cold at first'],
    ['bursts.raised', 'the same, with quotas raised'],
    ['fresh', '3,000/s single, 1,000 clients, on a table of four partitions that nobody has used'],
    ['saved', 'one client, 1,000/s single for 280 s, whose partition has saved 300 s'],
  ];
  const rows = told.map(([id, what]) => [
    what,
    formatShare(shareFailed(found, id)),
    nameReasons(found, id),
    ...formatTimes(found, id),
    outcomeOf(found, id).concurrencyPeak.toLocaleString('en'),
  ]);
  return tabulate(['what', 'failed', 'at', 'p50, ms', 'p99, ms', 'calls at once'], rows, [0, 2]);
}

/** Recorded files, by the partitions of their client and how many chunks are answered at once. */
export function tabulateFiles({ files }: Outcomes): string {
  const rows = FILES.map(({ partitions, childrenAtOnce }) => {
    const outcome = files.find(({ id }) => id === nameFile(partitions, childrenAtOnce));
    if (outcome === undefined) throw new RangeError('Nobody has simulated a file: run npm run bench -- --only scale.');
    return [
      String(partitions),
      String(childrenAtOnce),
      Math.round(outcome.rowsPerSecond).toLocaleString('en'),
      outcome.chunkSecondsP50.toFixed(1),
      outcome.chunkSecondsMax.toFixed(1),
      formatShare(outcome.singlesFailed),
    ];
  });
  const head = [
    'partitions',
    'chunks at once',
    'rows/s',
    'a chunk, s',
    'the longest, s',
    'of its other predictions failed',
  ];
  return tabulate(head, rows, []);
}

/** What the simulation makes of the laptop's own benchmark. */
export function tabulateLaptop({ laptop }: Outcomes): string {
  const rows = laptop.map(({ what, connections, measured, simulated }) => [
    what === 'predict' ? '`predict`' : '`predictBatch` of 100',
    String(connections),
    String(Number(measured.toPrecision(3))),
    String(Number(simulated.toPrecision(3))),
    `${simulated > measured ? '+' : '−'}${Math.round(100 * Math.abs(simulated / measured - 1))} %`,
  ]);
  return tabulate(['the laptop’s', 'connections', 'measured, requests/s', 'simulated', 'off by'], rows, [0]);
}

function formatShare(share: number): string {
  if (share < 0.0005) return '0';
  const percent = 100 * share;
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** What kept most of those that failed, the most frequent first; those of less than a hundredth are left out. */
function nameReasons(found: Outcomes, id: string): string {
  const { failed, wines } = outcomeOf(found, id);
  return REASONS.filter((reason) => failed[reason] / wines >= 0.005)
    .sort((one, other) => failed[other] - failed[one])
    .map((reason) => REASON_NAMES[reason])
    .join(', ');
}

function formatTimes(found: Outcomes, id: string): [string, string] {
  const { p50Ms, p99Ms } = outcomeOf(found, id);
  const format = (ms: number | null): string => (ms === null ? '–' : Math.round(ms).toLocaleString('en'));
  return [format(p50Ms), format(p99Ms)];
}
