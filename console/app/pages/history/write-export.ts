import type { Prediction } from '../../../../packages/client/client.ts';

/** A prediction as a line of JSON, whole. */
export function writeJsonLine(prediction: Prediction): string {
  return `${JSON.stringify(prediction)}\n`;
}

/** Each column of the CSV, and what of a prediction stands in it. */
const COLUMNS: readonly [string, (prediction: Prediction) => string | number | null][] = [
  ['id', ({ id }) => id],
  ['createdAt', ({ createdAt }) => createdAt],
  ['modelVersion', ({ modelVersion }) => modelVersion],
  ['description', ({ wine }) => wine.description],
  ['variety', ({ wine }) => wine.variety],
  ['country', ({ wine }) => wine.country],
  ['region', ({ wine }) => wine.region],
  ['winery', ({ wine }) => wine.winery],
  ['points', ({ wine }) => wine.points],
  ['price', ({ wine }) => wine.price],
  ['answeredCountry', ({ country }) => country.name],
  ['countryConfidence', ({ country }) => country.confidence],
  ['answeredVariety', ({ variety }) => variety.name],
  ['varietyConfidence', ({ variety }) => variety.confidence],
  ['labelledCountry', ({ label }) => label?.country ?? null],
  ['labelledVariety', ({ label }) => label?.variety ?? null],
  ['labelledAt', ({ label }) => label?.labelledAt ?? null],
  ['warnings', ({ warnings }) => warnings.join(' ')],
];

/** The names of the columns, as the first line of a CSV file (RFC 4180). */
export const CSV_HEADER = `${COLUMNS.map(([name]) => name).join(',')}\r\n`;

/** A prediction as a line of CSV (RFC 4180), without what only JSON lines have: rankings and evidence. */
export function writeCsvLine(prediction: Prediction): string {
  return `${COLUMNS.map(([, read]) => writeCell(read(prediction))).join(',')}\r\n`;
}

/** A spreadsheet takes a text that begins with = + - @ for a formula; an apostrophe before it keeps it a text. */
function writeCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
