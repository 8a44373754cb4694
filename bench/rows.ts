import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { decodeDataset } from '../classifier/files/dataset.ts';
import type { Example } from '../classifier/features/example.ts';
import type { Manifest } from '../classifier/files/manifest.ts';
import { subsetOf } from '../classifier/fit/split.ts';
import { TARGETS } from '../contract/wine.ts';
import type { Wine } from '../contract/wine.ts';
import { readReviews } from '../data/wine-reviews/read-reviews.ts';
import type { Options } from './options.ts';
import { DATASET } from './places.ts';

/** The examples that everybody is trained with and judged by. */
export interface Rows {
  /** Lines of JSON: an Example, and `natural`, `set` ("train" or "judge"), `judged` (the targets to judge it for). */
  file: string;
  /** How many there are, those to judge by included. */
  count: number;
  /** Natural rows of the hold-out set. */
  holdout: Example[];
  /** The hold-out rows as a caller would send them: note, price, points, country and variety. */
  wines: Wine[];
  /** Whether the notes are sentences, which peers need. */
  hasNotes: boolean;
}

const QUICK_ROWS_MAX = 8_000;

/** Reads the examples, with their notes where the CSV file is there, and writes them down for the children. */
export async function gatherRows({ csv, quick }: Options, manifest: Manifest, scratch: string): Promise<Rows> {
  const hasNotes = existsSync(csv);
  const all = hasNotes ? (await readReviews(csv)).reviews : decodeDataset(brotliDecompressSync(readFileSync(DATASET)));
  const shuffled = all.toSorted(byEndOfFingerprint);
  const examples = quick ? takeSome(shuffled, manifest) : shuffled;
  const file = join(scratch, 'examples.jsonl');
  writeFileSync(file, examples.map((example) => `${JSON.stringify(toRow(example, manifest))}\n`).join(''));
  const holdout = examples.filter((example) => isHeldOut(example, manifest) && isNatural(example, manifest));
  return { file, count: examples.length, holdout, wines: holdout.map(toWine), hasNotes };
}

/** What a caller would send of an example: all but region and winery. */
function toWine({ description, terms = [], country, variety, points, price }: Example): Wine {
  const words = terms.filter((term) => !term.includes(' '));
  return {
    description: description ?? words.join(' '),
    ...(country === undefined ? {} : { country }),
    ...(variety === undefined ? {} : { variety }),
    ...(points === undefined ? {} : { points }),
    ...(price === undefined ? {} : { price }),
  };
}

function toRow(example: Example, manifest: Manifest) {
  const judged = TARGETS.filter((target) => manifest.targets[target].classes.includes(example[target] ?? ''));
  const set = isHeldOut(example, manifest) ? 'judge' : 'train';
  return { ...example, natural: isNatural(example, manifest), set, judged };
}

/** The hold-out set whole, and up to 8,000 of the others, in their order. */
function takeSome(examples: readonly Example[], manifest: Manifest): Example[] {
  let others = 0;
  return examples.filter((example) => isHeldOut(example, manifest) || (others += 1) <= QUICK_ROWS_MAX);
}

function isHeldOut(example: Example, { training }: Manifest): boolean {
  return subsetOf(example, training.settings.split) === 'holdout';
}

function isNatural({ source }: Example, { training }: Manifest): boolean {
  return training.settings.naturalSources.includes(source);
}

/** An order that has nothing to do with how the file came about; the split goes by the fingerprint's beginning. */
function byEndOfFingerprint({ fingerprint: one }: Example, { fingerprint: other }: Example): number {
  const [a, b] = [one.slice(8) + one, other.slice(8) + other];
  return a < b ? -1 : a > b ? 1 : 0;
}
