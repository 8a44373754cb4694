import { join, parse as parsePath } from 'node:path';
import { REASON_CHARACTERS_MAX } from '../../contract/limits.ts';
import { isDatasetName, type Bucket } from '../../store/bucket.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { type Added, openDataset, type Dataset } from '../deployment/dataset.ts';
import { findExampleColumns, readExample } from '../../tabular/examples.ts';
import { findModelBucket } from '../deployment/stores.ts';
import { refuseExisting } from '../output/output-file.ts';
import { startProgress } from '../output/progress.ts';
import { openRefusedRows, type RefusedRows } from '../output/refused-rows.ts';
import { readBelowHeader } from '../../tabular/survey.ts';
import { surveyFile } from '../rows.ts';
import { isRefusal, type WineColumns } from '../../tabular/wine-columns.ts';

const HELP = `terroir import: adds the rows of a CSV file to the datasets that the next training reads. Usage:

  npm run terroir -- import FILE.csv [--name NAME] [--by WHO] [--errors errors.csv] [--force] [--outputs FILE]

The header names, in any order: description, and country, variety, or both; if there are, also region, winery, points,
price. The Kaggle wine reviews are taken as they are: there province and region_1 make the region.

  --name NAME      what the dataset is called: the file's name unless told. Rows may be added to it later; a row whose
                   note is in it already replaces what was told of that note, or is left out where it tells the same, so
                   that importing a file again adds nothing. See: terroir datasets
  --by WHO         who imports, for terroir datasets: the user's name unless told
  --errors FILE    every row that was refused, with line, column and reason before its own columns, so that it can be
                   mended and imported itself; NAME.errors.csv beside FILE unless told, and only if there are any
  --force          replaces that file
  --outputs FILE   into a deployment: FILE is what npm run deploy -- --outputs-file FILE writes; of several stacks
                   in it, FILE#Terroir-staging names one
  --data FOLDER    into the laptop host that keeps its files there: .local unless told

Exit code: 0 all rows imported or known, 3 some refused, 1 failed, 2 wrongly asked, 130 stopped.
After 1 and 130 a part of the rows may have been imported: repeat the command.`;

const OPTIONS = {
  name: { type: 'string' },
  by: { type: 'string' },
  errors: { type: 'string' },
  force: { type: 'boolean', default: false },
  outputs: { type: 'string' },
  data: { type: 'string' },
} as const;

/** What is to be done, once the file has been read through. */
interface Plan {
  file: string;
  columns: WineColumns;
  rows: number;
  dataset: Dataset;
}

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [given, ...more] = positionals;
    if (given === undefined || more.length > 0)
      throw new CommandError('Say which file: import FILE.csv. See --help.', 2);
    const file = resolvePath(given, '', surroundings);
    const name = readName(values.name, file);
    const { dir, name: stem } = parsePath(file);
    const errors = resolvePath(values.errors, join(dir, `${stem}.errors.csv`), surroundings);
    if (file === errors) throw new CommandError('FILE and --errors must differ.', 2);
    if (!values.force) await refuseExisting(errors);
    const bucket = await findModelBucket(values, surroundings);
    const surveyed = await surveyFile(file, findExampleColumns);
    const refused = await openRefusedRows(errors, surveyed.columns.header);
    try {
      const dataset = await openDataset(bucket, name, readImporter(values.by, surroundings));
      const counts = await importRows({ file, ...surveyed, dataset }, refused, surroundings);
      await refused.keep();
      const parts = [`${counts.added} rows added to the dataset ${name}`];
      if (counts.replaced > 0) parts.push(`${counts.replaced} replaced what was told of their notes before`);
      if (counts.known > 0) parts.push(`${counts.known} were in it already`);
      if (refused.count > 0) parts.push(`${refused.count} refused in ${errors}`);
      const next = dataset.isRemoved
        ? `The dataset is removed, so trainings leave it out: npm run terroir -- datasets restore ${name}`
        : 'The next training reads them: npm run terroir -- train';
      surroundings.tell(`${parts.join(', ')}. ${next}`);
    } catch (error) {
      throw explain(error, bucket, values.outputs !== undefined);
    } finally {
      await refused.discard();
    }
    return refused.count > 0 ? 3 : 0;
  },
};

async function importRows(
  { file, columns, rows, dataset }: Plan,
  refused: RefusedRows,
  { interactive, stopping }: Surroundings,
): Promise<Record<Added, number>> {
  const progress = startProgress(rows, interactive);
  const counts = { added: 0, replaced: 0, known: 0 };
  try {
    for await (const row of readBelowHeader(file)) {
      stopping.throwIfAborted();
      const example = readExample(columns, row);
      if (isRefusal(example)) await refused.add(row, example);
      else counts[await dataset.add(example)] += 1;
      progress.advance(1);
    }
    await dataset.finish();
    return counts;
  } finally {
    progress.stop();
  }
}

/** Whoever is logged in, unless somebody is named. */
function readImporter(given: string | undefined, { env }: Surroundings): string {
  const by = (given ?? env['USER'] ?? env['USERNAME'] ?? '').trim();
  return by === '' ? 'unknown' : by.slice(0, REASON_CHARACTERS_MAX);
}

/** What the file's name makes, unless a name is given. */
function readName(given: string | undefined, file: string): string {
  const stem = parsePath(file).name.toLowerCase();
  const name =
    given ??
    stem
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
