import type { LabelVerdict, PredictionFilter } from '../../../../packages/client/client.ts';

/** The filters as they stand in the address: texts, absent where nothing is asked for. */
export type Filters = Readonly<Record<string, string>>;

/**
 * What the API is asked for. Days are those of UTC, the last one included.
 *
 * A date that is none is left out, and the form says so: whoever types it is not done yet.
 */
export function readFilter({ from, to, country, variety, version, ...filters }: Filters): PredictionFilter {
  const begin = timeOf(from, 0);
  const end = timeOf(to, 1);
  return {
    ...(begin && { from: begin }),
    ...(end && { to: end }),
    ...(country?.trim() && { country: country.trim() }),
    ...(variety?.trim() && { variety: variety.trim() }),
    ...(version?.trim() && { modelVersion: version.trim() }),
    ...(filters['labelled'] && { labelled: filters['labelled'] === 'yes' }),
    ...(filters['warned'] && { warned: filters['warned'] === 'yes' }),
    ...verdictOf('countryLabel', filters),
    ...verdictOf('varietyLabel', filters),
  };
}

/** An address may hold anything: what is no verdict is left out. */
function verdictOf(name: 'countryLabel' | 'varietyLabel', filters: Filters): PredictionFilter {
  const verdict = filters[name]?.toUpperCase() ?? '';
  return /^(RIGHT|WRONG|UNLABELLED)$/.test(verdict) ? { [name]: verdict as LabelVerdict } : {};
}

/** Whether a text of the address is a day that can be asked for: years have four digits. */
export function isDay(text: string): boolean {
  return timeOf(text, 0) !== undefined;
}

const DAY_MS = 86_400_000;

function timeOf(day: string | undefined, daysLater: number): string | undefined {
  const time = Date.parse(`${day ?? ''}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : new Date(time + daysLater * DAY_MS).toISOString();
}
