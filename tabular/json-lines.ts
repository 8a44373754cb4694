import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod/mini';
import type { Example } from '../classifier/features/example.ts';
import { fingerprintText } from '../classifier/text/fingerprint.ts';

/** A part of a dataset that is not what it should be: no gzip, cut off, or with a line that is no example. */
export class PartRefused extends Error {
  override name = 'PartRefused';
}

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

/**
 * Reads a part: gzipped JSON, one example a line, as it comes. Returns its examples and the SHA-256 of its bytes.
 *
 * Errors: PartRefused, which says what is wrong; whatever the bytes' source throws, as it is.
 */
export async function readPart(
  source: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ examples: Example[]; sha256: string }> {
  const hash = createHash('sha256');
  const compressed = Readable.from(hashed(bytes, hash));
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
    if (isZlibError(error)) throw new PartRefused(`it is no sound gzip: ${error.message}`, { cause: error });
    throw error;
  }
  return { examples, sha256: hash.digest('hex') };
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: { update: (chunk: Uint8Array) => unknown }) {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

function parseLine(source: string, line: string, lineNumber: number): Example {
  const { success, data } = Line.safeParse(parseJson(line));
  if (!success) throw new PartRefused(`line ${lineNumber} is no example`);
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
