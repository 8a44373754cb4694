import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Failure } from '../../../contract/errors.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { IMPORT_BYTES_MAX, IMPORT_MS_MAX, IMPORT_REFUSALS_MAX } from '../../../contract/limits.ts';
import type { DatasetImport, ImportedColumns, ImportRefusal } from '../../../generated/schema.ts';
import { isDatasetName } from '../../../store/s3/bucket.ts';
import { ObjectGone, streamObject } from '../../../store/jobs/job-files.ts';
import { type Dataset, openDataset } from '../../../store/models/open-dataset.ts';
import { findUpload, uploadKey } from '../../../store/jobs/uploads.ts';
import { findExampleColumns, readExample } from '../../../tabular/examples.ts';
import { TabularError } from '../../../tabular/failure.ts';
import type { Added } from '../../../tabular/known-rows.ts';
import { openTable, type Table } from '../../../tabular/table.ts';
import { isRefusal, type WineColumns } from '../../../tabular/wine-columns.ts';
import { type AskedUpload, readAskedUpload, uploadMissing } from '../../asked-upload.ts';
import { internal, invalidInput } from '../../failures.ts';
import { describeNamed } from './datasets.ts';
import type { Dependencies } from '../dependencies.ts';
import { readText, type Request } from '../request.ts';

/** What is asked, once it is known to be well formed. */
interface Asked extends AskedUpload {
  name: string;
  clientId: string;
  isTrial: boolean;
}

/** What was counted of a file's rows. */
interface Counted extends Record<Added | 'refused' | 'cellsLeftOut', number> {
  refusedRows: ImportRefusal[];
}

/** Adds the rows of an upload to a dataset, by the rules of `terroir import`, or only tells what that would do. */
export async function importDataset(
  dependencies: Dependencies,
  request: Request,
  timeMsMax = IMPORT_MS_MAX,
): Promise<ModelsAnswer> {
  const asked = readAsked(request);
  if ('errorType' in asked) return { failure: asked };
  const folder = await mkdtemp(join(tmpdir(), 'terroir-import-'));
  const signal = AbortSignal.timeout(timeMsMax);
  try {
    const path = join(folder, 'upload');
    const failure = await fetchUpload(dependencies, asked, { path, signal });
    return failure === undefined ? await importFile(dependencies, asked, { path, signal }) : { failure };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { failure: tooLarge(`The file takes longer than ${timeMsMax / 1000} s, and may be imported in part`) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readAsked({ clientId, arguments: given }: Request): Asked | Failure {
  const asked = readAskedUpload(given);
  if ('errorType' in asked) return asked;
  const name = readText(given, 'name');
  if (isDatasetName(name)) return { ...asked, name, clientId, isTrial: given['dryRun'] === true };
  const form = '1 to 60 small letters, digits and hyphens, the first no hyphen, and not labels';
  return invalidInput('name', 'form', `name must be ${form}.`);
}

function tooLarge(what: string): Failure {
  return invalidInput('upload', 'fileTooLarge', `${what}: import it by the command line, npm run terroir -- import.`);
}

/** Where the file is kept while it is read, and until when there is time. */
interface Reading {
  path: string;
  signal: AbortSignal;
}

/** Fetches the newest version of the upload; what is put there meanwhile is not read. */
async function fetchUpload(
  { files, models }: Dependencies,
  { clientId, uploadId }: Asked,
  { path, signal }: Reading,
): Promise<Failure | undefined> {
  if (files === undefined) throw new TypeError('There is no bucket of files.');
  const key = await uploadKey(clientId, uploadId);
  const found = await findUpload(files, key, signal);
  if (found === undefined) return uploadMissing(uploadId, models.clock.now());
  const { versionId, bytes } = found;
  if (bytes > IMPORT_BYTES_MAX) return tooLarge(`The file has more than ${IMPORT_BYTES_MAX / 1e6} MB`);
  try {
    await pipeline(streamObject(files, { key, versionId }, bytes), createWriteStream(path), { signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof ObjectGone)) throw error;
    return uploadMissing(uploadId, models.clock.now());
  }
}

async function importFile(
  dependencies: Dependencies,
  { name, clientId, isTrial, fileName }: Asked,
  { path, signal }: Reading,
): Promise<ModelsAnswer> {
  const opened = await openExamples(path, fileName ?? 'The file', signal);
  if ('errorType' in opened) return { failure: opened };
  const { table, columns } = opened;
  try {
    const dataset = await openDataset(dependencies.bucket, name, clientId, signal);
    const counted = await countRows(opened, dataset, isTrial, signal);
    if ('errorType' in counted) return { failure: counted };
    if (!isTrial && !(await dataset.finish())) {
      return { failure: internal('The dataset was changed at the same moment: import the file again.') };
    }
    const { form, rowCount: rows } = table;
    const value: DatasetImport = {
      ...{ dryRun: isTrial, form, rows, ...describeColumns(columns), ...counted },
      dataset: (await describeNamed(dependencies, name)) ?? null,
    };
    return { value };
  } finally {
    await table.close();
  }
}

/** A file of examples that has been read through. */
interface Examples {
  table: Table;
  columns: WineColumns;
}

async function openExamples(path: string, name: string, signal: AbortSignal): Promise<Examples | Failure> {
  let table: Table;
  try {
    table = await openTable(path, { name, signal });
  } catch (error) {
    return unreadable(error);
  }
  try {
    const advise = (use: string, column: string): string => `If ${JSON.stringify(column)} is meant, call it ${use}.`;
    return { table, columns: findExampleColumns(table, undefined, advise) };
  } catch (error) {
    await table.close();
    if (!(error instanceof TabularError)) throw error;
    return invalidInput('upload', 'fileColumns', error.message);
  }
}

/** What is wrong with a file that cannot be read. Errors: whatever else went wrong. */
function unreadable(error: unknown): Failure {
  if (!(error instanceof TabularError)) throw error;
  const rule = error.kind === 'empty' ? 'fileEmpty' : error.kind === 'tooLarge' ? 'fileTooLarge' : 'fileUnreadable';
  return invalidInput('upload', rule, error.message);
}

/** Takes every row, and counts what became of them. */
async function countRows(
  { table, columns }: Examples,
  dataset: Dataset,
  isTrial: boolean,
  signal: AbortSignal,
): Promise<Counted | Failure> {
  const counted: Counted = { added: 0, replaced: 0, known: 0, refused: 0, refusedRows: [], cellsLeftOut: 0 };
  const rows = table.rows();
  for (;;) {
    // What goes wrong with the file is told; what goes wrong with the dataset is ours.
    const next = await rows.next().catch(unreadable);
    if ('errorType' in next) return next;
    if (next.done === true) return counted;
    const read = readExample(columns, next.value, false);
    if (isRefusal(read)) {
      counted.refused += 1;
      const { column, reason } = read;
      const refusal = { line: next.value.line, column: column === '' ? null : column, reason };
      if (counted.refused <= IMPORT_REFUSALS_MAX) counted.refusedRows.push(refusal);
      continue;
    }
    counted.cellsLeftOut += read.faults.length;
    counted[isTrial ? dataset.tryOut(read.example) : await dataset.add(read.example)] += 1;
    signal.throwIfAborted();
  }
}

function describeColumns({ header, positions }: WineColumns): Pick<DatasetImport, 'columns' | 'unusedColumns'> {
  const nameAt = (position: number): string => (header[position] ?? '').trim();
  const columns = [...positions]
    .sort(([, [one = 0]], [, [other = 0]]) => one - other)
    .map(([use, at]): ImportedColumns => ({ use, names: at.map(nameAt) }));
  const taken = new Set([...positions.values()].flat());
  const unused = header.map((_, position) => position).filter((position) => !taken.has(position));
  return { columns, unusedColumns: unused.map(nameAt).filter((name) => name !== '') };
}
