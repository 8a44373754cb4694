import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod/mini';
import type { Example } from '../classifier/features/example.ts';
import { fingerprintText } from '../classifier/text/fingerprint.ts';
import type { TabularExample } from './examples.ts';
import { TabularError } from './failure.ts';

/** What one part may hold; the command line makes them of 25,000 examples and some 10 MB. */
const PART_EXAMPLES_MAX = 50_000;
const PART_BYTES_MAX = 100_000_000;

/** A note has 4,000 characters at most, of up to 6 bytes each. */
const LINE_BYTES_MAX = 100_000;

const LINE_FEED = 0x0a;

const text = z.nullish(z.string());
const number = z.nullish(z.number());

/** One line of a part. A field that is null or absent is unknown. */
const Line = z.object({
  description: z.string(),
  country: text,
  variety: text,
  region: text,
  winery: text,
  points: number,
  price: number,
});

/** An example as a line of a part, with its line end. */
export function formatExampleLine(example: TabularExample): string {
  // Whoever reads the line makes the fingerprint of its text.
  return `${JSON.stringify({ ...example, fingerprint: undefined })}\n`;
}

/**
 * Reads a part of a dataset as its bytes come: gzipped JSON, one example a line. Returns the examples, each with
 * `source` as where it was gathered, and how many bytes there were and their SHA-256, in hex.
 *
 * Errors: TabularError where it is no gzip, is cut off, has a line that is no example, or holds more than any part
 * should; whatever the bytes' source throws.
 */
export async function readExampleLines(
  source: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ examples: Example[]; byteCount: number; sha256: string }> {
  const hash = createHash('sha256');
  let byteCount = 0;
  const count = (chunk: Uint8Array): void => {
    byteCount += chunk.length;
    hash.update(chunk);
  };
  const compressed = Readable.from(watched(bytes, count));
  const unzipped = pipeline(compressed, createGunzip(), () => undefined);
  const examples: Example[] = [];
  let lineNumber = 0;
  try {
    for await (const lines of splitLines(unzipped)) {
      for (const line of lines) {
        lineNumber += 1;
        if (line !== '') examples.push(parseLine(source, line, lineNumber));
      }
      if (examples.length > PART_EXAMPLES_MAX) throw new TabularError(`it has more than ${PART_EXAMPLES_MAX} examples`);
    }
  } catch (error) {
    if (isZlibError(error)) throw new TabularError(`it is not a valid gzip file (${error.message})`, { cause: error });
    throw error;
  } finally {
    compressed.destroy();
  }
  return { examples, byteCount, sha256: hash.digest('hex') };
}

/** The lines of a text, some at a time, whose size nobody vouches for: a gzip file of 1 MB may be one line of 1 GB. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[], void> {
  let [begun, lineNumber, byteCount]: [Buffer, number, number] = [Buffer.alloc(0), 1, 0];
  for await (const chunk of chunks) {
    byteCount += chunk.length;
    if (byteCount > PART_BYTES_MAX) throw new TabularError(`it has more than ${PART_BYTES_MAX / 1e6} MB unzipped`);
    const bytes = begun.length > 0 ? Buffer.concat([begun, chunk]) : chunk;
    const lines: string[] = [];
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, from)) {
      lines.push(at === from ? '' : bytes.toString('utf8', from, at).trim());
      from = at + 1;
    }
    yield lines;
    lineNumber += lines.length;
    begun = bytes.subarray(from);
    if (begun.length > LINE_BYTES_MAX) throw new TabularError(`line ${lineNumber} is longer than any example`);
  }
  yield [begun.toString().trim()];
}

async function* watched(bytes: AsyncIterable<Uint8Array>, watch: (chunk: Uint8Array) => void) {
  for await (const chunk of bytes) {
    watch(chunk);
    yield chunk;
  }
}

function parseLine(source: string, line: string, lineNumber: number): Example {
  const { success, data } = Line.safeParse(parseJson(line));
  if (!success) throw new TabularError(`line ${lineNumber} is not an example`);
  const { description, ...rest } = data;
  const known = Object.entries(rest).filter(([, value]) => value != null && value !== '');
  return { description, ...Object.fromEntries(known), source, fingerprint: fingerprintText(description) };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z_|^ERR_/.test(String(error.code));
}
