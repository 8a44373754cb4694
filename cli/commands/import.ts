import { REASON_CHARACTERS_MAX } from '../../contract/limits.ts';
import { isDatasetName, type Bucket } from '../../store/s3/bucket.ts';
import { findExampleColumns, readExample } from '../../tabular/examples.ts';
import { isRefusal, WINE_FIELDS } from '../../tabular/wine-columns.ts';
import { CommandError, readArguments, type Command, type Surroundings } from '../command.ts';
import { openDataset, type Dataset } from '../../store/models/open-dataset.ts';
import type { Added } from '../../tabular/known-rows.ts';
import { findModelBucket } from '../deployment/stores.ts';
import {
  INPUT_HELP,
  INPUT_OPTIONS,
  INPUT_OPTIONS_HELP,
  openInput,
  readErrorsPath,
  readInput,
  type OpenInput,
} from '../input.ts';
import { createCellTally, type CellTally } from '../output/cell-tally.ts';
import { startProgress } from '../output/progress.ts';
import { openRefusedRows, type RefusedRows } from '../output/refused-rows.ts';

const HELP = `terroir import: adds the rows of a file to the datasets that the next training reads. Usage:

  npm run terroir -- import FILE [--name NAME] [--by WHO] [--map USE=COLUMN] [--strict] [--force] [--outputs FILE]

${INPUT_HELP}

An example needs description, and country, variety, or both; if there are, region, winery, points of 50 to 100 and a
price in US dollars are read, too. The Kaggle wine reviews are taken as they are.

  --name NAME      what the dataset is called: the file's name unless told. Rows may be added to it later; a row whose
                   note is in it already replaces what was told of that note, or is left out where it tells the same, so
                   that importing a file again adds nothing. See: terroir datasets
  --by WHO         who imports, for terroir datasets: the user's name unless told
  --errors FILE    every row that was refused, with line, column and reason before its own columns, so that it can be
                   mended and imported itself; beside FILE unless told, and only if there are any
  --force          replaces that file
${INPUT_OPTIONS_HELP}
  --outputs FILE   into a deployment: FILE is what npm run deploy -- --outputs-file FILE writes; of several stacks
                   in it, FILE#Terroir-staging names one
  --data FOLDER    into the laptop host that keeps its files there: .local unless told

Exit code: 0 all rows imported or known, 3 some refused, 1 failed, 2 wrongly asked, 130 stopped.
After 1 and 130 a part of the rows may have been imported: repeat the command.`;

const OPTIONS = {
  name: { type: 'string' },
  by: { type: 'string' },
  ...INPUT_OPTIONS,
  outputs: { type: 'string' },
  data: { type: 'string' },
} as const;

/** What is to be done, once the file has been read through. */
interface Plan extends OpenInput {
  dataset: Dataset;
  strict: boolean;
}

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const read = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const { values } = read;
    const input = readInput(read, { name: 'import', uses: WINE_FIELDS }, surroundings);
    const name = readName(values.name, input.stem);
    const errors = await readErrorsPath(values, input.path, [input.path], surroundings);
    const bucket = await findModelBucket(values, surroundings);
    const opened = await openInput(input, findExampleColumns, surroundings);
    try {
      const refused = await openRefusedRows(errors, opened.table);
      const tally = createCellTally(opened.table.style);
      try {
        const dataset = await openDataset(bucket, name, readImporter(values.by, surroundings));
        const counts = await importRows({ ...opened, dataset, strict: input.strict }, refused, tally, surroundings);
        await refused.keep();
        const parts = [`${counts.added} rows added to the dataset ${name}`];
        if (counts.replaced > 0) parts.push(`${counts.replaced} replaced what was told of their notes before`);
        if (counts.known > 0) parts.push(`${counts.known} said nothing new`);
        if (refused.count > 0) parts.push(`${refused.count} refused in ${errors}`);
        surroundings.tell(`${parts.join(', ')}. ${describeNext(name, dataset)}`);
        for (const sentence of tally.sentences()) surroundings.tell(sentence);
      } catch (error) {
        throw explain(error, bucket, values.outputs !== undefined);
      } finally {
        await refused.discard();
      }
      return refused.count > 0 ? 3 : 0;
    } finally {
      await opened.table.close();
    }
  },
};

async function importRows(
  { table, columns, dataset, strict }: Plan,
  refused: RefusedRows,
  tally: CellTally,
  { interactive, stopping }: Surroundings,
): Promise<Record<Added, number>> {
  const progress = startProgress(table.rowCount, interactive);
  const counts = { added: 0, replaced: 0, known: 0 };
  try {
    for await (const row of table.rows()) {
      stopping.throwIfAborted();
      progress.advance(1);
      const read = readExample(columns, row, strict);
      if (isRefusal(read)) {
        await refused.add(row, read);
        continue;
      }
      tally.note(row, read);
      counts[await dataset.add(read.example)] += 1;
    }
    if (await dataset.finish()) return counts;
    throw new CommandError(`The dataset ${dataset.name} was changed at the same moment. Repeat the command.`);
  } finally {
    progress.stop();
  }
}

function describeNext(name: string, { isRemoved }: Dataset): string {
  if (!isRemoved) return 'The next training reads them: npm run terroir -- train';
  return `The dataset is removed, so trainings leave it out: npm run terroir -- datasets restore ${name}`;
}

/** Whoever is logged in, unless somebody is named. */
function readImporter(given: string | undefined, { env }: Surroundings): string {
  const by = (given ?? env['USER'] ?? env['USERNAME'] ?? '').trim();
  return by === '' ? 'unknown' : by.slice(0, REASON_CHARACTERS_MAX);
}

/** What the file's name makes, unless a name is given. */
function readName(given: string | undefined, stem: string): string {
  if (given === undefined && stem === '') throw new CommandError('Say what the dataset is called: --name NAME.', 2);
  const name =
    given ??
    stem
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60);
  if (isDatasetName(name)) return name;
  const form = 'up to 60 small letters, digits and hyphens, and not labels';
  throw new CommandError(`A dataset cannot be called ${JSON.stringify(name)}: --name takes ${form}.`, 2);
}

function explain(error: unknown, bucket: Bucket, onAws: boolean): unknown {
  if (error instanceof CommandError || !isOfStore(error)) return error;
  const advice = onAws ? 'Check the AWS credentials.' : 'Is the host running? Start it: npm start';
  const reason = error.message === '' ? error.name : error.message;
  return new CommandError(`The bucket ${bucket.name} could not be used (${reason}). ${advice}`, 1, error);
}

/** What S3 says, or what Node says of the connection to it; the SDK marks both. */
function isOfStore(error: unknown): error is Error {
  return error instanceof Error && ('$metadata' in error || '$fault' in error);
}
