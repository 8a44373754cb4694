import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { DATASET_RUNS_MAX } from '../../../contract/limits.ts';
import type { StoredDataset } from '../../../contract/stored/datasets.ts';
import { type Target, TARGETS } from '../../../contract/wine.ts';
import type { Dataset, DatasetClass } from '../../../generated/schema.ts';
import { isDatasetName } from '../../../store/s3/bucket.ts';
import {
  digestParts,
  findDataset,
  type ImportedDataset,
  pageDatasets,
  readRecord,
  writeRecord,
} from '../../../store/models/datasets.ts';
import { listRunsByDataset } from '../../../store/models/runs.ts';
import { internal, notFound } from '../../failures.ts';
import { PATIENCE_MS, type Dependencies, timestamp } from '../dependencies.ts';
import { formatToken, readPage } from '../page-request.ts';
import { readReason, readText, type Request } from '../request.ts';

/** A page of the datasets that were imported, by name. */
export async function datasets(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  const asked = readPage(given, readPlace);
  if ('failure' in asked) return asked;
  const page = await pageDatasets(dependencies.bucket, asked);
  const runs = await listRunsByDataset(dependencies.models, deadlineOf(dependencies));
  const items = await Promise.all(page.datasets.map((one) => describeDataset(one, runs.get(one.name))));
  const last = page.datasets.at(-1)?.name;
  return {
    value: {
      items,
      nextToken: page.isMore && last !== undefined ? formatToken({ kind: 'dataset', after: last }) : null,
    },
  };
}

/** The dataset of that name, or null. */
export async function dataset(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  return { value: (await describeNamed(dependencies, readText(given, 'name'))) ?? null };
}

/** Takes a dataset out of use. */
export async function removeDataset(
  dependencies: Dependencies,
  { clientId, arguments: given }: Request,
): Promise<ModelsAnswer> {
  const reason = readReason(given);
  if (typeof reason !== 'string') return { failure: reason };
  const removal = { by: clientId, at: timestamp(dependencies.models), reason };
  // Who removed it first, and why, stays.
  return change(dependencies, readText(given, 'name'), (before) => ({ ...before, removal: before.removal ?? removal }));
}

/** Puts a removed dataset back into use. */
export async function restoreDataset(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  return change(dependencies, readText(given, 'name'), (before) => ({ ...before, removal: null }));
}

async function change(
  dependencies: Dependencies,
  name: string,
  changed: (before: StoredDataset) => StoredDataset,
): Promise<ModelsAnswer> {
  const { bucket } = dependencies;
  if ((await describeNamed(dependencies, name)) === undefined) {
    return { failure: notFound('name', `There is no dataset ${JSON.stringify(name.slice(0, 100))}.`) };
  }
  const record = await readRecord(bucket, name);
  const before = record?.dataset ?? unwritten(name);
  if (!(await writeRecord(bucket, changed(before), record?.etag))) {
    return { failure: internal('The dataset was changed at the same moment: try again.') };
  }
  return { value: await describeNamed(dependencies, name) };
}

/** What is to be written down of a dataset that an earlier release imported: its parts are read all the same. */
function unwritten(name: string): StoredDataset {
  return { format: 1, name, parts: [], rows: null, classes: { country: {}, variety: {} }, removal: null };
}

/** The dataset of that name as the API tells of it; undefined where there is none. */
export async function describeNamed(dependencies: Dependencies, name: string): Promise<Dataset | undefined> {
  if (!isDatasetName(name)) return undefined;
  const found = await findDataset(dependencies.bucket, name);
  if (found === undefined) return undefined;
  const runs = await listRunsByDataset(dependencies.models, deadlineOf(dependencies));
  return describeDataset(found, runs.get(name));
}

async function describeDataset({ name, record, parts }: ImportedDataset, runs: string[] = []): Promise<Dataset> {
  const known = new Map(record?.parts.map((part) => [part.key, part]));
  const written = parts.flatMap(({ key }) => known.get(key) ?? []);
  const latest = written.at(-1);
  const isWhole = written.length === parts.length;
  return {
    name,
    state: (record?.removal ?? null) === null ? 'IN_USE' : 'REMOVED',
    rows: isWhole ? (record?.rows ?? null) : null,
    classes: record === undefined ? [] : TARGETS.flatMap((target) => describeClasses(record, target)),
    importedBy: latest?.importedBy ?? null,
    importedAt: latest?.importedAt ?? null,
    digest: isWhole ? await digestParts(written) : null,
    removal: record?.removal ?? null,
    runs: runs.slice(0, DATASET_RUNS_MAX),
  };
}

function describeClasses({ classes }: StoredDataset, target: Target): DatasetClass[] {
  const name = target === 'country' ? 'COUNTRY' : 'VARIETY';
  // An object has names that look like numbers at its head, whatever their counts.
  return Object.entries(classes[target])
    .map(([spelling, count]): DatasetClass => ({ target: name, name: spelling, count }))
    .sort((one, other) => other.count - one.count);
}

/** The name after which a page begins. */
function readPlace({ kind, after }: Record<string, unknown>): string | null {
  return kind === 'dataset' && typeof after === 'string' && isDatasetName(after) ? after : null;
}

function deadlineOf({ models }: Dependencies): number {
  return models.clock.now() + PATIENCE_MS;
}
