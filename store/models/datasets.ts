import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand } from '@aws-sdk/client-s3';
import { DATASET_RECORDS_PREFIX } from '../../contract/objects.ts';
import type { StoredDataset, StoredPart } from '../../contract/stored/datasets.ts';
import { type Bucket, type DatasetPart, hashBytes, listParts } from '../s3/bucket.ts';

/** What is known of a dataset, and by what a write tells that nobody has written in the meantime. */
export interface DatasetRecord {
  dataset: StoredDataset;
  etag: string | undefined;
}

/** A dataset as it lies in the bucket. */
export interface ImportedDataset {
  name: string;
  /** Undefined where its parts were stored by an earlier release, or by hand: it is in use all the same. */
  record: StoredDataset | undefined;
  /** Its parts in the order in which they were imported. */
  parts: ImportedPart[];
}

/** A part of a dataset, whether or not the dataset's record knows it. */
export interface ImportedPart {
  dataset: string;
  key: string;
  /** As the record says, ISO 8601, UTC; an empty text where it knows nothing of the part: such a part comes first. */
  importedAt: string;
  /** When S3 stored it. */
  storedAt: string;
}

/** Reads what is known of a dataset; undefined where nothing is. Errors: what S3 says. */
export async function readRecord(bucket: Bucket, name: string): Promise<DatasetRecord | undefined> {
  // Asked for a key that is not there, S3 says AccessDenied to whoever may list this folder alone.
  if (!(await listRecords(bucket, name)).includes(name)) return undefined;
  const get = new GetObjectCommand({ Bucket: bucket.name, Key: recordKey(name) });
  const { Body, ETag } = await bucket.s3.send(get);
  return { dataset: JSON.parse((await Body?.transformToString()) ?? '') as StoredDataset, etag: ETag };
}

/**
 * Writes what is known of a dataset in place of what was read (`etag`; undefined: nothing was there). Returns false
 * where somebody else has written since. Errors: what S3 says.
 */
export async function writeRecord(bucket: Bucket, dataset: StoredDataset, etag: string | undefined): Promise<boolean> {
  const put = new PutObjectCommand({
    Bucket: bucket.name,
    Key: recordKey(dataset.name),
    Body: `${JSON.stringify(dataset, null, 1)}\n`,
    ContentType: 'application/json',
    ...(etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),
  });
  try {
    await bucket.s3.send(put);
    return true;
  } catch (error) {
    if (error instanceof Error && CAME_BETWEEN.has(error.name)) return false;
    throw error;
  }
}

/** What S3 says of a conditional write that came second. */
const CAME_BETWEEN = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

/** Every dataset that was imported, by name, the removed ones too. Errors: what S3 says. */
export async function listDatasets(bucket: Bucket): Promise<ImportedDataset[]> {
  const parts = await listParts(bucket);
  const names = await nameDatasets(bucket, parts);
  return Promise.all(names.map((name) => gatherDataset(bucket, name, parts)));
}

/**
 * Some datasets by name, the removed ones too: at most `limit` of those after the name `after`; and whether there are
 * more. Errors: what S3 says.
 */
export async function pageDatasets(
  bucket: Bucket,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<{ datasets: ImportedDataset[]; isMore: boolean }> {
  const parts = await listParts(bucket);
  const names = (await nameDatasets(bucket, parts)).filter((name) => after === undefined || name > after);
  const datasets = await Promise.all(names.slice(0, limit).map((name) => gatherDataset(bucket, name, parts)));
  return { datasets, isMore: names.length > limit };
}

/** The dataset of that name; undefined where there is none. Errors: what S3 says. */
export async function findDataset(bucket: Bucket, name: string): Promise<ImportedDataset | undefined> {
  const dataset = await gatherDataset(bucket, name, await listParts(bucket));
  return dataset.record === undefined && dataset.parts.length === 0 ? undefined : dataset;
}

async function nameDatasets(bucket: Bucket, parts: readonly DatasetPart[]): Promise<string[]> {
  return [...new Set([...(await listRecords(bucket)), ...parts.map(({ dataset }) => dataset)])].sort();
}

async function gatherDataset(bucket: Bucket, name: string, all: readonly DatasetPart[]): Promise<ImportedDataset> {
  const record = (await readRecord(bucket, name))?.dataset;
  const own = all.filter(({ dataset }) => dataset === name);
  return { name, record, parts: orderParts(own, record) };
}

/** The parts in the order in which they were imported, those at the head of which the record knows nothing. */
export function orderParts(parts: readonly DatasetPart[], record: StoredDataset | undefined): ImportedPart[] {
  const places = new Map(record?.parts.map(({ key }, place) => [key, place]));
  const placeOf = ({ key }: ImportedPart): number => places.get(key) ?? -1;
  return parts
    .map((part) => ({ ...part, importedAt: record?.parts[places.get(part.key) ?? -1]?.importedAt ?? '' }))
    .sort(
      (one, other) => compareImports(one, other) || placeOf(one) - placeOf(other) || compareTexts(one.key, other.key),
    );
}

/** Which of two parts was imported first: negative where `one` was, 0 where nobody knows. */
export function compareImports(one: ImportedPart, other: ImportedPart): number {
  return compareTexts(one.importedAt, other.importedAt);
}

/** SHA-256, in hex, by which what is in a dataset is known again: that of its parts' in turn. */
export function digestParts(parts: readonly Pick<StoredPart, 'sha256'>[]): Promise<string> {
  return hashBytes(new TextEncoder().encode(parts.map(({ sha256 }) => `${sha256}\n`).join('')));
}

/** The names of datasets of which something is written down, those that begin with `start`. */
async function listRecords(bucket: Bucket, start = ''): Promise<string[]> {
  const names: string[] = [];
  const Prefix = `${DATASET_RECORDS_PREFIX}${start}`;
  const pages = paginateListObjectsV2({ client: bucket.s3 }, { Bucket: bucket.name, Prefix });
  for await (const { Contents = [] } of pages) {
    for (const { Key = '' } of Contents) {
      if (Key.endsWith(RECORD_SUFFIX)) names.push(Key.slice(DATASET_RECORDS_PREFIX.length, -RECORD_SUFFIX.length));
    }
  }
  return names;
}

const RECORD_SUFFIX = '.json';

function recordKey(name: string): string {
  return `${DATASET_RECORDS_PREFIX}${name}${RECORD_SUFFIX}`;
}

function compareTexts(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
