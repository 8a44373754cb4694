/** Reads the items of a Map from S3. Source: Step Functions developer guide, "ItemReader (Map)". */
import { readCsv } from './csv.ts';
import type { ItemReader } from '../language/definition.ts';
import { StateFault } from '../language/fault.ts';
import type { ObjectStore } from './object-store.ts';
import type { Sources } from '../language/path.ts';

/** The items of a file, in its order. Errors: StateFault States.ItemReaderFailed. */
export async function readItems(reader: ItemReader, sources: Sources, objects: ObjectStore): Promise<unknown[]> {
  const { Bucket, Key, VersionId } = reader.parameters(sources) as Record<string, unknown>;
  const version = typeof VersionId === 'string' ? VersionId : undefined;
  const file = await objects.get(String(Bucket), String(Key), version);
  if ('refusal' in file) throw failed(`An error occurred while reading the items from S3: ${file.refusal}`);
  const text = file.bytes.toString('utf8').replace(/^\uFEFF/, '');
  return parseItems(reader, text).slice(0, reader.itemsMax);
}

function parseItems(reader: Pick<ItemReader, 'inputType' | 'headers' | 'delimiter'>, text: string): unknown[] {
  switch (reader.inputType) {
    case 'JSON': {
      const items = parseJson(text, 'the file');
      return Array.isArray(items)
        ? items
        : refuse('Attempting to map over non-iterable node: the file is no JSON array.');
    }
    case 'JSONL':
      return text
        .split(/\r?\n/)
        .flatMap((line, index) => (line.trim() === '' ? [] : [parseJson(line, `line ${String(index + 1)}`)]));
    case 'CSV': {
      const rows = readCsv(text, reader.delimiter);
      const headers = reader.headers ?? rows.shift() ?? [];
      // A value beyond the last column is left out, a missing one is empty.
      return rows.map((row) => Object.fromEntries(headers.map((name, column) => [name, row[column] ?? ''])));
    }
  }
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failed(`Unable to parse ${what} as JSON: ${(error as Error).message}`);
  }
}

function refuse(cause: string): never {
  throw failed(cause);
}

function failed(cause: string): StateFault {
  return new StateFault('States.ItemReaderFailed', cause);
}
