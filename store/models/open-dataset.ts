import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { DATASET_CLASSES_MAX } from '../../contract/limits.ts';
import type { StoredDataset, StoredPart } from '../../contract/stored/datasets.ts';
import type { Target } from '../../contract/wine.ts';
import { type Bucket, hashBytes, listParts, openPart, partKey, putOnce } from '../s3/bucket.ts';
import { type DatasetRecord, orderParts, readRecord, writeRecord } from './datasets.ts';
import type { TabularExample } from '../../tabular/examples.ts';
import { TabularError } from '../../tabular/failure.ts';
import { formatExampleLine, readExampleLines } from '../../tabular/json-lines.ts';
import { type Added, createKnownRows, type KnownRows } from '../../tabular/known-rows.ts';

/** A dataset in the bucket that examples are added to, each text once. */
export interface Dataset {
  name: string;
  /** Whether an operator has removed it, so that trainings leave it out. */
  isRemoved: boolean;
  /** Adds an example. Stored once a part is full. */
  add: (example: TabularExample) => Promise<Added>;
  /** Tells what adding an example would do, and from then on takes it to be there. Nothing of it is stored. */
  tryOut: (example: TabularExample) => Added;
  /**
   * Stores what is left, and writes down what is in the dataset now. Returns false where the dataset was changed since
   * it was opened: what this import brought is stored then, and only not written down, and a repeat mends it.
   */
  finish: () => Promise<boolean>;
}

/** Some 10 MB of text: what a training reads at once, and little enough to be held here. */
const PART_EXAMPLES = 25_000;

/** Trainings refuse a part of more than 100 MB; a character has 3 bytes at most. */
const PART_CHARACTERS_MAX = 20_000_000;

/**
 * Opens a dataset, or begins one: reads what is in it already. `by` is who imports.
 *
 * Errors: TabularError for a part that is corrupt; what S3 says; the signal's reason where that is aborted.
 */
export async function openDataset(bucket: Bucket, name: string, by: string, signal?: AbortSignal): Promise<Dataset> {
  const before = await readRecord(bucket, name);
  const rows = createKnownRows();
  const parts = await readParts(bucket, before, { name, rows, signal });
  const importedAt = new Date().toISOString();
  let lines: string[] = [];
  let characters = 0;
  const store = async (): Promise<void> => {
    if (lines.length === 0) return;
    const text = lines.join('');
    const contentHash = await hashBytes(new TextEncoder().encode(text));
    const file = await putOnce(bucket, partKey(name, contentHash.slice(0, 32)), await promisify(gzip)(text));
    parts.set(file.key, { ...file, importedAt, importedBy: by });
    lines = [];
    characters = 0;
  };
  return {
    name,
    isRemoved: before !== undefined && before.dataset.removal !== null,
    async add(example) {
      const added = rows.add(example);
      if (added === 'known') return added;
      const line = formatExampleLine(example);
      lines.push(line);
      characters += line.length;
      if (lines.length === PART_EXAMPLES || characters >= PART_CHARACTERS_MAX) await store();
      return added;
    },
    tryOut: (example) => rows.add(example),
    async finish() {
      await store();
      const dataset = describe(name, [...parts.values()], rows, before);
      return parts.size === 0 || writeRecord(bucket, dataset, before?.etag);
    },
  };
}

/** Reads every part, in the order of their import, into `rows`; returns what is to be written down of them. */
async function readParts(
  bucket: Bucket,
  before: DatasetRecord | undefined,
  { name, rows, signal }: { name: string; rows: KnownRows; signal: AbortSignal | undefined },
): Promise<Map<string, StoredPart>> {
  const known = new Map(before?.dataset.parts.map((part) => [part.key, part]));
  const own = (await listParts(bucket)).filter(({ dataset }) => dataset === name);
  const parts = new Map<string, StoredPart>();
  for (const { key, storedAt } of orderParts(own, before?.dataset)) {
    signal?.throwIfAborted();
    const { versionId = '', bytes } = await openPart(bucket, key);
    try {
      const read = await readExampleLines(name, bytes);
      for (const example of read.examples) rows.learn(example);
      const { sha256, byteCount } = read;
      const part = { key, versionId, sha256, bytes: byteCount, importedAt: storedAt, importedBy: 'unknown' };
      parts.set(key, known.get(key) ?? part);
    } catch (error) {
      if (!(error instanceof TabularError)) throw error;
      const place = `${key} in the bucket ${bucket.name}`;
      throw new TabularError(`${place} is corrupt. Delete it, and import it again.`, { cause: error });
    }
  }
  return parts;
}

function describe(
  name: string,
  parts: StoredPart[],
  rows: KnownRows,
  before: DatasetRecord | undefined,
): StoredDataset {
  const classes = { country: countClasses(rows, 'country'), variety: countClasses(rows, 'variety') };
  return { format: 1, name, parts, rows: rows.count, classes, removal: before?.dataset.removal ?? null };
}

function countClasses(rows: KnownRows, target: Target): Record<string, number> {
  return Object.fromEntries(rows.countClasses(target).slice(0, DATASET_CLASSES_MAX));
}
