import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod/mini';
import type { Example } from '../classifier/features/example.ts';
import { fingerprintText } from '../classifier/text/fingerprint.ts';
import type { TabularExample } from './examples.ts';
import { TabularError } from './failure.ts';

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
 * Errors: TabularError where it is no gzip, is cut off, or has a line that is no example; whatever the bytes' source
 * throws.
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
  const unzipped = createGunzip();
  compressed.once('error', (error) => unzipped.destroy(error));
  const lines = createInterface({ input: compressed.pipe(unzipped), crlfDelay: Infinity });
  const examples: Example[] = [];
  let lineNumber = 0;
  // An interface ends quietly where its input fails.
  const failed = new Promise<never>((_, reject) => unzipped.once('error', reject));
  const read = async (): Promise<void> => {
    for await (const line of lines) {
      lineNumber += 1;
      if (line !== '') examples.push(parseLine(source, line, lineNumber));
    }
  };
  try {
    await Promise.race([read(), failed]);
    if (!unzipped.readableEnded) await Promise.race([new Promise((resolve) => unzipped.once('end', resolve)), failed]);
  } catch (error) {
    compressed.destroy();
    if (isZlibError(error)) throw new TabularError(`it is not a valid gzip file (${error.message})`, { cause: error });
    throw error;
  }
  return { examples, byteCount, sha256: hash.digest('hex') };
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
