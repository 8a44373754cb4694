import type { Client } from '../../packages/client/client.ts';
import { TerroirError } from '../../packages/client/errors.ts';
import { findLabelColumns, LABEL_USES, readLabel, type LabelRead } from '../../tabular/labels.ts';
import type { Row } from '../../tabular/row.ts';
import { columnOf, isRefusal, type RowRefusal, type WineColumns } from '../../tabular/wine-columns.ts';
import { CommandError, readArguments, type Command, type Surroundings } from '../command.ts';
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
import { createCellTally } from '../output/cell-tally.ts';
import { startProgress } from '../output/progress.ts';
import { openRefusedRows, type RefusedRows } from '../output/refused-rows.ts';
import { mapInOrder } from '../rows.ts';

const HELP = `terroir label: tells the truth about past predictions, by the rows of a file. Usage:

  npm run terroir -- label FILE [--map USE=COLUMN] [--strict] [--force] [--endpoint URL --key KEY]

${INPUT_HELP}

A row needs prediction_id, as predict writes it, and country, variety, or both as they truly are: take the answers of
predict, and fill in or mend these two columns. A row in which both are empty is passed over. The key needs the scope
label, and must be of the client that asked.

  --errors FILE    every row that was refused, with line, column and reason before its own columns, so that it can be
                   mended and sent itself; beside FILE unless told, and only if there are any
  --force          replaces that file
${INPUT_OPTIONS_HELP}
${CONNECTION_HELP}

Exit code: 0 all labels taken, 3 some rows refused, 1 failed, 2 wrongly asked, 130 stopped.
After 1 and 130 a part of the labels may have been taken: repeat the command, which says nothing twice.`;

const OPTIONS = { ...INPUT_OPTIONS, ...CONNECTION_OPTIONS } as const;

const LABELS_AT_ONCE = 8;

/** What the API says of a label that is wrong by itself: the others go on. */
const OF_THE_ROW: readonly string[] = ['NotFound', 'InvalidInput'];

/** What is to be done, once the file has been read through. */
interface Plan extends OpenInput {
  client: Client;
  strict: boolean;
}

/** What became of one row; without a label there was nothing to do. */
type Outcome = { row: Row; read: LabelRead; isSent: boolean } | { row: Row; refusal: RowRefusal };

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const read = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const { values } = read;
    const input = readInput(read, { name: 'label', uses: LABEL_USES }, surroundings);
    const errors = await readErrorsPath(values, input.path, [input.path], surroundings);
    const client = await connect(values, surroundings);
    const opened = await openInput(input, findLabelColumns, surroundings);
    try {
      const refused = await openRefusedRows(errors, opened.table);
      try {
        const lines = await labelRows({ ...opened, client, strict: input.strict }, refused, surroundings);
        await refused.keep();
        if (refused.count > 0) lines[0] += `, ${refused.count} rows refused in ${errors}`;
        for (const line of lines) surroundings.tell(line.replace(/(?<![.!])$/, '.'));
      } catch (error) {
        throw explain(error);
      } finally {
        await refused.discard();
      }
      return refused.count > 0 ? 3 : 0;
    } finally {
      await opened.table.close();
    }
  },
};

/** Sends the labels; brings the lines that tell of it. */
async function labelRows(plan: Plan, refused: RefusedRows, { interactive, stopping }: Surroundings): Promise<string[]> {
  const { table } = plan;
  const failure = new AbortController();
  const signal = AbortSignal.any([stopping, failure.signal]);
  const progress = startProgress(table.rowCount, interactive);
  const tally = createCellTally(table.style);
  const counts = { sent: 0, empty: 0 };
  try {
    for await (const outcome of mapInOrder(table.rows(), LABELS_AT_ONCE, (row) => sendLabel(plan, row, signal))) {
      progress.advance(1);
      if ('refusal' in outcome) {
        await refused.add(outcome.row, outcome.refusal);
        continue;
      }
      tally.note(outcome.row, outcome.read);
      if (outcome.isSent) counts.sent += 1;
      else counts.empty += 1;
    }
  } finally {
    failure.abort();
    progress.stop();
  }
  const passedOver = counts.empty > 0 ? `, ${counts.empty} rows say neither country nor variety` : '';
  return [`${counts.sent} predictions labelled${passedOver}`, ...tally.sentences()];
}

async function sendLabel({ client, columns, strict }: Plan, row: Row, signal: AbortSignal): Promise<Outcome> {
  const read = readLabel(columns, row, strict);
  if (isRefusal(read)) return { row, refusal: read };
  if (Object.keys(read.truth).length === 0) return { row, read, isSent: false };
  try {
    await client.label(read.predictionId, read.truth, { signal });
    return { row, read, isSent: true };
  } catch (error) {
    const isOfRow = error instanceof TerroirError && OF_THE_ROW.includes(error.errorType);
    if (isOfRow) return { row, refusal: toRefusal(columns, error) };
    throw error;
  }
}

function toRefusal(columns: WineColumns, { field, message }: TerroirError): RowRefusal {
  return { column: columnOf(columns, field === 'id' ? 'prediction_id' : field), reason: message };
}

function explain(error: unknown): unknown {
  if (!(error instanceof TerroirError) && !(error instanceof CommandError)) return error;
  const code = error instanceof CommandError ? error.exitCode : 1;
  const advice = 'A part of the labels may have been taken: repeat the command, which says nothing twice.';
  return new CommandError(`${error.message} ${advice}`, code, error);
}
