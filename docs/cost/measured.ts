import { readNewestResults, figuresOf } from '../../bench/results.ts';

const figures = figuresOf(readNewestResults(new URL('../../bench/results/', import.meta.url)));

function medianOf(id: string): number {
  const figure = figures.find((one) => one.id === id);
  if (figure === undefined) throw new Error(`Nobody has measured ${id}: run npm run bench.`);
  return figure.terroir.median;
}

/** The median of a part that is measured only where somebody asks for it; undefined where nobody has. */
function findMedian(id: string): number | undefined {
  return figures.find((one) => one.id === id)?.terroir.median;
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

/** How fast a file is read by columns, in rows a second: `terroir import`. */
const READ_ROWS_PER_SECOND = medianOf('import.bytes.rate');
/** Until it is measured: a row of a file, which is read and packed, takes so many times what it takes in a batch. */
const FILE_WORK_TIMES = 2;
const COMBINE_SECONDS = 10;
/** A row of an answer, packed, until it is measured. */
const ANSWER_BYTES = 280;

const measuredRows = findMedian('bulk.rows');
const bulkSeconds = (stage: string): number | undefined => findMedian(`bulk.processor.${stage}`);
const perMillion = (megabytes: number | undefined): number | undefined =>
  megabytes === undefined || measuredRows === undefined ? undefined : (megabytes * 1e6) / measuredRows;

/**
 * What a million rows of a file take, in seconds of one processor: of `npm run bench -- --only bulk` where somebody has
 * run it, and else as it may be expected.
 */
export const MEASURED_FILE = {
  /** Of how many rows it was measured; undefined where it is expected. */
  rows: measuredRows,
  splitSeconds: bulkSeconds('SPLITTING') ?? 1e6 / READ_ROWS_PER_SECOND,
  answerSeconds:
    bulkSeconds('ANSWERING') ?? (FILE_WORK_TIMES * MEASURED_TIMES.batch * 1e6) / MEASURED_BATCH_WINES / 1_000,
  combineSeconds: bulkSeconds('COMBINING') ?? COMBINE_SECONDS,
  /** MB of the file, and of what is beside it at the end. */
  fileMb: perMillion(findMedian('bulk.bytes.file')) ?? 228,
  answersMb: perMillion(findMedian('bulk.bytes.answers')) ?? ANSWER_BYTES,
} as const;

/** A training on the benchmark's machine. */
export interface MeasuredTraining {
  rows: number;
  seconds: number;
  /** The most memory that it had. */
  megabytes: number;
}

/** Trainings of so many rows, fewest first. */
export const MEASURED_TRAININGS: readonly MeasuredTraining[] = figures
  .flatMap(({ id, terroir }) => {
    const rows = /^training\.seconds\.(\d+)$/.exec(id)?.[1];
    if (rows === undefined) return [];
    return [{ rows: Number(rows), seconds: terroir.median, megabytes: medianOf(`training.megabytes.${rows}`) }];
  })
  .sort((one, other) => one.rows - other.rows);

/** Time and memory grow like rows to these powers. */
export const TRAINING_EXPONENTS = {
  seconds: medianOf('training.exponent'),
  megabytes: medianOf('training.exponent.memory'),
} as const;
