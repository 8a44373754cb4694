import type { Example } from '../features/example.ts';
import { createByteReader, createByteWriter } from './byte-stream.ts';
import type { ByteReader, ByteWriter } from './byte-stream.ts';

/*
 * A dataset without sentences, as bytes. A list of all terms in alphabetical order; then column by column, because like
 * compresses well beside like: names as numbers in a list of names, a note as the numbers of its terms in ascending
 * order, each as its distance from the one before. Compressing the bytes is left to the caller.
 */

const MAGIC = 'terroir dataset 1';

/** Says that bytes are not a dataset, or a damaged one. */
export class DatasetError extends Error {
  override name = 'DatasetError';
}

/**
 * The bytes of a dataset of these examples; of a note only its `terms` are kept, of a price the cents, not fractions of
 * them.
 */
export function encodeDataset(examples: readonly Example[]): Uint8Array {
  const writer = createByteWriter();
  writer.text(MAGIC);
  writer.varint(examples.length);
  for (const name of NAME_COLUMNS) writeNames(examples, name, writer);
  for (const { points } of examples) writer.varint(points ?? 0);
  for (const { price } of examples) writer.varint(Math.round((price ?? 0) * 100));
  for (const { fingerprint } of examples) writer.bytes(bytesOfHex(fingerprint));
  writeTerms(examples, writer);
  return writer.finish();
}

/**
 * The examples that encodeDataset() turned into these bytes.
 *
 * Errors: DatasetError where they are not a dataset, or a damaged one.
 */
export function decodeDataset(bytes: Uint8Array): Example[] {
  try {
    return readExamples(createByteReader(bytes));
  } catch (error) {
    if (error instanceof RangeError) throw new DatasetError('The dataset is damaged.', { cause: error });
    throw error;
  }
}

const NAME_COLUMNS = ['country', 'variety', 'region', 'winery', 'source'] as const;

function readExamples(reader: ByteReader): Example[] {
  if (reader.text() !== MAGIC) throw new DatasetError('These bytes are not a dataset.');
  const examples: Example[] = Array.from({ length: reader.varint() }, () => ({ fingerprint: '', source: '' }));
  for (const name of NAME_COLUMNS) readNames(examples, name, reader);
  for (const example of examples) {
    const points = reader.varint();
    if (points > 0) example.points = points;
  }
  for (const example of examples) {
    const cents = reader.varint();
    if (cents > 0) example.price = cents / 100;
  }
  for (const example of examples) example.fingerprint = hexOfBytes(reader.bytes(8));
  readTerms(examples, reader);
  return examples;
}

function writeNames(examples: readonly Example[], column: (typeof NAME_COLUMNS)[number], writer: ByteWriter): void {
  const names = sortedSet(examples.flatMap((example) => example[column] ?? []));
  const numbers = new Map(names.map((name, number) => [name, number + 1]));
  writer.text(names.join('\n'));
  for (const example of examples) writer.varint(numbers.get(example[column] ?? '') ?? 0);
}

function readNames(examples: readonly Example[], column: (typeof NAME_COLUMNS)[number], reader: ByteReader): void {
  const names = reader.text().split('\n');
  for (const example of examples) {
    const number = reader.varint();
    if (number === 0) continue;
    example[column] = nameAt(names, number - 1);
  }
}

function writeTerms(examples: readonly Example[], writer: ByteWriter): void {
  const terms = sortedSet(examples.flatMap((example) => example.terms ?? []));
  const numbers = new Map(terms.map((term, number) => [term, number]));
  writer.text(terms.join('\n'));
  for (const example of examples) {
    const sorted = Int32Array.from(example.terms ?? [], (term) => numbers.get(term) ?? 0).sort();
    writer.varint(sorted.length);
    let previous = 0;
    for (const number of sorted) {
      writer.varint(number - previous);
      previous = number;
    }
  }
}

function readTerms(examples: readonly Example[], reader: ByteReader): void {
  const terms = reader.text().split('\n');
  for (const example of examples) {
    let number = 0;
    example.terms = Array.from({ length: reader.varint() }, () => nameAt(terms, (number += reader.varint())));
  }
}

function nameAt(names: readonly string[], number: number): string {
  const name = names[number];
  if (name === undefined) throw new DatasetError('The dataset is damaged: it names what is not in its lists.');
  return name;
}

/** Each text once, in the order of its code units, which is the same everywhere. */
function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

function hexOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
