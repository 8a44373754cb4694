import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { TabularError } from './failure.ts';
import { countCells, hasLongPiece } from './sheet-size.ts';
import { openBytes, type ByteFile } from './source.ts';

/** What a workbook may have unpacked: 400,000 notes of 250 letters, for which it takes 1.3 GB of memory. */
const UNPACKED_BYTES_MAX = 200_000_000;
const UNPACKED_MB_MAX = UNPACKED_BYTES_MAX / 1_000_000;

/** Of all sheets together, empty ones included: fifty columns of as many notes. */
const CELLS_MAX = 20_000_000;

/** A zip file ends with this record; before it a comment of 64 KB may stand (APPNOTE.TXT, section 4.3.16). */
const END_BYTES_MAX = 65_557;
const END_MARK = Buffer.from([0x50, 0x4b, 5, 6]);
const ENTRY_MARK = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_MARK = 0x04034b50;
const LOCAL_BYTES = 30;
const DEFLATED = 8;

/** A file within a zip file, as its directory tells of it. */
interface Entry {
  name: string;
  method: number;
  packedBytes: number;
  claimedBytes: number;
  offset: number;
}

/**
 * The XML files of a workbook, as a zip file that is not compressed: what a zip file says of its sizes may be wrong, so
 * that only unpacking tells them.
 *
 * Errors: TabularError where it is cut off or damaged, or holds more than can be in memory.
 */
export async function unpackZip(zip: ByteFile, file: string, bytesMax = UNPACKED_BYTES_MAX): Promise<Buffer> {
  const entries = await readDirectory(zip, file);
  const claimedBytes = entries.reduce((sum, entry) => sum + entry.claimedBytes, 0);
  if (claimedBytes > bytesMax) throw tooLarge(file, Math.round(claimedBytes / 1e6).toLocaleString('en'));
  const unpacked = new Map<string, Buffer>();
  let [restBytes, cells] = [bytesMax, 0];
  for (const entry of entries.filter(({ name }) => /\.xml(\.rels)?$/.test(name))) {
    const bytes = await unpackEntry(zip, file, entry, restBytes);
    cells += countCells(bytes);
    if (hasLongPiece(bytes)) throw new TabularError(`${file} has a cell longer than any of Excel. Save it as CSV.`);
    if (cells > CELLS_MAX)
      throw new TabularError(`${file} has too many cells, or cells too far apart. Save it as CSV.`);
    restBytes -= bytes.length;
    unpacked.set(entry.name, bytes);
  }
  return store(unpacked);
}

/** As unpackZip does it, of a file that lies here. */
export async function unpackWorkbook(path: string, file: string, bytesMax?: number): Promise<Buffer> {
  const zip = await openBytes(path);
  try {
    return await unpackZip(zip, file, bytesMax);
  } finally {
    await zip.close();
  }
}

async function readDirectory(zip: ByteFile, file: string): Promise<Entry[]> {
  const { size } = zip;
  const tailBytes = Math.min(size, END_BYTES_MAX);
  const tail = await zip.readAt(size - tailBytes, tailBytes);
  const end = tail.lastIndexOf(END_MARK);
  if (end === -1 || end + 20 > tail.length) throw cutOff(file);
  const directoryBytes = Math.min(tail.readUInt32LE(end + 12), size);
  if (directoryBytes > UNPACKED_BYTES_MAX) throw tooLarge(file, `more than ${UNPACKED_MB_MAX}`);
  const directory = await zip.readAt(tail.readUInt32LE(end + 16), directoryBytes);
  const entries: Entry[] = [];
  let at = 0;
  while (at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === ENTRY_MARK) {
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      claimedBytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    // Behind the name stand an extra field and a comment.
    at += ENTRY_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The bytes of an entry, `restBytes` at most. */
async function unpackEntry(zip: ByteFile, file: string, entry: Entry, restBytes: number): Promise<Buffer> {
  const local = await zip.readAt(entry.offset, LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== LOCAL_MARK) throw cutOff(file);
  const start = entry.offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  // Packed it is hardly larger than unpacked, so that what is larger here is not read into memory.
  if (entry.packedBytes > UNPACKED_BYTES_MAX) throw tooLarge(file, `more than ${UNPACKED_MB_MAX}`);
  const packed = await zip.readAt(start, Math.min(entry.packedBytes, Math.max(0, zip.size - start)));
  if (packed.length < entry.packedBytes) throw cutOff(file);
  if (entry.method !== DEFLATED) {
    if (packed.length > restBytes) throw tooLarge(file, `more than ${UNPACKED_MB_MAX}`);
    return packed;
  }
  try {
    return await promisify(inflateRaw)(packed, { maxOutputLength: Math.max(1, restBytes) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(file, `more than ${UNPACKED_MB_MAX}`);
    throw new TabularError(`${file} is a zip file that is damaged (${message}).`, { cause: error });
  }
}

/** A zip file of these entries as they are (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). */
function store(entries: ReadonlyMap<string, Buffer>): Buffer {
  const [locals, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const nameBytes = Buffer.from(name);
    // What a local header and an entry of the directory have in common, from the version on.
    const told = Buffer.alloc(26);
    told.writeUInt16LE(20, 0);
    told.writeUInt32LE(crc32(bytes), 10);
    told.writeUInt32LE(bytes.length, 14);
    told.writeUInt32LE(bytes.length, 18);
    told.writeUInt16LE(nameBytes.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    locals.push(Buffer.from('PK\u0003\u0004'), told, nameBytes, bytes);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), told, place, nameBytes);
    offset += LOCAL_BYTES + nameBytes.length + bytes.length;
  }
  const end = Buffer.alloc(22);
  END_MARK.copy(end);
  end.writeUInt16LE(entries.size, 8);
  end.writeUInt16LE(entries.size, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

function cutOff(file: string): TabularError {
  return new TabularError(`${file} is a zip file that is cut off.`);
}

function tooLarge(file: string, megabytes: string): TabularError {
  return new TabularError(
    `${file} has ${megabytes} MB unpacked, and XLSX is read up to ${UNPACKED_MB_MAX} MB. Save it as CSV.`,
    { kind: 'tooLarge' },
  );
}
