import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The parts of the benchmark, in the order in which they are measured. */
export const PARTS = [
  'size',
  'training',
  'quality',
  'predict',
  'batch',
  'cold-start',
  'http',
  'history',
  'stages',
  'growth',
  'import',
  'soak',
  'drift',
  'gate',
  'scale',
  'bulk',
  'console',
] as const;

/** Parts that take long, and are measured only where `--only` names them. */
export const LONG_PARTS: readonly Part[] = ['import', 'soak', 'drift', 'gate', 'scale', 'bulk', 'console'];

/** One part of the benchmark: what `--only` chooses. Results are stored under these names. */
export type Part = (typeof PARTS)[number];

/** What a run of the benchmark is asked to do. */
export interface Options {
  parts: readonly Part[];
  /** Less of everything, in two minutes: to see that it works, not to be quoted. */
  quick: boolean;
  /** Also trains the peer that takes many minutes. */
  slowPeers: boolean;
  /** Measures nothing: draws the page and the charts again from the newest results. */
  redraw: boolean;
  /** How many rows the part `bulk` has answered. */
  rows: number;
  /** The reviews with their notes. */
  csv: string;
  /** The interpreter that has what bench/peers/requirements.txt names; looked for if absent. */
  python: string | undefined;
}

/** Says that the command line is wrong, and what to do. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What `--help` prints. */
export const HELP = `Measures Terroir beside scikit-learn and FastAPI, in one run on this machine.

  npm run bench -- [--only PARTS] [--quick] [--slow-peers] [--rows N] [--csv FILE] [--python FILE]
  npm run bench -- --redraw

  --only PARTS    measures these parts, and keeps the other parts of the results; measured only if named are
                  import (a file of 1 GB, some minutes), soak (fifteen minutes of load), drift, which simulates
                  traffic for some minutes and writes docs/DRIFT.md, gate, which trains 80 models in an hour, goes
                  on where it was interrupted, and writes docs/GATE.md, scale, which simulates up to 100,000
                  predictions a second in some minutes, bulk, which has a file answered as a job, and console
                  (first screens in Chromium, some minutes)
  --quick         less of everything, in two minutes; nothing is written
  --slow-peers    also LogisticRegression on the variety, which takes many minutes
  --rows N        how many rows bulk has answered; 1000000 unless told
  --csv FILE      the reviews with their notes: ../shared/data/wine-reviews.csv.gz unless told
  --python FILE   an interpreter that has what bench/peers/requirements.txt names
  --redraw        measures nothing; writes page and charts again from the newest results

Parts: ${PARTS.join(', ')}.
Prints a table; writes bench/results/ and the figures in docs/BENCHMARKS.md.`;

const DEFAULT_CSV = fileURLToPath(new URL('../../shared/data/wine-reviews.csv.gz', import.meta.url));

/**
 * Reads the arguments of the command line; undefined where help was asked for.
 *
 * Errors: UsageError where they are not what HELP says.
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const asked = values.only?.split(',');
  const unknown = asked?.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new UsageError(`There is no part "${unknown}": choose from ${PARTS.join(', ')}.`);
  return {
    parts: PARTS.filter((part) => asked?.includes(part) ?? !LONG_PARTS.includes(part)),
    quick: values.quick,
    slowPeers: values['slow-peers'],
    redraw: values.redraw,
    rows: readRows(values.rows),
    csv: values.csv,
    python: values.python,
  };
}

function readRows(given: string): number {
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new UsageError(`--rows must be a whole number from 1 to 999999999, not "${given}".`);
}

function parse(args: readonly string[]) {
  try {
    const options = {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'slow-peers': { type: 'boolean', default: false },
      redraw: { type: 'boolean', default: false },
      rows: { type: 'string', default: '1000000' },
      csv: { type: 'string', default: DEFAULT_CSV },
      python: { type: 'string' },
      help: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}
