import type { LabelledWine } from '../../artifacts/compare.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import type { Example } from '../../classifier/features/example.ts';
import { fingerprintText } from '../../classifier/text/fingerprint.ts';
import { isUnknownName, settleName } from '../../classifier/text/names.ts';
import { type Target, TARGETS } from '../../contract/wine.ts';
import { type Bucket, listParts, streamPart } from '../../store/bucket.ts';
import { TabularError } from '../../tabular/failure.ts';
import { readExampleLines } from '../../tabular/json-lines.ts';

/** All examples of a run, those that one can rely on most first, and what they were made of. */
export interface Gathered {
  examples: Example[];
  /** Every part that was read, by name; the digests tell whether anything has changed. */
  parts: { name: string; bytes: number; sha256: string }[];
  /** What was left out, and why. */
  refused: string[];
}

/** The source of examples that come from labels. */
const LABELS = 'labels';

/**
 * Reads the bundled dataset, then the imported ones, then the labels. Of a text that is there already, only the first
 * is kept: whoever labels a known wine wrongly cannot take it out of the dataset, nor out of the hold-out set. A part
 * that is corrupt is named and left out.
 *
 * Errors: what S3 says; DatasetError for the bundled dataset.
 */
export async function gatherExamples(
  bucket: Bucket,
  datasetFile: string,
  labels: readonly LabelledWine[],
): Promise<Gathered> {
  const gathered: Gathered = { examples: [], parts: [], refused: [] };
  const known = new Set<string>();
  const bundled = await readFile(new URL(datasetFile));
  const [name = ''] = basename(fileURLToPath(datasetFile)).split('.');
  add(gathered, known, name, decodeDataset(await promisify(brotliDecompress)(bundled)));
  gathered.parts.push({ name, bytes: bundled.length, sha256: createHash('sha256').update(bundled).digest('hex') });
  const imported = new Map<string, Example[]>();
  for (const part of await listParts(bucket)) {
    const examples = await readInto(gathered, part.key, part.dataset, streamPart(bucket, part));
    imported.set(part.dataset, [...(imported.get(part.dataset) ?? []), ...examples]);
  }
  const spell = createSpeller(gathered.examples);
  for (const [dataset, examples] of imported) add(gathered, known, dataset, examples.map(spell));
  add(gathered, known, LABELS, labels.map(toExample).map(spell));
  return gathered;
}

async function readInto(
  { parts, refused }: Gathered,
  key: string,
  dataset: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Example[]> {
  let length = 0;
  async function* counted() {
    for await (const chunk of bytes) {
      length += chunk.length;
      yield chunk;
    }
  }
  try {
    const { examples, sha256 } = await readExampleLines(dataset, counted());
    parts.push({ name: key, bytes: length, sha256 });
    return examples;
  } catch (error) {
    if (!(error instanceof TabularError)) throw error;
    refused.push(`${key} is left out: ${error.message}.`);
    return [];
  }
}

/** Adds the examples of a dataset whose text no dataset before it has. */
function add(gathered: Gathered, known: Set<string>, dataset: string, examples: readonly Example[]): void {
  const fresh = examples.filter(({ fingerprint }) => !known.has(fingerprint));
  const repeated = examples.length - fresh.length;
  if (repeated > 0) {
    gathered.refused.push(`${dataset}: ${repeated} examples are left out, because their text is known already.`);
  }
  for (const { fingerprint } of fresh) known.add(fingerprint);
  for (const example of fresh) gathered.examples.push(example);
}

/** What the client said goes before what it gave. */
function toExample({ wine, country, variety }: LabelledWine): Example {
  const truth = { ...(country === undefined ? {} : { country }), ...(variety === undefined ? {} : { variety }) };
  return { ...wine, ...truth, source: LABELS, fingerprint: fingerprintText(wine.description ?? '') };
}

/**
 * Spells countries and varieties as the bundled dataset does, or else as they are met first, so that no class is there
 * under two names; a name that says that nobody knows is left out.
 */
function createSpeller(bundled: readonly Example[]): (example: Example) => Example {
  const spellings = new Map<string, string>();
  const spellingOf = (target: Target, name: string): string => {
    const key = `${target} ${settleName(target, name)}`;
    const spelling = spellings.get(key) ?? name;
    spellings.set(key, spelling);
    return spelling;
  };
  for (const target of TARGETS) {
    for (const { [target]: name } of bundled) if (name !== undefined) spellingOf(target, name);
  }
  return (example) => {
    const spelt = { ...example };
    for (const target of TARGETS) {
      const name = example[target];
      if (name === undefined) continue;
      if (isUnknownName(name)) delete spelt[target];
      else spelt[target] = spellingOf(target, name);
    }
    return spelt;
  };
}
