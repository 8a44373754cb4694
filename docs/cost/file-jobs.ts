import { RECORDED_CHUNKS_AT_ONCE } from '../../contract/bulk.ts';
import { MEASURED_FILE, MEASURED_TIMES } from './measured.ts';
import { PRICES } from './prices.ts';

/** A file that is answered as a job. */
export interface FileJob {
  rows: number;
  /** Over how many partitions its rows are recorded; 0: they are in no history. */
  partitions: number;
}

/** A line of a job's bill. */
export interface FileLine {
  what: string;
  count: number;
  unit: string;
  price: number;
  how: string;
}

/** A chunk has so many rows; so many are answered at once, of a recorded job by the partitions of its client. */
const CHUNK_ROWS = 2_000;
const CHILDREN_AT_ONCE_MAX = 40;
const BULK_GB = 1_769 / 1_024;
/** What S3 takes for an object of some MB; AWS says 100 to 200 ms to the first byte. */
const S3_SECONDS = 0.15;
/** A child reads the job, its reading, a range, and whether that is done; it writes answers, refusals, a summary. */
const CHILD_TURNS = 7;
const CHILD_PUTS = 3;
const CHILD_GETS = 3;
/** Combine reads a chunk's summary, answers and refused rows, several at once, and writes parts of 8 MB. */
const COMBINE_GETS = 3;
const COMBINE_AT_ONCE = 8;
const PART_MB = 8;
/** Split, choice, map, combine, end, and what writes and reads the lists. */
const TRANSITIONS = 8;
const MACHINE_PUTS = 4;
const EXPRESS_GB = 0.0625;
const PARTITION_WRITES = 1_000;
/** Of a job's entry, a unit or two. */
const ENTRY_UNITS = 2;
const PUBLISH_SECONDS = 2;
/** Uploads go after 7 days, what is beside a job after 30. */
const KEPT_MONTHS = { file: 7 / 30, answers: 1 };

/** How the times came about, for readers. */
export const FILE_MEASURED =
  MEASURED_FILE.rows === undefined
    ? 'Nobody has run `npm run bench -- --only bulk` yet: the times of the processor are expected ones.'
    : `By the times of \`npm run bench -- --only bulk\` with ${MEASURED_FILE.rows.toLocaleString('en')} rows.`;

/** What a job costs, line by line. */
export function listFileJob(job: FileJob): FileLine[] {
  const chunks = Math.ceil(job.rows / CHUNK_ROWS);
  return [
    ...listWork(job, chunks),
    ...listStates(job, chunks),
    ...listObjects(job, chunks),
    ...listTables(job, chunks),
  ];
}

/** As many children as functions/bulk/tasks/split.ts lets a job have at once. */
function childrenAtOnce(partitions: number): number {
  if (partitions === 0) return CHILDREN_AT_ONCE_MAX;
  return Math.min(CHILDREN_AT_ONCE_MAX, RECORDED_CHUNKS_AT_ONCE * partitions);
}

/** How long a child is at work: its processor's time, its turns to S3, and where it records, what it waits for. */
function childSeconds({ rows, partitions }: FileJob, chunks: number): number {
  const working = (MEASURED_FILE.answerSeconds * rows) / 1e6 / chunks + CHILD_TURNS * S3_SECONDS;
  if (partitions === 0) return working;
  return Math.max(working, (childrenAtOnce(partitions) * (rows / chunks)) / (partitions * PARTITION_WRITES));
}

function listWork(job: FileJob, chunks: number): FileLine[] {
  const { splitSeconds, combineSeconds } = MEASURED_FILE;
  const millions = job.rows / 1e6;
  const each = childSeconds(job, chunks);
  const gathering = (chunks * COMBINE_GETS * S3_SECONDS) / COMBINE_AT_ONCE;
  const atOnce = childrenAtOnce(job.partitions);
  const starts = (atOnce * MEASURED_TIMES.cold) / 1_000;
  const gbSecond = PRICES.lambdaGbSecond.x86_64;
  const time = (what: string, seconds: number, how: string): FileLine => ({
    what: `λ bulk, ${what}`,
    count: seconds * BULK_GB,
    unit: 'GB-seconds',
    price: gbSecond,
    how,
  });
  return [
    time('splitting', splitSeconds * millions, `${Math.round(splitSeconds)} s a million rows`),
    time('answering', each * chunks + starts, `${count(chunks)} chunks × ${each.toFixed(2)} s, ${atOnce} starts`),
    time('combining', combineSeconds * millions + gathering, `${Math.round(combineSeconds)} s a million rows, and S3`),
    { what: 'λ bulk, calls', count: chunks + 3, unit: 'calls', price: PRICES.lambdaRequest, how: 'one a chunk' },
  ];
}

function listStates(job: FileJob, chunks: number): FileLine[] {
  const gbSeconds = chunks * childSeconds(job, chunks) * EXPRESS_GB;
  return [
    {
      what: 'Step Functions',
      count: TRANSITIONS,
      unit: 'transitions',
      price: PRICES.statesTransition,
      how: 'of the job',
    },
    { what: 'Step Functions, children', count: chunks, unit: 'requests', price: PRICES.expressRequest, how: 'express' },
    {
      what: 'Step Functions, children’s time',
      count: gbSeconds,
      unit: 'GB-seconds',
      price: PRICES.expressGbSecond,
      how: '64 MB each',
    },
  ];
}

function listObjects({ rows }: FileJob, chunks: number): FileLine[] {
  const { fileMb, answersMb } = MEASURED_FILE;
  const millions = rows / 1e6;
  const puts = chunks * CHILD_PUTS + MACHINE_PUTS + Math.ceil((millions * answersMb) / PART_MB);
  const keptGb = (millions * (fileMb * KEPT_MONTHS.file + 2 * answersMb * KEPT_MONTHS.answers)) / 1_000;
  return [
    { what: 'S3, written', count: puts, unit: 'PUTs', price: PRICES.s3Put, how: `${CHILD_PUTS} a chunk` },
    {
      what: 'S3, read',
      count: chunks * (CHILD_GETS + COMBINE_GETS),
      unit: 'GETs',
      price: PRICES.s3Get,
      how: `${CHILD_GETS} a chunk, and ${COMBINE_GETS} to combine it`,
    },
    {
      what: 'S3, kept',
      count: keptGb,
      unit: 'GB',
      price: PRICES.s3GbMonth,
      how: 'the file for 7 days, answers for 30, and their chunks',
    },
    {
      what: 'answers, fetched',
      count: (millions * answersMb) / 1_000,
      unit: 'GB',
      price: PRICES.sentGb,
      how: 'once, gzipped',
    },
  ];
}

function listTables(job: FileJob, chunks: number): FileLine[] {
  const { rows, partitions } = job;
  const seconds = (chunks * childSeconds(job, chunks)) / childrenAtOnce(partitions);
  const progress: FileLine[] = [
    {
      what: 'the job’s entry, written',
      count: chunks * ENTRY_UNITS,
      unit: 'write units',
      price: PRICES.writeUnit,
      how: 'one a chunk',
    },
    {
      what: 'AppSync, progress',
      count: Math.ceil(seconds / PUBLISH_SECONDS),
      unit: 'requests',
      price: PRICES.appsyncRequest,
      how: `every ${PUBLISH_SECONDS} s`,
    },
  ];
  if (partitions === 0) return progress;
  return [
    ...progress,
    { what: 'predictions, written', count: rows, unit: 'write units', price: PRICES.writeUnit, how: 'one a row' },
  ];
}

function count(many: number): string {
  return many.toLocaleString('en');
}
