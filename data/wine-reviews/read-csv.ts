import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { CsvError, InfoRecord } from 'csv-parse';
import { fingerprintText } from '../../classifier/text/fingerprint.ts';
import type { Refusal, Review, Row } from './review.ts';
import { NEEDED_COLUMNS, readReview } from './review.ts';

/** What was found in a CSV file. */
export interface CsvReviews {
  /** Each text once. */
  reviews: (Review & { fingerprint: string })[];
  refusals: Refusal[];
}

/** The file cannot be used at all. */
export class CsvFileError extends Error {
  override name = 'CsvFileError';
}

/**
 * Reads reviews from a CSV file as it streams by, gzipped if its name ends in `.gz`. A row that cannot be used is refused,
 * and the others go on. Throws CsvFileError if a needed column is missing.
 */
export async function readReviews(path: string): Promise<CsvReviews> {
  const found: CsvReviews = { reviews: [], refusals: [] };
  const source = basename(path).replace(/\.csv(\.gz)?$/, '');
  const lineOfText = new Map<string, number>();
  for await (const { record, info } of rowsOf(path, found.refusals)) {
    const review = readReview(record, source);
    if ('reason' in review) {
      found.refusals.push({ line: info.lines, ...review });
      continue;
    }
    const fingerprint = fingerprintText(review.description);
    const firstLine = lineOfText.get(fingerprint);
    if (firstLine !== undefined) {
      found.refusals.push({ line: info.lines, column: 'description', reason: `the same text as in line ${firstLine}` });
      continue;
    }
    lineOfText.set(fingerprint, info.lines);
    found.reviews.push({ ...review, fingerprint });
  }
  found.refusals.sort((one, other) => one.line - other.line);
  return found;
}

function rowsOf(path: string, refusals: Refusal[]): AsyncIterable<{ record: Row; info: InfoRecord }> {
  const file = createReadStream(path);
  const text: Readable = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const parser = parse({
    bom: true,
    info: true,
    columns: checkHeader,
    skip_records_with_error: true,
    on_skip(error: CsvError | undefined) {
      if (error) refusals.push({ line: Number(error['lines']), column: '', reason: error.message });
      return undefined;
    },
  });
  for (const stream of new Set([file, text])) stream.on('error', (error: Error) => parser.destroy(error));
  return text.pipe(parser) as AsyncIterable<{ record: Row; info: InfoRecord }>;
}

function checkHeader(header: string[]): string[] {
  const missing = NEEDED_COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new CsvFileError(`The file lacks the column ${missing.join(', ')}.`);
  return header.map((column, position) => column || `column ${position + 1}`);
}
