import { readNewestResults, figuresOf } from '../../bench/results.ts';

const figures = figuresOf(readNewestResults(new URL('../../bench/results/', import.meta.url)));

function medianOf(id: string): number {
  const figure = figures.find((one) => one.id === id);
  if (figure === undefined) throw new Error(`Nobody has measured ${id}: run npm run bench.`);
  return figure.terroir.median;
}

/** Of the newest results of `npm run bench`: medians, on a laptop, in ms of its processor or of its clock. */
export const MEASURED_TIMES = {
  /** The whole warm handler, all threads, while the tables answer at once. */
  single: medianOf('cold-start.warm-cpu'),
  batch: medianOf('cold-start.warm-batch-cpu'),
  /** From the start of the process to the first answer; Lambda bills all of it. */
  cold: medianOf('cold-start.first-answer'),
  training: medianOf('training.seconds') * 1_000,
} as const;

/** The wines of MEASURED_TIMES.batch. */
export const MEASURED_BATCH_WINES = 100;

/** The zip of the predict function, in GB. */
export const MEASURED_ZIP_GB = medianOf('size.zip.x86_64') / 1_000;
export const MEASURED_VERSION_GB = medianOf('size.artifact') / 1_000;

/**
 * Bytes as they are stored and logged. test/infra/cost/measured.test.ts counts them again, and fails where they are
 * others: by a thirtieth, and of the log, where figures have more digits or fewer, by a tenth.
 */
export const MEASURED_BYTES = {
  /** A prediction in its table, without its note: with region, winery, points, price and all evidence. */
  predictionBesideNote: 768,
  /** An answer with all of its fields, as JSON, without its note. */
  answerBesideNote: 1_690,
  /** The line of the log of a request with one wine, and the two of one with a hundred. */
  singleLines: 960,
  batchLines: 2_060,
} as const;
