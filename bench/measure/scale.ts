import { mkdirSync, writeFileSync } from 'node:fs';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { describeMachine } from '../machine.ts';
import { figuresOf, readNewestResults } from '../results.ts';
import type { Run } from '../run.ts';
import { checkLaptop } from '../scale/laptop.ts';
import { readServiceTimes } from '../scale/measured.ts';
import { OUTCOMES, shareFailed } from '../scale/outcomes.ts';
import type { Outcomes } from '../scale/outcomes.ts';
import { simulateFile } from '../scale/recorded-file.ts';
import { listFiles, listScenarios, nameClient, nameRate } from '../scale/scenarios.ts';
import type { Scenario } from '../scale/scenario.ts';
import { simulate } from '../scale/simulate.ts';

const RESULTS = new URL('../results/', import.meta.url);
/** In `--quick` no scenario is of more wines. */
const QUICK_WINES_MAX = 20_000;
/** One in a thousand may fail where it is said that a rate is kept. */
const FAILED_BAR = 0.001;

/** The rates that are to be kept: which scenario, and how it reads. */
const KEPT: readonly [string, string][] = [
  [nameRate('default', 1_000, 1, 'even'), '1,000 a second one by one, 1,000 clients'],
  [nameRate('default', 1_000, 100, 'even'), '1,000 a second by the hundred, 1,000 clients'],
  [nameRate('raised', 100_000, 1, 'even'), '100,000 a second one by one, 1,000 clients, quotas raised'],
  [nameRate('raised', 100_000, 100, 'even'), '100,000 a second by the hundred, 1,000 clients, quotas raised'],
  [nameClient(650, 1, false, 2), 'one client, 650 a second one by one, 2 partitions, at first'],
  [nameClient(7_200, 1, true, 8), 'one client, 7,200 a second one by one, 8 partitions, later'],
  [nameClient(7_200, 100, false, 8), 'one client, 7,200 a second by the hundred, 8 partitions'],
];
/** What the partitions are for: told, and not promised. */
const BEFORE: readonly [string, string][] = [
  [nameClient(650, 1, false, 1), 'one client, 650 a second one by one, 1 partition, at first'],
  [nameClient(7_200, 1, true, 1), 'one client, 7,200 a second one by one, 1 partition, later'],
  [nameClient(7_200, 100, false, 1), 'one client, 7,200 a second by the hundred, 1 partition'],
];

/**
 * Simulates what 10, 1,000 and 100,000 predictions a second do to AppSync, Lambda and DynamoDB, by the service times of
 * the newest results, and keeps the outcomes for docs/SCALE.md: `node docs/scale/write-page.ts` writes them there.
 */
export function measureScale({ options, say }: Run): Promise<Figure[]> {
  const times = readServiceTimes(RESULTS);
  const laptop = checkLaptop(figuresOf(readNewestResults(RESULTS)), describeMachine().cores, times);
  const outcomes = listScenarios().map((scenario) => {
    say(`simulating ${scenario.id}`);
    return simulate(options.quick ? shorten(scenario) : scenario, times);
  });
  const files = listFiles().map((file) => simulateFile(file, times.tableMs));
  const found: Outcomes = { times, laptop, outcomes, files };
  if (!options.quick) {
    mkdirSync(new URL('.', OUTCOMES), { recursive: true });
    writeFileSync(OUTCOMES, `${JSON.stringify(found, null, 1)}\n`);
  }
  return Promise.resolve([
    ...KEPT.map(([id, what]) => ({ ...toFigure(found, id, what), bar: FAILED_BAR })),
    ...BEFORE.map(([id, what]) => toFigure(found, id, what)),
  ]);
}

function shorten(scenario: Scenario): Scenario {
  return { ...scenario, seconds: Math.min(scenario.seconds, QUICK_WINES_MAX / scenario.winesPerSecond) };
}

function toFigure(found: Outcomes, id: string, what: string): Figure {
  return {
    id: `scale.${id}`,
    part: 'scale',
    what: `simulated: ${what}: failed`,
    unit: 'share',
    better: 'lower',
    terroir: spreadOf([shareFailed(found, id)]),
    peers: {},
  };
}
