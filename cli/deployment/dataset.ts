import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { DATASET_CLASSES_MAX } from '../../contract/limits.ts';
import type { StoredDataset, StoredPart } from '../../contract/stored-datasets.ts';
import { type Target, TARGETS, type Wine } from '../../contract/wine.ts';
import { type Bucket, hashBytes, listParts, openPart, partKey, putOnce } from '../../store/bucket.ts';
import { type DatasetRecord, orderParts, readRecord, writeRecord } from '../../store/datasets.ts';
import { type TabularExample, tellingsOf } from '../../tabular/examples.ts';
import { TabularError } from '../../tabular/failure.ts';
import { formatExampleLine, readExampleLines } from '../../tabular/json-lines.ts';
import { CommandError } from '../command.ts';

/** What became of an example that was given to a dataset. */
export type Added =
  /** Its text was not in the dataset. */
  | 'added'
  /** Its text was there, and something of it is told otherwise now. */
  | 'replaced'
  /** It was there as it is, or another row of this import has the same text. */
  | 'known';

/** A dataset in the bucket that examples are added to, each text once. */
export interface Dataset {
  /** Whether an operator has removed it, so that trainings leave it out. */
  isRemoved: boolean;
  /** Adds an example. Stored once a part is full. */
  add: (example: TabularExample) => Promise<Added>;
  /** Stores what is left, and writes down what is in the dataset now. Errors: CommandError where another came first. */
  finish: () => Promise<void>;
}

/** Some 10 MB of text: what a training reads at once, and little enough to be held here. */
const PART_EXAMPLES = 25_000;

/** Trainings refuse a part of more than 100 MB; a character has 3 bytes at most. */
const PART_CHARACTERS_MAX = 20_000_000;

/** What is remembered of a row: the targets as they are spelt, and all that it tells, as it is compared. */
interface Row extends Partial<Record<Target, string>> {
  told: Map<string, string | number>;
}

/**
 * Opens a dataset, or begins one: reads what is in it already. `by` is who imports.
 *
 * Errors: CommandError for a part that is corrupt.
 */
export async function openDataset(bucket: Bucket, name: string, by: string): Promise<Dataset> {
  const before = await readRecord(bucket, name);
  const rows = new Map<string, Row>();
  const parts = await readParts(bucket, name, before, rows);
  const importedAt = new Date().toISOString();
  const seen = new Set<string>();
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
    isRemoved: before !== undefined && before.dataset.removal !== null,
    async add(example) {
      const { fingerprint } = example;
      const known = rows.get(fingerprint);
      if (seen.has(fingerprint) || (known !== undefined && !isCorrection(known, example))) {
        seen.add(fingerprint);
        return 'known';
      }
      seen.add(fingerprint);
      rows.set(fingerprint, mergeRow(known, example));
      const line = formatExampleLine(example);
      lines.push(line);
      characters += line.length;
      if (lines.length === PART_EXAMPLES || characters >= PART_CHARACTERS_MAX) await store();
      return known === undefined ? 'added' : 'replaced';
    },
    async finish() {
      await store();
      const dataset = describe(name, [...parts.values()], rows, before);
      // Another import, or a removal, since this one has begun: what it brought is stored, and only not written down.
      if (parts.size > 0 && !(await writeRecord(bucket, dataset, before?.etag))) {
        throw new CommandError(`The dataset ${name} was changed at the same moment. Repeat the command.`);
      }
    },
  };
}

/** Reads every part, in the order of their import, into `rows`; returns what is to be written down of them. */
async function readParts(
  bucket: Bucket,
  name: string,
  before: DatasetRecord | undefined,
  rows: Map<string, Row>,
): Promise<Map<string, StoredPart>> {
  const known = new Map(before?.dataset.parts.map((part) => [part.key, part]));
  const own = (await listParts(bucket)).filter(({ dataset }) => dataset === name);
  const parts = new Map<string, StoredPart>();
  for (const { key, storedAt } of orderParts(own, before?.dataset)) {
    const { versionId = '', bytes } = await openPart(bucket, key);
    try {
      const read = await readExampleLines(name, bytes);
      for (const example of read.examples)
        rows.set(example.fingerprint, mergeRow(rows.get(example.fingerprint), example));
      const { sha256, byteCount } = read;
      const part = { key, versionId, sha256, bytes: byteCount, importedAt: storedAt, importedBy: 'unknown' };
      parts.set(key, known.get(key) ?? part);
    } catch (error) {
      if (!(error instanceof TabularError)) throw error;
      const place = `${key} in the bucket ${bucket.name}`;
      throw new CommandError(`${place} is corrupt. Delete it, and import it again.`, 1, error);
    }
  }
  return parts;
}

/** Whether an example tells anything otherwise than the row of its text, or more; the text itself does not count. */
function isCorrection({ told }: Row, example: Wine): boolean {
  return [...tellingsOf(example)].some(([field, value]) => told.get(field) !== value);
}

/** What is known of a text once another row has told of it: trainings merge rows in the same way. */
function mergeRow(known: Row | undefined, example: Wine): Row {
  const row: Row = { told: new Map([...(known?.told ?? []), ...tellingsOf(example)]) };
  for (const target of TARGETS) {
    const name = example[target] ?? known?.[target];
    if (name !== undefined) row[target] = name;
  }
  return row;
}

function describe(
  name: string,
  parts: StoredPart[],
  rows: ReadonlyMap<string, Row>,
  before: DatasetRecord | undefined,
): StoredDataset {
  const classes = { country: countClasses(rows, 'country'), variety: countClasses(rows, 'variety') };
  return { format: 1, name, parts, rows: rows.size, classes, removal: before?.dataset.removal ?? null };
}

function countClasses(rows: ReadonlyMap<string, Row>, target: Target): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { [target]: name } of rows.values()) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  const byCount = [...counts].sort(([, one], [, other]) => other - one);
  return Object.fromEntries(byCount.slice(0, DATASET_CLASSES_MAX));
}
