import type { HourTally } from '../../classifier/drift/judge.ts';
import type { Example } from '../../classifier/features/example.ts';
import type { Random } from '../../classifier/fit/random.ts';
import type { Tally } from '../../contract/traffic.ts';
import { STYLED_NOTES } from '../../models/starter/other-styles.ts';
import { createPoisson } from './poisson.ts';
import { createCellCounter, drawTally, joinTallies } from './population.ts';
import type { Population } from './population.ts';

/** What clients ask in an hour, given how many predictions a day there are. */
export type AskHour = (hour: number, perDay: number, random: Random) => Tally;

/** More is asked in the evening than at night: by the hour of the day, in parts of the mean. */
function rateOf(hour: number): number {
  return 1 + 0.8 * Math.sin((2 * Math.PI * (hour - 12)) / 24);
}

/** Independent wines of one population. */
export function askIndependently(population: Population): AskHour {
  return (hour, perDay, random) => {
    return drawTally(population, createPoisson(random)((perDay / 24) * rateOf(hour)), random);
  };
}

/** How many wines a client asks about at a time where clients ask in batches. */
const BATCH_WINES = 20;
/** Half of a batch is of one country, which is drawn as countries are frequent. */
const ALIKE_SHARE = 0.5;

/** Batches whose wines are half of one country; over all batches the wines are those of the population. */
export function askInBatches(population: Population): AskHour {
  const byCountry = new Map<string, number[]>();
  for (const [at, { country = '' }] of population.wines.entries()) {
    byCountry.set(country, [...(byCountry.get(country) ?? []), at]);
  }
  const drawFrom = (rows: readonly number[], random: Random): number =>
    rows[Math.floor(random.next() * rows.length)] ?? 0;
  const all = population.wines.map((_, at) => at);
  return (hour, perDay, random) => {
    const batches = createPoisson(random)((perDay / 24 / BATCH_WINES) * rateOf(hour));
    const counter = createCellCounter();
    for (let batch = 0; batch < batches; batch += 1) {
      const { country = '' } = population.wines[drawFrom(all, random)] ?? {};
      const alike = byCountry.get(country) ?? all;
      for (let wine = 0; wine < BATCH_WINES; wine += 1) {
        counter.add(population, drawFrom(wine < BATCH_WINES * ALIKE_SHARE ? alike : all, random), 1);
      }
    }
    return counter.tally();
  };
}

/** The share of the traffic that is of another population after a shift. */
const SHIFTED_SHARE = 0.2;

/** Independent wines, of which from an hour on a fifth are of another population. */
export function askShifted(before: Population, other: Population, firstHour: number): AskHour {
  return (hour, perDay, random) => {
    const count = createPoisson(random)((perDay / 24) * rateOf(hour));
    if (hour < firstHour) return drawTally(before, count, random);
    const shifted = createPoisson(random)(count * SHIFTED_SHARE);
    return joinTallies(drawTally(before, count - shifted, random), drawTally(other, shifted, random));
  };
}

/** Asks hour by hour, from the hour 0 on. */
export function askHours(ask: AskHour, hours: number, perDay: number, random: Random): HourTally[] {
  return Array.from({ length: hours }, (_, hour) => ({ hour, tally: ask(hour, perDay, random) }));
}

const FREQUENT_COUNTRIES = ['US', 'France', 'Italy'];

/** Other populations, by what is told of them in the table: each is made of the wines that a model has not seen. */
export const SHIFTS: Readonly<Record<string, (wines: readonly Example[]) => Example[]>> = {
  'wines of other countries than the three most frequent': (wines) =>
    wines.filter(({ country = '' }) => !FREQUENT_COUNTRIES.includes(country)),
  'notes in other styles and languages': (wines) =>
    STYLED_NOTES.map(({ description }, at) => {
      const wine: Example = { fingerprint: '', source: '', ...wines[at * 7], description };
      delete wine.terms;
      return wine;
    }),
  'prices three times as high': (wines) =>
    wines.map((wine) => (wine.price === undefined ? wine : { ...wine, price: 3 * wine.price })),
  'only a note is told': (wines) =>
    wines.map(({ terms = [], fingerprint, source }) => ({ terms, fingerprint, source })),
};
