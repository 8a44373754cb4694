/**
 * Uploads in parts that are under way, on disk: a folder each, with what was said at the beginning, and for each part
 * its bytes and a description whose appearance commits it. They stay until they are completed or aborted.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FOLDER_MODE } from '../state/owner-only.ts';
import { writeWhole } from '../state/write-whole.ts';
import type { ChecksumName } from './checksums.ts';
import type { Upload } from './upload.ts';
import type { Versions } from './versions.ts';

/** An upload in parts, as it was begun. */
export interface Multipart {
  uploadId: string;
  key: string;
  /** Headers that reading gives back. */
  headers: Record<string, string>;
  /** The checksum that it was begun with, and of what it is in the end. */
  checksum?: { name: ChecksumName; type: 'COMPOSITE' | 'FULL_OBJECT' };
}

/** A part that has come whole. */
export interface Part extends Upload {
  partNumber: number;
  /** ISO 8601. */
  lastModified: string;
}

const DESCRIPTION = 'upload.json';

/** Begins an upload. */
export function beginMultipart(versions: Versions, begun: Omit<Multipart, 'uploadId'>): Multipart {
  const multipart = { uploadId: randomBytes(32).toString('base64url'), ...begun };
  mkdirSync(folderOf(versions, multipart.uploadId), { recursive: true, mode: FOLDER_MODE });
  writeWhole(join(folderOf(versions, multipart.uploadId), DESCRIPTION), JSON.stringify(multipart));
  return multipart;
}

/** The upload of that id and key; undefined where there is none. */
export function findMultipart(versions: Versions, uploadId: string, key: string): Multipart | undefined {
  // An id is part of a path.
  if (!/^[\w-]{43}$/.test(uploadId)) return undefined;
  const path = join(folderOf(versions, uploadId), DESCRIPTION);
  if (!existsSync(path)) return undefined;
  const multipart = JSON.parse(readFileSync(path, 'utf8')) as Multipart;
  return multipart.key === key ? multipart : undefined;
}

/** Takes in a part whose bytes have been received at `bytesPath`; one of the same number is replaced. */
export async function addPart(
  versions: Versions,
  { uploadId }: Multipart,
  part: Part,
  bytesPath: string,
): Promise<void> {
  await rename(bytesPath, pathOfPart(versions, uploadId, part.partNumber));
  writeWhole(join(folderOf(versions, uploadId), `${nameOf(part.partNumber)}.json`), JSON.stringify(part));
}

/** The parts of an upload, by their numbers. */
export function listParts(versions: Versions, { uploadId }: Multipart): Part[] {
  const folder = folderOf(versions, uploadId);
  const names = readdirSync(folder).filter((name) => /^\d{5}\.json$/.test(name));
  return names.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Part);
}

/** Where the bytes of a part are. */
export function pathOfPart(versions: Versions, uploadId: string, partNumber: number): string {
  return join(folderOf(versions, uploadId), `${nameOf(partNumber)}.bytes`);
}

/** Removes an upload with its parts. */
export async function removeMultipart(versions: Versions, { uploadId }: Multipart): Promise<void> {
  // What is not described is not there, should the rest be cut off.
  await rm(join(folderOf(versions, uploadId), DESCRIPTION), { force: true });
  await rm(folderOf(versions, uploadId), { recursive: true, force: true });
}

function folderOf({ folder }: Versions, uploadId: string): string {
  return join(folder, 'multipart', uploadId);
}

function nameOf(partNumber: number): string {
  return String(partNumber).padStart(5, '0');
}
