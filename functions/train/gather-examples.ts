import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { LabelledWine } from '../../artifacts/compare.ts';
import type { OpenRoom } from '../../artifacts/training-room.ts';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import type { DatasetDigest } from '../../classifier/files/manifest.ts';
import type { Example } from '../../classifier/features/example.ts';
import { type ExampleSource, joinSources, sourceOf } from '../../classifier/features/example-source.ts';
import { fingerprintText } from '../../classifier/text/fingerprint.ts';
import { isUnknownName, settleName } from '../../classifier/text/names.ts';
import { type Target, TARGETS } from '../../contract/wine.ts';
import { type Bucket, openPart } from '../../store/s3/bucket.ts';
import { compareImports, type ImportedPart, listDatasets } from '../../store/models/datasets.ts';
import { TabularError } from '../../tabular/failure.ts';
import { readExampleLines } from '../../tabular/json-lines.ts';
import { admitClasses, type LabelExample, limitClients } from './admit-labels.ts';
import { type ClientLabel, LABELS, type TrainJob } from './job.ts';
import { createPool, keepFresh } from './pool-examples.ts';

/** All examples of a run, those that one can rely on most first, and what they were made of. */
export interface Gathered {
  examples: ExampleSource;
  /** Every part that was read, in the order in which it was: that of two which contradict each other decides. */
  parts: DatasetDigest[];
  /** The names of the imported datasets that were read. */
  datasets: string[];
  /** The labels that are among the examples, spelt as those are. */
  labels: LabelledWine[];
  /** What was left out, and why. */
  refused: string[];
}

/** What a run gathers its examples from. */
export type Sources = Pick<TrainJob, 'datasetFile' | 'labels' | 'admissions'>;

/**
 * Reads the bundled dataset, then the imported ones in the order of their import, then the labels. Where datasets say
 * otherwise of the same text, the later one's word counts; a label never changes what a dataset says, so that whoever
 * labels a known wine wrongly cannot take it out of the dataset, nor out of the hold-out set. A part that is corrupt is
 * named and left out; a dataset that was removed is left out. `fewestExamples` make a class. Each part is read once,
 * and what there is no memory for is kept in the room.
 *
 * Errors: what S3 says; DatasetError for the bundled dataset.
 */
export async function gatherExamples(
  bucket: Bucket,
  sources: Sources,
  fewestExamples: number,
  room: Pick<OpenRoom, 'keep'>,
): Promise<Gathered> {
  const { datasetFile, labels, admissions } = sources;
  const gathered: Gathered = { examples: sourceOf([]), parts: [], datasets: [], labels: [], refused: [] };
  const imported = await listPartsInUse(bucket);
  const pool = createPool(room, imported.length);
  const spell = createSpeller();
  const bundled = await readFile(new URL(datasetFile));
  const [name = ''] = basename(fileURLToPath(datasetFile)).split('.');
  pool.addBundled(name, decodeDataset(await promisify(brotliDecompress)(bundled)).map(spell.asIs));
  gathered.parts.push({ name, bytes: bundled.length, sha256: createHash('sha256').update(bundled).digest('hex') });
  for (const part of imported) {
    const examples = await readInto(gathered, bucket, part);
    if (examples === undefined) continue;
    pool.takePart(part.dataset, examples.map(spell.asKnown));
    if (!gathered.datasets.includes(part.dataset)) gathered.datasets.push(part.dataset);
  }
  // Before any label is read: what the datasets name is known.
  const known = new Set<string>();
  const labelled = new Set(labels.map(({ wine }) => fingerprintText(wine.description ?? '')));
  const knownTexts = new Set<string>();
  const { examples, repeats } = pool.settle((example) => {
    addNames(known, example);
    if (labelled.has(example.fingerprint)) knownTexts.add(example.fingerprint);
  });
  gathered.refused.push(...repeats);
  for (const { target, name: admitted } of admissions) known.add(`${target} ${settleName(target, admitted)}`);
  const isKnown = (target: Target, one: string): boolean => known.has(`${target} ${settleName(target, one)}`);
  const told = labels.map((label): LabelExample => {
    const { clientId, wine } = label;
    return { clientId, wine, example: spell.asKnown(toExample(label)) };
  });
  const fresh = chooseLabels(gathered, admitClasses(told, { isKnown, fewestExamples }), examples.count, (text) =>
    knownTexts.has(text),
  );
  gathered.examples = joinSources([examples, sourceOf(fresh)]);
  return gathered;
}

/** The parts of all datasets that nobody has removed, the one that was imported first at the head. */
async function listPartsInUse(bucket: Bucket): Promise<ImportedPart[]> {
  const inUse = (await listDatasets(bucket)).filter(({ record }) => (record?.removal ?? null) === null);
  // Of parts about which nobody knows more, those of one dataset stay together, and datasets go by their names.
  return inUse.flatMap(({ parts }) => parts).sort(compareImports);
}

/** The examples of a part; undefined where it is corrupt. */
async function readInto(
  { parts, refused }: Gathered,
  bucket: Bucket,
  { dataset, key }: ImportedPart,
): Promise<Example[] | undefined> {
  const { versionId, bytes } = await openPart(bucket, key);
  try {
    const { examples, byteCount, sha256 } = await readExampleLines(dataset, bytes);
    parts.push({ name: key, bytes: byteCount, sha256, ...(versionId === undefined ? {} : { versionId }) });
    return examples;
  } catch (error) {
    if (!(error instanceof TabularError)) throw error;
    refused.push(`${key} is left out: ${error.message}.`);
    return undefined;
  }
}

/** The examples of the labels that are learnt from. */
function chooseLabels(
  gathered: Gathered,
  admitted: { labels: readonly LabelExample[]; refused: readonly string[] },
  datasetExamples: number,
  isKnown: (fingerprint: string) => boolean,
): Example[] {
  const fresh = keepFresh(admitted.labels, isKnown);
  const limited = limitClients(fresh, datasetExamples);
  const repeated = admitted.labels.length - fresh.length;
  gathered.refused.push(...admitted.refused);
  if (repeated > 0) {
    gathered.refused.push(`${LABELS}: ${repeated} examples are left out, because their text is known already.`);
  }
  gathered.refused.push(...limited.refused);
  return limited.labels.map(({ wine, example }) => {
    const { country, variety } = example;
    const truth = { ...(country === undefined ? {} : { country }), ...(variety === undefined ? {} : { variety }) };
    gathered.labels.push({ wine, ...truth });
    return example;
  });
}

/** What the client said goes before what it gave. */
function toExample({ wine, country, variety }: ClientLabel): Example {
  const truth = { ...(country === undefined ? {} : { country }), ...(variety === undefined ? {} : { variety }) };
  return { ...wine, ...truth, source: LABELS, fingerprint: fingerprintText(wine.description ?? '') };
}

/** Adds the country and the variety that an example is of, as names are compared. */
function addNames(names: Set<string>, example: Example): void {
  for (const target of TARGETS) {
    const name = example[target];
    if (name !== undefined) names.add(`${target} ${settleName(target, name)}`);
  }
}

/**
 * Spells countries and varieties as the bundled dataset does, or else as they are met first, so that no class is there
 * under two names; a name that says that nobody knows is left out.
 */
function createSpeller(): Record<'asIs' | 'asKnown', (example: Example) => Example> {
  const spellings = new Map<string, string>();
  const spellingOf = (target: Target, name: string): string => {
    const key = `${target} ${settleName(target, name)}`;
    const spelling = spellings.get(key) ?? name;
    spellings.set(key, spelling);
    return spelling;
  };
  return {
    asIs(example) {
      for (const target of TARGETS) if (example[target] !== undefined) spellingOf(target, example[target]);
      return example;
    },
    asKnown(example) {
      const spelt = { ...example };
      for (const target of TARGETS) {
        const name = example[target];
        if (name === undefined) continue;
        if (isUnknownName(name)) delete spelt[target];
        else spelt[target] = spellingOf(target, name);
      }
      return spelt;
    },
  };
}
