import { TabularError } from '../../tabular/failure.ts';
import { readChunk, type FileReading } from '../../tabular/split/reading.ts';
import {
  beginSplit,
  splitTable,
  type SplitFile,
  type SplitLimits,
  type SplitState,
  type TableChunk,
} from '../../tabular/split/split-table.ts';
import type { Row } from '../../tabular/row.ts';

/** How a test splits. */
export interface Splitting {
  limits?: Partial<SplitLimits>;
  /** How many bytes a read of the file brings. */
  pieceBytes?: number;
  /** Whether another process goes on after each chunk. */
  goesOn?: boolean;
}

/** What a file was split into, and its rows as they are read from the chunks. */
export interface SplitResult {
  reading: FileReading;
  chunks: TableChunk[];
  rows: Row[];
  /** How often it was read through, from the start. */
  tries: number;
}

const LIMITS: SplitLimits = {
  rowsMax: 2_000,
  chunkBytesMax: 4 << 20,
  rowBytesMax: 256 << 10,
  expansionMax: 200,
  unzippedBytesFree: 64 << 20,
};

/** A file in memory. */
function fileOf(content: Buffer, name: string, pieceBytes = 1 << 18): SplitFile {
  return {
    name,
    size: content.length,
    readAt: (position, count) => Promise.resolve(content.subarray(position, position + count)),
    async *stream() {
      for (let at = 0; at < content.length; at += pieceBytes) {
        yield await Promise.resolve(content.subarray(at, at + pieceBytes));
      }
    },
  };
}

/** Splits a file and reads its chunks, as the processes of a job do. */
export async function splitAndRead(
  given: string | Uint8Array,
  name = 'wines.csv',
  { limits = {}, pieceBytes, goesOn = false }: Splitting = {},
): Promise<SplitResult> {
  const content = Buffer.from(given as Uint8Array);
  const file = fileOf(content, name, pieceBytes);
  let [state, chunks, tries]: [SplitState, TableChunk[], number] = [beginSplit(), [], 1];
  for (;;) {
    const split = splitTable(file, state, { ...LIMITS, ...limits });
    let next = await split.next();
    while (next.done !== true) {
      chunks.push(next.value);
      if (goesOn) break;
      next = await split.next();
    }
    if (next.done !== true) {
      await split.return({ encoding: '' });
      state = JSON.parse(JSON.stringify(state)) as SplitState;
    } else if ('encoding' in next.value) {
      [state, chunks, tries] = [beginSplit(next.value.encoding), [], tries + 1];
    } else {
      const { reading } = next.value;
      const rows = chunks.flatMap((chunk) => {
        const bytes = chunk.bytes ?? content.subarray(chunk.range?.start, chunk.range?.end);
        return readChunk(bytes, chunk, reading);
      });
      return { reading, chunks, rows, tries };
    }
  }
}

/** The words by which a file is refused. */
export function refusalOf(...args: Parameters<typeof splitAndRead>): Promise<string> {
  return splitAndRead(...args).then(
    () => 'It was read.',
    (error: unknown) => (error instanceof TabularError ? error.message : `No TabularError: ${String(error)}`),
  );
}
