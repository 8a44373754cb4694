const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const FINE_PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const EFFECT = new Intl.NumberFormat('en', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const FINE = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const POINTS = new Intl.NumberFormat('en', { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/**
 * A share of 0 to 1 in whole percent, near both ends with one decimal. What is not quite nothing, or not quite all, is
 * never written as 0 % or 100 %.
 */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return `<${FINE_PERCENT.format(0.001)}`;
  if (share < 1 && share > 0.9995) return `>${FINE_PERCENT.format(0.999)}`;
  return (share < 0.1 || share > 0.99 ? FINE_PERCENT : PERCENT).format(share);
}

/** A number with two decimals at most, and separators. */
export function number(value: number): string {
  return NUMBER.format(value);
}

/** A number with its sign and two decimals. */
export function signed(value: number): string {
  return EFFECT.format(value).replace('-', '−');
}

/** A figure to three significant digits, as of log losses; `–` where there is none. */
export function fine(value: number | null): string {
  return value === null ? '–' : FINE.format(value);
}

/** A difference of two shares in percentage points, with its sign. */
export function points(difference: number): string {
  return POINTS.format(100 * difference).replace('-', '−');
}

/** An ISO 8601 time in the reader's own time zone. */
export function moment(time: string): string {
  return MOMENT.format(new Date(time));
}

/** The day of an ISO 8601 time, UTC. */
export function day(time: string): string {
  return DAY.format(new Date(time));
}

/** A text, or as many of its letters as there is room for. */
export function excerpt(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length > most ? `${letters.slice(0, most).join('')} …` : text;
}

/** `1 wine`, `2 wines`. */
export function count(many: number, one: string, several = `${one}s`): string {
  return `${NUMBER.format(many)} ${many === 1 ? one : several}`;
}
