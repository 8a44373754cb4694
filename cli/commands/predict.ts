import { join, parse as parsePath } from 'node:path';
import type { BatchRejection as Rejection, BatchResult } from '../../packages/client/batch.ts';
import type { Client, PredictOptions } from '../../packages/client/client.ts';
import { TerroirError } from '../../packages/client/errors.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import type { Wine } from '../../contract/wine.ts';
import type { Row } from '../../tabular/csv.ts';
import { group, mapInOrder } from '../rows.ts';
import { openReport, type Report, type RowOutcome } from '../output/prediction-report.ts';
import { refuseExisting } from '../output/output-file.ts';
import { startProgress } from '../output/progress.ts';
import { readBelowHeader } from '../../tabular/survey.ts';
import { surveyFile } from '../rows.ts';
import {
  columnOf,
  findColumns,
  isRefusal,
  readWine,
  type RowRefusal,
  type WineColumns,
} from '../../tabular/wine-columns.ts';

const HELP = `terroir predict: predicts every row of a CSV file. Usage:

  npm run terroir -- predict FILE.csv --out answers.csv [--errors errors.csv] [--force] [--endpoint URL --key KEY]

The header names the fields of WineInput, in any order: description, variety, country, region, winery, points, price;
or province and region_1, as in the Kaggle wine reviews, for the region. Other columns are kept as they are.

  --out FILE       every row that was answered, with all its columns and predicted_country, country_confidence,
                   predicted_variety, variety_confidence, prediction_id, model_version, warnings
  --errors FILE    every row that was refused, with line, column and reason before its own columns, so that it can be
                   mended and predicted itself; FILE.errors.csv beside --out unless told, and only if there are any
  --force          replaces these files
${CONNECTION_HELP}
  --run NAME       repeats a run that was interrupted within the day before: what is recorded is not recorded again

Exit code: 0 all rows answered, 3 some refused, 1 failed, 2 wrongly asked, 130 stopped.
After 1, 2 and 130 neither file has been written.`;

const OPTIONS = {
  out: { type: 'string' },
  errors: { type: 'string' },
  force: { type: 'boolean', default: false },
  ...CONNECTION_OPTIONS,
  run: { type: 'string' },
} as const;

const ROWS_AT_ONCE = 100;
const BATCHES_AT_ONCE = 4;

/** What is to be done, once the file has been read through. */
interface Plan {
  file: string;
  columns: WineColumns;
  rows: number;
  client: Client;
  /** Names the run; the requestIds are made of it. */
  run: string;
}

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [given, ...more] = positionals;
    if (given === undefined || more.length > 0)
      throw new CommandError('Say which file: predict FILE.csv. See --help.', 2);
    if (values.out === undefined) throw new CommandError('Say where the answers go: --out answers.csv.', 2);
    const run = values.run ?? crypto.randomUUID();
    if (!/^[\w-]{1,60}$/.test(run)) throw new CommandError('--run takes up to 60 letters, digits, _ and -.', 2);
    const file = resolvePath(given, '', surroundings);
    const out = resolvePath(values.out, '', surroundings);
    const { dir, name } = parsePath(out);
    const errors = resolvePath(values.errors, join(dir, `${name}.errors.csv`), surroundings);
    if (new Set([file, out, errors]).size < 3) throw new CommandError('FILE, --out and --errors must differ.', 2);
    if (!values.force) for (const path of [out, errors]) await refuseExisting(path);
    const client = await connect(values, surroundings);
    // The whole file is read before the first wine is sent: what is wrong with it is said while nothing has happened.
    const plan = { file, ...(await surveyFile(file, findColumns)), client, run };
    const report = await openReport(out, errors, plan.columns.header);
    try {
      await predictRows(plan, report, surroundings);
      await report.keep();
    } catch (error) {
      throw explain(error, run);
    } finally {
      await report.discard();
    }
    for (const line of report.summary()) surroundings.tell(line);
    return report.refused > 0 ? 3 : 0;
  },
};

async function predictRows(
  { file, columns, rows, client, run }: Plan,
  report: Report,
  { interactive, stopping }: Surroundings,
) {
  const failure = new AbortController();
  const signal = AbortSignal.any([stopping, failure.signal]);
  const progress = startProgress(rows, interactive);
  const predict = (batch: Row[], position: number): Promise<RowOutcome[]> =>
    predictBatch(client, columns, batch, { requestId: `${run}-${position + 1}`, signal });
  try {
    for await (const outcomes of mapInOrder(group(readBelowHeader(file), ROWS_AT_ONCE), BATCHES_AT_ONCE, predict)) {
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
  client: Client,
  columns: WineColumns,
  rows: Row[],
  options: PredictOptions,
): Promise<RowOutcome[]> {
  const reads = rows.map((row) => readWine(columns, row));
  const wines = reads.filter((read): read is Wine => !isRefusal(read));
  const results = wines.length === 0 ? [] : (await client.predictBatch(wines, options)).results;
  const queue = results.values();
  return rows.map((row, index) => {
    const read = reads[index];
    return read && isRefusal(read) ? { row, refusal: read } : toOutcome(columns, row, queue.next().value);
  });
}

function toOutcome(columns: WineColumns, row: Row, result: BatchResult | undefined): RowOutcome {
  if (!result) throw new CommandError(`The row on line ${row.line} got no answer.`);
  if (result.__typename === 'Prediction') return { row, prediction: result };
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
  if (!(error instanceof TerroirError) && !(error instanceof CommandError)) return error;
  const code = error instanceof CommandError ? error.exitCode : 1;
  return new CommandError(
    `${error.message} No file was written. To record no row twice, repeat the command within a day with --run ${run}`,
    code,
    error,
  );
}
