import { readFileSync, writeFileSync } from 'node:fs';
import { openArtifact } from '../../artifacts/open.ts';
import { readStarter } from '../../artifacts/starter.ts';
import { table } from '../../models/starter/evaluation-table.ts';
import { fillIn } from '../../models/starter/model-card.ts';
import { askAbout, readUnseenWines } from '../drift/population.ts';
import type { Population } from '../drift/population.ts';
import { PREDICTIONS_MAX, watchQuietWeeks, watchShifts } from '../drift/trials.ts';
import type { QuietWeeks, SeenShifts } from '../drift/trials.ts';
import { askInBatches, askIndependently, SHIFTS } from '../drift/worlds.ts';
import type { AskHour } from '../drift/worlds.ts';
import { quantile, spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { STARTER_MODEL } from '../places.ts';
import type { Run } from '../run.ts';

const PAGE = new URL('../../docs/DRIFT.md', import.meta.url);
const BEGIN = '<!-- simulation: written by npm run bench -- --only drift -->';
const END = '<!-- end of simulation -->';

/** Predictions a day: from a few an hour to ten a second. */
const QUIET_VOLUMES = [240, 2_400, 24_000, 864_000];
/** Where clients ask in batches each wine is drawn by itself, which takes too long for more. */
const BATCH_VOLUMES = [240, 2_400, 24_000];
const SHIFT_VOLUMES = [240, 2_400];
const WEEKS = 40;
const SHIFT_COUNT = 60;
const QUICK_TRIALS = 3;
/** At most one false alarm a week. */
const ALARMS_BAR = 1;
const SEEN_BAR = 0.8;

/**
 * What the checks of drift make of traffic that is simulated from the real model's answers: false alarms in unchanged
 * traffic, and how soon a shift is seen. Writes the tables of docs/DRIFT.md.
 */
export async function measureDrift({ options, say }: Run): Promise<Figure[]> {
  const scale = (trials: number): number => (options.quick ? QUICK_TRIALS : trials);
  const model = await openArtifact(readStarter(STARTER_MODEL));
  const wines = readUnseenWines();
  const population = await askAbout(model, wines);
  const quiet = [
    ...watchAll('independent wines', askIndependently(population), QUIET_VOLUMES),
    ...watchAll('batches of twenty, half of one country', askInBatches(population), BATCH_VOLUMES),
  ];
  const shifts: [string, number, SeenShifts][] = [];
  for (const [name, make] of Object.entries(SHIFTS)) {
    const other = await askAbout(model, make(wines));
    for (const perDay of SHIFT_VOLUMES) shifts.push([name, perDay, watchShift(other, perDay)]);
    say(`drift: ${name}`);
  }
  if (!options.quick) {
    const text = [tabulateQuiet(quiet), tabulateShifts(shifts)].join('\n\n');
    writeFileSync(PAGE, fillIn(readFileSync(PAGE, 'utf8'), BEGIN, END, text));
  }
  return [...quiet.map(quietFigure), ...shifts.map(shiftFigure)];

  function watchAll(name: string, ask: AskHour, volumes: readonly number[]): [string, number, QuietWeeks][] {
    return volumes.map((perDay) => {
      const watched = watchQuietWeeks(population, ask, perDay, scale(WEEKS), () => undefined);
      say(`drift: ${name}, ${perDay} a day`);
      return [name, perDay, watched];
    });
  }
  function watchShift(other: Population, perDay: number): SeenShifts {
    return watchShifts(population, other, perDay, scale(SHIFT_COUNT), () => undefined);
  }
}

function tabulateQuiet(quiet: readonly [string, number, QuietWeeks][]): string {
  const rows = quiet.map(([name, perDay, { weeks, withAlarm, alarms }]) => {
    return [name, perDay.toLocaleString('en'), weeks, withAlarm, (alarms / weeks).toFixed(2)];
  });
  return table(['unchanged traffic', 'a day', 'weeks', 'weeks with a false alarm', 'false alarms a week'], rows);
}

function tabulateShifts(shifts: readonly [string, number, SeenShifts][]): string {
  const rows = shifts.map(([name, perDay, { shifts: count, inTime, predictions, signals }]) => [
    name,
    perDay.toLocaleString('en'),
    `${inTime} of ${count}`,
    ...[0.5, 0.95].map((share) => describeCount(quantile(predictions, share))),
    signals.slice(0, 2).join(', '),
  ]);
  const header = [
    'a fifth of the traffic becomes',
    'a day',
    `seen by the check after ${PREDICTIONS_MAX}`,
    'seen after (median)',
    '95 % seen after',
    'first by',
  ];
  return table(header, rows);
}

function describeCount(predictions: number): string {
  return Number.isFinite(predictions) ? Math.round(predictions).toLocaleString('en') : 'over a week';
}

function quietFigure([name, perDay, { weeks, alarms }]: [string, number, QuietWeeks], at: number): Figure {
  return {
    id: `drift.quiet.${at}`,
    part: 'drift',
    what: `false alarms a week: ${name}, ${perDay} predictions a day, ${weeks} weeks`,
    unit: 'share',
    better: 'lower',
    terroir: spreadOf([alarms / weeks]),
    peers: {},
    bar: ALARMS_BAR,
  };
}

function shiftFigure([name, perDay, seen]: [string, number, SeenShifts], at: number): Figure {
  return {
    id: `drift.shift.${at}`,
    part: 'drift',
    what: `a fifth becomes ${name}, ${perDay} predictions a day: seen by the check after ${PREDICTIONS_MAX}`,
    unit: 'share',
    better: 'higher',
    terroir: spreadOf([seen.inTime / seen.shifts]),
    peers: {},
    bar: SEEN_BAR,
  };
}
