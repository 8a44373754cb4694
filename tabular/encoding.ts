import { isAscii } from 'node:buffer';
import { TabularError } from './failure.ts';

/** How the bytes of a text file are read. */
export interface Encoding {
  /** As TextDecoder takes it. */
  label: string;
  /** Whether the file begins with a byte order mark. */
  hasBom: boolean;
}

/** What was seen of bytes. */
export interface Inspection {
  /** The first of them, some 64 KB. */
  head: Buffer;
  /** Of the characters beyond ASCII, how many are good UTF-8. */
  goodCharacters: number;
  /** How many bytes are no UTF-8, and on which line of the file the first of them is. */
  badBytes: number;
  badLine: number;
}

/** So many bytes tell of what form a text is. */
export const HEAD_BYTES = 65_536;

const BYTE_ORDER_MARKS: readonly [label: string, mark: Buffer][] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** Names that people use and TextDecoder does not know. */
const OTHER_LABELS: Record<string, string> = { utf16: 'utf-16', 'utf-16-le': 'utf-16le', ansi: 'windows-1252' };

/** Looks at bytes as they pass. */
export interface Inspector {
  look: (chunk: Buffer) => void;
  /** What was seen so far; a character that the last chunk cut off is yet to come. */
  seen: () => Inspection;
  /** What was seen, now that no more bytes come. */
  finish: () => Inspection;
}

/** Begins to look at bytes. */
export function createInspector(): Inspector {
  let head = Buffer.alloc(0);
  let rest: Buffer = Buffer.alloc(0);
  const counts = { goodCharacters: 0, badBytes: 0, badLine: 0, line: 1 };
  const seen = (): Inspection => {
    const { goodCharacters, badBytes, badLine } = counts;
    return { head, goodCharacters, badBytes, badLine };
  };
  return {
    look(chunk) {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      rest = bytes.subarray(inspectChunk(bytes, counts, false));
    },
    seen,
    finish() {
      inspectChunk(rest, counts, true);
      rest = Buffer.alloc(0);
      return seen();
    },
  };
}

/** Reads bytes to their end and tells what they look like. */
export async function inspectBytes(chunks: AsyncIterable<Buffer>): Promise<Inspection> {
  const inspector = createInspector();
  for await (const chunk of chunks) inspector.look(chunk);
  return inspector.finish();
}

/**
 * Finds the encoding: by its byte order mark, by the zeros of UTF-16, as UTF-8 where all or most of it is that, else as
 * Windows-1252, of which Latin-1 is a part. One that is told goes before all but a mark of the same family.
 *
 * Errors: TabularError where it is no text, there is no such encoding, or what is told to be UTF-8 is not.
 */
export function findEncoding(inspection: Inspection, file: string, told?: string): Encoding {
  const { head, goodCharacters, badBytes, badLine } = inspection;
  const mark = BYTE_ORDER_MARKS.find(([, bytes]) => head.subarray(0, bytes.length).equals(bytes))?.[0];
  const label = told === undefined ? undefined : resolveLabel(told);
  if (label !== undefined && label.slice(0, 6) !== mark?.slice(0, 6)) {
    if (label === 'utf-8' && badBytes > 0) {
      throw new TabularError(`${file} is not UTF-8: see line ${badLine}. Leave out --encoding, or name another one.`);
    }
    return { label, hasBom: mark === 'utf-8' };
  }
  if (mark !== undefined) return { label: mark, hasBom: true };
  const wide = findWide(head);
  if (wide !== undefined) return { label: wide, hasBom: false };
  if (head.includes(0)) throw new TabularError(`${file} is not a text file, nor XLSX. Save it as CSV or XLSX.`);
  return { label: badBytes > goodCharacters ? 'windows-1252' : 'utf-8', hasBom: false };
}

/** What people call an encoding. */
export function nameEncoding({ label }: Encoding): string {
  return label.startsWith('utf-16') ? 'UTF-16' : label === 'utf-8' ? 'UTF-8' : label.replace(/^w/, 'W');
}

/** Bytes as UTF-8 without a byte order mark; what is no character becomes U+FFFD. */
export async function* toUtf8(
  chunks: AsyncIterable<Buffer>,
  { label, hasBom }: Encoding,
  isSound: boolean,
): AsyncGenerator<Buffer, void> {
  if (label === 'utf-8' && isSound && !hasBom) {
    yield* chunks;
    return;
  }
  const decoder = new TextDecoder(label);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield Buffer.from(text);
  }
  const last = decoder.decode();
  if (last !== '') yield Buffer.from(last);
}

function resolveLabel(told: string): string {
  const name = told.trim().toLowerCase();
  try {
    return new TextDecoder(OTHER_LABELS[name] ?? name).encoding;
  } catch (error) {
    const known = 'utf-8, utf-16, windows-1252, latin1, windows-1250, macintosh';
    throw new TabularError(`There is no encoding ${JSON.stringify(told)}; there are ${known}, and others.`, {
      cause: error,
    });
  }
}

/** UTF-16 without a mark: of western text nearly every second byte is zero. */
function findWide(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0] as [number, number];
  for (const [position, byte] of head.entries()) if (byte === 0) zeros[position % 2 === 0 ? 0 : 1] += 1;
  const most = head.length / 4;
  if (zeros[1] > most && zeros[0] < most / 10) return 'utf-16le';
  return zeros[0] > most && zeros[1] < most / 10 ? 'utf-16be' : undefined;
}

type Seen = Pick<Inspection, 'goodCharacters' | 'badBytes' | 'badLine'> & { line: number };

/** Counts what a chunk has; returns where the character begins that its end cuts off. */
function inspectChunk(bytes: Buffer, seen: Seen, isLast: boolean): number {
  const lookAtAll = !isAscii(bytes);
  if (!lookAtAll) {
    if (seen.badBytes === 0) seen.line += countLineFeeds(bytes);
    return bytes.length;
  }
  let position = 0;
  while (position < bytes.length) {
    const byte = bytes[position] ?? 0;
    const length = byte < 0x80 ? 1 : lengthAt(bytes, position);
    if (length === 'cut' && !isLast) return position;
    if (byte === 0x0a) seen.line += 1;
    if (typeof length === 'string') {
      if (seen.badBytes === 0) seen.badLine = seen.line;
      seen.badBytes += 1;
    } else if (length > 1) seen.goodCharacters += 1;
    position += typeof length === 'string' ? 1 : length;
  }
  return position;
}

/** How many bytes the character beyond ASCII has that begins there (RFC 3629, section 4). */
function lengthAt(bytes: Buffer, position: number): number | 'bad' | 'cut' {
  const lead = bytes[position] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return 'bad';
  for (let offset = 1; offset < length; offset += 1) {
    const byte = bytes[position + offset];
    if (byte === undefined) return 'cut';
    const least = offset > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const most = offset > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (byte < least || byte > most) return 'bad';
  }
  return length;
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}
