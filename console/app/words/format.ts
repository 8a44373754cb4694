const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const FINE_PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const SIGNED = new Intl.NumberFormat('en', { maximumFractionDigits: 2, signDisplay: 'exceptZero' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A share of 0 to 1 in whole percent; below 10 % with one decimal, for 0 % would be a lie. */
export function percent(share: number): string {
  return (share < 0.1 ? FINE_PERCENT : PERCENT).format(share);
}

/** A number with two decimals at most, and separators. */
export function number(value: number): string {
  return NUMBER.format(value);
}

/** A number with its sign. */
export function signed(value: number): string {
  return SIGNED.format(value);
}

/** An ISO 8601 time in the reader's own time zone. */
export function moment(time: string): string {
  return MOMENT.format(new Date(time));
}

/** `1 wine`, `2 wines`. */
export function count(many: number, one: string, several = `${one}s`): string {
  return `${NUMBER.format(many)} ${many === 1 ? one : several}`;
}
