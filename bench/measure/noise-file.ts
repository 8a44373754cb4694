import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { Example } from '../../classifier/features/example.ts';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import { isClassName } from '../../classifier/text/names.ts';
import { replicate } from '../children/noise.ts';
import { DATASET } from '../places.ts';

/** When a file that is being written is large enough. */
export type Size = { rows: number } | { bytes: number };

const NOTE_CHARACTERS_MIN = 100;
const HEADER = 'description,country,variety,points,price\n';

/** Writes rows of noise as CSV until the file has its size: notes of the bundled words. Returns how many rows. */
export async function writeNoise(file: string, size: Size): Promise<number> {
  const bundled = decodeDataset(brotliDecompressSync(readFileSync(DATASET)))
    .map(toNote)
    // Of a shorter one two copies may be alike, or nothing be left.
    .filter(({ description = '' }) => description.length >= NOTE_CHARACTERS_MIN)
    // One is spelt as no class may be, and would be refused.
    .filter(({ country, variety }) => [country, variety].every((name) => name === undefined || isClassName(name)));
  const out = createWriteStream(file);
  let [rows, bytes] = [0, 0];
  const isFull = (): boolean => ('rows' in size ? rows >= size.rows : bytes >= size.bytes);
  out.write(HEADER);
  for (let seed = 1; !isFull(); seed += 1) {
    for (const example of replicate(bundled, 2 * bundled.length, seed).slice(bundled.length)) {
      if (isFull()) break;
      const line = toLine(example);
      rows += 1;
      bytes += Buffer.byteLength(line);
      if (!out.write(line)) await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'close');
  return rows;
}

/** An example whose note is its bundled words, in their order. */
function toNote(example: Example): Example {
  const words = (example.terms ?? []).filter((term) => !term.includes(' '));
  return { ...example, description: words.join(' ') };
}

function toLine({ description = '', country = '', variety = '', points, price }: Example): string {
  return `${[description, country, variety, points ?? '', price ?? ''].map(quote).join(',')}\n`;
}

function quote(cell: string | number): string {
  return /[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell);
}
