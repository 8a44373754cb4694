import { existsSync } from 'node:fs';
import type { BatchRejection as Rejection, BatchResult } from '../../packages/client/batch.ts';
import type { Client, ClientOptions, PredictOptions } from '../../packages/client/client.ts';
import { TerroirError } from '../../packages/client/errors.ts';
import { openFiles } from '../../packages/client/files.ts';
import { BATCH_WINES_MAX } from '../../contract/limits.ts';
import { findPredictColumns } from '../../tabular/columns.ts';
import type { Row } from '../../tabular/row.ts';
import {
  columnOf,
  isRefusal,
  readWine,
  WINE_FIELDS,
  type RowRefusal,
  type WineColumns,
  type WineRead,
} from '../../tabular/wine-columns.ts';
import { predictInBulk } from '../bulk/predict-in-bulk.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import {
  INPUT_HELP,
  INPUT_OPTIONS,
  INPUT_OPTIONS_HELP,
  openInput,
  readErrorsPath,
  readInput,
  type OpenInput,
} from '../input.ts';
import { openReport, type Report, type RowOutcome } from '../output/prediction-report.ts';
import { formatDuration, startProgress } from '../output/progress.ts';
import { group, mapInOrder } from '../rows.ts';

const HELP = `terroir predict: predicts every row of a file. Usage:

  npm run terroir -- predict FILE --out answers.csv [--map USE=COLUMN] [--strict] [--force] [--endpoint URL --key KEY]
  npm run terroir -- predict FILE | s3://bucket/key --bulk [--record] [--out answers.jsonl.gz] [--errors FILE] [--force]

${INPUT_HELP}

A wine is told by description, variety, country, region, winery, points and price, one of the first five at least; its
points are of 50 to 100, its price in US dollars. Other columns are kept as they are.

  --out FILE       every row that was answered, with all its columns and predicted_country, country_confidence,
                   predicted_variety, variety_confidence, prediction_id, model_version, warnings; with the delimiter
                   and the byte order mark of a CSV file. What is no regular file is written to; - is standard output
  --errors FILE    every row that was refused, with line, column and reason before its own columns, so that it can be
                   mended and predicted itself; beside the answers unless told, and only if there are any
  --force          replaces these files
${INPUT_OPTIONS_HELP}
${CONNECTION_HELP}
  --batch ROWS     how many rows are asked about at once: 100 unless told; fewer for a key whose quota is smaller
  --run NAME       repeats a run that was interrupted within the day before: what is recorded is not recorded again

  --bulk           puts the file whole, and has a job answer it, which goes on by itself (see jobs): for files of any
                   size. The answers are JSON lines; --out unzips them unless it ends in .gz. An object of S3 is read
                   by the rights of whoever calls
  --record         with --bulk: the answers appear in the history, too

Where the key's quota is used up, it waits until that is whole again, a quarter of an hour at most.

Exit code: 0 all rows answered, 3 some refused, 1 failed, 2 wrongly asked, 130 stopped.
After 1, 2 and 130 neither file has been written.`;

const OPTIONS = {
  out: { type: 'string' },
  ...INPUT_OPTIONS,
  ...CONNECTION_OPTIONS,
  batch: { type: 'string' },
  run: { type: 'string' },
  bulk: { type: 'boolean', default: false },
  record: { type: 'boolean', default: false },
} as const;

/** A quota per minute is worth waiting for; one per day is not, but just before midnight. */
const QUOTA_WAIT_MS_MAX = 15 * 60_000;
const BATCHES_AT_ONCE = 4;

/** What is to be done, once the file has been read through. */
interface Plan extends OpenInput {
  client: Client;
  /** Names the run; the requestIds are made of it. */
  run: string;
  strict: boolean;
  rowsAtOnce: number;
}

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const read = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const { values } = read;
    if (values.bulk) return runInBulk(read, surroundings);
    if (values.record) throw new CommandError('--record goes with --bulk: without it every answer is recorded.', 2);
    const input = readInput(read, { name: 'predict', uses: WINE_FIELDS }, surroundings);
    if (values.out === undefined) throw new CommandError(sayWhatIsMissing(input.path), 2);
    const run = values.run ?? crypto.randomUUID();
    if (!/^[\w-]{1,60}$/.test(run)) throw new CommandError('--run takes up to 60 letters, digits, _ and -.', 2);
    const out = values.out === '-' ? '-' : resolvePath(values.out, '', surroundings);
    const errors = await readErrorsPath(values, out, [input.path, out], surroundings);
    const rowsAtOnce = readRowsAtOnce(values.batch);
    const client = await connect(values, surroundings, tellQuotaWaits(surroundings));
    const opened = await openInput(input, findPredictColumns, surroundings);
    try {
      const report = await openReport(out, errors, opened.table);
      await predictAll({ ...opened, client, run, rowsAtOnce, strict: input.strict }, report, surroundings);
      return report.refused > 0 ? 3 : 0;
    } finally {
      await opened.table.close();
    }
  },
};

/** Whoever names no place for the answers may have given a note for a file. */
function sayWhatIsMissing(path: string): string {
  if (path === '-' || existsSync(path)) return 'Say where the answers go: --out answers.csv.';
  return (
    `There is no file ${path}: predict answers the rows of one, and writes them to --out. ` +
    'About a single wine ask by GraphQL, or in the console, whose address npm start prints.'
  );
}

/** What a job finds out by itself cannot be told it, and what to do instead. */
const INSTEAD_IN_BULK = {
  map: 'A job knows columns by their usual names: call the column so in the file.',
  encoding: 'A job finds the encoding by itself: save the file as UTF-8 where it does not.',
  sheet: 'A job reads the first sheet with anything in it: save the sheet as CSV.',
  batch: 'A job splits the file by itself: leave it out.',
  run: 'A job that was interrupted is resumed: npm run terroir -- jobs ID --resume',
  strict: 'A job leaves out a cell that says nothing sound: look for such cells before, or leave --bulk out.',
} as const;
const NOT_IN_BULK = ['map', 'encoding', 'sheet', 'batch', 'run'] as const;

async function runInBulk(
  { values, positionals }: ReturnType<typeof readArguments<{ options: typeof OPTIONS; allowPositionals: true }>>,
  surroundings: Surroundings,
): Promise<number> {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new CommandError('Say which file: predict FILE --bulk. See --help.', 2);
  const odd = NOT_IN_BULK.find((name) => values[name] !== undefined) ?? (values.strict ? 'strict' : undefined);
  if (odd !== undefined) throw new CommandError(`--${odd} does not go with --bulk. ${INSTEAD_IN_BULK[odd]}`, 2);
  const { record, out, errors, force } = values;
  const api = openFiles(await connect(values, surroundings));
  return predictInBulk(api, { file, record, out, errors, force }, surroundings);
}

function readRowsAtOnce(given: string | undefined): number {
  const rows = Number(given ?? BATCH_WINES_MAX);
  if (Number.isInteger(rows) && rows >= 1 && rows <= BATCH_WINES_MAX) return rows;
  throw new CommandError(`--batch takes a number of rows from 1 to ${BATCH_WINES_MAX}.`, 2);
}

/** Several batches wait for the same moment, and say so once. */
function tellQuotaWaits({ tell }: Surroundings): Pick<ClientOptions, 'quotaWaitMsMax' | 'onQuotaWait'> {
  let toldUntilMs = -Infinity;
  return {
    quotaWaitMsMax: QUOTA_WAIT_MS_MAX,
    onQuotaWait(waitMs) {
      if (performance.now() < toldUntilMs) return;
      toldUntilMs = performance.now() + waitMs;
      tell(`The quota of the key is used up: going on in ${formatDuration(waitMs / 1000)}. Ctrl-C to stop.`);
    },
  };
}

async function predictAll(plan: Plan, report: Report, surroundings: Surroundings): Promise<void> {
  try {
    await predictRows(plan, report, surroundings);
    await report.keep();
  } catch (error) {
    throw explain(error, plan.run);
  } finally {
    await report.discard();
  }
  for (const line of report.summary()) surroundings.tell(line);
}

async function predictRows(plan: Plan, report: Report, { interactive, stopping }: Surroundings) {
  const { table, run, rowsAtOnce } = plan;
  const failure = new AbortController();
  const signal = AbortSignal.any([stopping, failure.signal]);
  const progress = startProgress(table.rowCount, interactive);
  const predict = (batch: Row[], position: number): Promise<RowOutcome[]> =>
    predictBatch(plan, batch, { requestId: `${run}-${position + 1}`, signal });
  try {
    for await (const outcomes of mapInOrder(group(table.rows(), rowsAtOnce), BATCHES_AT_ONCE, predict)) {
      await report.add(outcomes);
      progress.advance(outcomes.length);
    }
  } finally {
    failure.abort();
    progress.stop();
  }
}

/** Predicts the rows that hold a wine; the outcomes are in the order of the rows. */
async function predictBatch(
  { client, columns, strict }: Plan,
  rows: Row[],
  options: PredictOptions,
): Promise<RowOutcome[]> {
  const reads = rows.map((row) => readWine(columns, row, strict));
  const wines = reads.filter((read): read is WineRead => !isRefusal(read)).map(({ wine }) => wine);
  const results = wines.length === 0 ? [] : (await client.predictBatch(wines, options)).results;
  const queue = results.values();
  return rows.map((row, index) => {
    const read = reads[index] as WineRead | RowRefusal;
    return isRefusal(read) ? { row, refusal: read } : toOutcome(columns, row, read, queue.next().value);
  });
}

function toOutcome(columns: WineColumns, row: Row, read: WineRead, result: BatchResult | undefined): RowOutcome {
  if (!result) throw new CommandError(`The row on line ${row.line} got no answer.`);
  if (result.__typename === 'Prediction') return { row, read, prediction: result };
  return { row, refusal: toRefusal(columns, result) };
}

function toRefusal(columns: WineColumns, { field, message }: Rejection): RowRefusal {
  return { column: columnOf(columns, field), reason: message };
}

function explain(error: unknown, run: string): unknown {
  if (error instanceof TerroirError && error.errorType === 'RequestConflict') {
    return new CommandError(
      `${error.message} This is another file than that of the run ${run}: leave out --run.`,
      1,
      error,
    );
  }
  if (error instanceof TerroirError && error.errorType === 'QuotaExceeded' && !error.retryable) {
    return new CommandError(`${error.message} Ask for fewer rows at once: --batch 10. No file was written.`, 1, error);
  }
  if (!(error instanceof TerroirError) && !(error instanceof CommandError)) return error;
  const code = error instanceof CommandError ? error.exitCode : 1;
  return new CommandError(
    `${error.message} No file was written. To record no row twice, repeat the command within a day with --run ${run}`,
    code,
    error,
  );
}
