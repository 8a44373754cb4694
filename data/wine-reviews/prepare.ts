import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { encodeDataset } from '../../classifier/files/dataset.ts';
import type { Example } from '../../classifier/features/example.ts';
import { TabularError } from '../../tabular/failure.ts';
import { type RefusedRow, type Review, readReviews } from './read-reviews.ts';
import { chooseTerms } from './terms.ts';

/*
 * Makes the bundled dataset, which holds no sentence, from a CSV file of reviews:
 *     node data/wine-reviews/prepare.ts [reviews.csv | reviews.csv.gz] [out]
 */

const DEFAULT_SOURCE = fileURLToPath(new URL('../../../shared/data/wine-reviews.csv.gz', import.meta.url));
const DEFAULT_TARGET = fileURLToPath(new URL('./wine-reviews.dataset.br', import.meta.url));
const TERM_LIMITS = { word: 2, pair: 10 };
const REFUSALS_SHOWN = 20;

async function prepare(source: string, target: string): Promise<void> {
  const { reviews, refusals } = await readReviews(source);
  reportRefusals(refusals);
  const examples = toExamples(reviews);
  const bytes = encodeDataset(examples);
  const compressed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
  writeFileSync(target, compressed);
  console.log(`${examples.length} examples of ${source} → ${target}`);
  console.log(`${compressed.length} bytes (${bytes.length} before compression), SHA-256 ${sha256(compressed)}`);
  console.log(`SHA-256 of the CSV file: ${sha256(readFileSync(source))}`);
}

/** The examples without their notes' sentences. */
function toExamples(reviews: readonly Review[]): Example[] {
  const notes = reviews.map(({ description }) => description);
  const termSets = chooseTerms(notes, TERM_LIMITS);
  return reviews.map((review, at) => {
    const example: Example = { ...review, terms: termSets[at] ?? [] };
    delete example.description;
    return example;
  });
}

function reportRefusals(refusals: readonly RefusedRow[]): void {
  for (const { line, column, reason } of refusals.slice(0, REFUSALS_SHOWN)) {
    console.log(`line ${line}${column && `, column ${column}`}: ${reason} Left out.`);
  }
  const rest = refusals.length - REFUSALS_SHOWN;
  if (rest > 0) console.log(`… and ${rest} more rows`);
  console.log(`${refusals.length} rows left out`);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const [source = DEFAULT_SOURCE, target = DEFAULT_TARGET] = process.argv.slice(2);
try {
  await prepare(source, target);
} catch (error) {
  if (!(error instanceof TabularError) && !isFileError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
