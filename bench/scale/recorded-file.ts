import { createRandom } from '../../classifier/fit/random.ts';
import { quantile } from '../figure.ts';
import { DEFAULT_ACCOUNT } from './account.ts';
import { drawErlang, drawGaps } from './draws.ts';
import { tryUntil } from './retry.ts';
import type { Turns } from './retry.ts';
import { openScheduler } from './scheduler.ts';
import type { Course, Wait } from './scheduler.ts';
import { openThrottledTable } from './table.ts';

/** A file whose answers are recorded, while its client also asks one wine at a time. */
export interface RecordedFile {
  /** By which its outcome is found again. */
  id: string;
  rows: number;
  /** How many chunks are answered at once. */
  childrenAtOnce: number;
  /** Over how many partition keys its rows are spread. */
  partitions: number;
  /** Single predictions that the client asks for meanwhile. */
  singlesPerSecond: number;
  seed: number;
}

/** What became of it. */
export interface RecordedOutcome {
  id: string;
  rowsPerSecond: number;
  /** How long a chunk took, in seconds. */
  chunkSecondsP50: number;
  chunkSecondsMax: number;
  /** Of the client's other predictions, those that were not recorded in time. */
  singlesFailed: number;
}

/** As functions/bulk and functions/predict have them. */
const CHUNK_ROWS = 2_000;
const WRITES_AT_ONCE = 50;
const CHUNK_DEADLINE_MS = 890_000;
const PATIENCE_MS = 2_400;
const UNITS = 1;

/** Lets a file be recorded. The same file and time of a turn always come to the same outcome. */
export function simulateFile(file: RecordedFile, tableMs: number): RecordedOutcome {
  const { id, rows, childrenAtOnce, partitions, singlesPerSecond } = file;
  const scheduler = openScheduler();
  const random = createRandom(file.seed);
  const turns: Turns = { scheduler, random, turnMs: drawErlang(random, tableMs) };
  const table = openThrottledTable(DEFAULT_ACCOUNT);
  const write = (key: number): (() => boolean) => {
    return () => table.write(scheduler.now(), key, UNITS);
  };
  const chunks = rows / CHUNK_ROWS;
  const chunkSeconds: number[] = [];
  let [begun, endedMs, asked, failed] = [0, 0, 0, 0];
  const answerChunks = function* (): Course {
    while (begun < chunks) {
      begun += 1;
      const beganMs = scheduler.now();
      for (let row = 0; row < CHUNK_ROWS; row += WRITES_AT_ONCE) yield writeAll(turns, row, partitions, write, beganMs);
      endedMs = scheduler.now();
      chunkSeconds.push((endedMs - beganMs) / 1_000);
    }
  };
  const askOne = function* (): Course {
    asked += 1;
    const deadline = scheduler.now() + PATIENCE_MS;
    const isClaimed = yield* tryUntil(turns, deadline, write(0));
    const key = Math.floor(random.next() * partitions);
    if (!isClaimed || !(yield* tryUntil(turns, deadline, write(key)))) failed += 1;
  };
  const ask = function* (): Course {
    const gapMs = drawGaps(random, singlesPerSecond);
    while (chunkSeconds.length < chunks) {
      yield gapMs();
      scheduler.begin(askOne());
    }
  };
  for (let child = 0; child < childrenAtOnce; child += 1) scheduler.begin(answerChunks());
  scheduler.begin(ask());
  scheduler.runUntil(((10 * rows) / partitions) * 1_000);
  chunkSeconds.sort((one, other) => one - other);
  return {
    id,
    rowsPerSecond: rows / (endedMs / 1_000),
    chunkSecondsP50: quantile(chunkSeconds, 0.5),
    chunkSecondsMax: quantile(chunkSeconds, 1),
    singlesFailed: failed / asked,
  };
}

/** Waits until so many rows are written side by side. */
function writeAll(
  turns: Turns,
  firstRow: number,
  partitions: number,
  write: (key: number) => () => boolean,
  beganMs: number,
): Wait {
  return (goOn) => {
    let left = WRITES_AT_ONCE;
    const writeOne = function* (row: number): Course {
      yield* tryUntil(turns, beganMs + CHUNK_DEADLINE_MS, write(row % partitions));
      left -= 1;
      if (left === 0) goOn();
    };
    for (let row = 0; row < WRITES_AT_ONCE; row += 1) turns.scheduler.begin(writeOne(firstRow + row));
  };
}
