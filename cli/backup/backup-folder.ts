import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { StoredFile } from '../../contract/stored/models.ts';
import { type Entry, READS_MAX } from '../../store/dynamodb/entries.ts';
import { CommandError } from '../command.ts';
import { group } from '../rows.ts';
import { TABLE_NAMES, type TableName } from './table-names.ts';

/** What `backup.json` tells of a backup. It is written last: a folder without one is no backup. */
export interface BackupFacts {
  format: 1;
  /** ISO 8601, UTC: what was acknowledged before this is in it. */
  begunAt: string;
  finishedAt: string;
  /** Of each file of lines: how many, and the SHA-256 of the file. */
  files: Partial<Record<TableName | 'objects', { lines: number; sha256: string }>>;
}

/** A version of an object; its bytes are the file `objects/<sha256>`. */
export interface KeptObject extends StoredFile {
  /** Whether readers who named no version got this one. */
  isNewest: boolean;
}

/** Where entries and objects are brought back from. */
export interface BackupSource {
  /** Epoch ms. */
  begunAtMs: number;
  tables: TableName[];
  /** The entries of a table, at most READS_MAX at once. */
  read: (table: TableName) => AsyncGenerator<Entry[], void>;
  objects: KeptObject[];
  readObject: (object: KeptObject) => Promise<Uint8Array>;
}

/** The file of a table's entries, or of the list of objects. */
export function linesFile(folder: string, name: TableName | 'objects'): string {
  return join(folder, `${name}.jsonl`);
}

/** Where the bytes of an object lie. */
export function objectFile(folder: string, sha256: string): string {
  return join(folder, 'objects', sha256);
}

/**
 * Opens a backup, once every file of it is known to be as it was written.
 *
 * Errors: CommandError where it is none, is not whole, or was changed.
 */
export async function openBackup(folder: string): Promise<BackupSource> {
  const facts = await readFacts(folder);
  for (const [name, { sha256 }] of Object.entries(facts.files)) {
    const path = linesFile(folder, name as TableName);
    if ((await hashFile(path)) !== sha256) throw new CommandError(`${path} was changed. Take another backup.`);
  }
  const objects: KeptObject[] = [];
  for await (const object of readLines<KeptObject>(linesFile(folder, 'objects'))) objects.push(object);
  for (const { sha256 } of objects) {
    const path = objectFile(folder, sha256);
    if ((await hashFile(path)) !== sha256) throw new CommandError(`${path} was changed. Take another backup.`);
  }
  return {
    begunAtMs: Date.parse(facts.begunAt),
    tables: TABLE_NAMES.filter((name) => facts.files[name] !== undefined),
    read: (table) => group(readLines<Entry>(linesFile(folder, table)), READS_MAX),
    objects,
    readObject: ({ sha256 }) => readFile(objectFile(folder, sha256)),
  };
}

async function readFacts(folder: string): Promise<BackupFacts> {
  const path = join(folder, 'backup.json');
  const facts = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as Partial<BackupFacts>,
    (error: Error) => {
      throw new CommandError(`${folder} is no backup (${error.message}). Make one: terroir backup --out FOLDER`);
    },
  );
  if (facts.format === 1 && facts.begunAt !== undefined && facts.files !== undefined) return facts as BackupFacts;
  throw new CommandError(`${path} is of another release. Restore it with that one.`);
}

async function* readLines<Line>(path: string): AsyncGenerator<Line, void> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  for await (const line of lines) if (line !== '') yield JSON.parse(line) as Line;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    throw new CommandError(`${path} cannot be read (${(error as Error).message}). Take another backup.`, 1, error);
  }
  return hash.digest('hex');
}
