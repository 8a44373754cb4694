/** Splits a file that is made as it is read, and prints what came of it and how much memory that took at most. */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { TabularError } from '../../tabular/failure.ts';
import { beginSplit, splitTable, type SplitFile } from '../../tabular/split/split-table.ts';

const MB = 1024 * 1024;
const [, , kind = '', megabytes = '1'] = process.argv;

/** Of so many MB, each in memory of its own. */
async function* fill(text: string, count: number): AsyncGenerator<Buffer, void> {
  for (let n = 0; n < count * 4; n += 1) yield await Promise.resolve(Buffer.alloc(MB / 4, text));
}

async function* around(head: string, bytes: AsyncIterable<Buffer>, tail: string): AsyncGenerator<Buffer, void> {
  yield Buffer.from(head);
  yield* bytes;
  yield Buffer.from(tail);
}

const count = Number(megabytes);
const CONTENTS: Record<string, () => AsyncIterable<Buffer>> = {
  line: () => around('a,b\nplum,1\n', fill('x', count), ',2\noak,3\n'),
  quoted: () => around('a,b\nplum,1\n"', fill(`${'x'.repeat(99)}\n`, count), '",2\noak,3\n'),
  json: () => around('{"a":"plum"}\n{"a":"', fill('x', count), '"}\n{"a":"oak"}\n'),
  value: () => around('[{"a":"plum"},\n{"a":"', fill('x', count), '"},\n{"a":"oak"}]'),
  rows: () => around('a,b\n', fill('plum,12.5\n'.repeat(100), count), 'oak,3\n'),
  bomb: () =>
    Readable.from(around('a,b\nplum,1\n', fill('x', count), ',2\n'), { objectMode: false }).pipe(createGzip()),
};

const content = CONTENTS[kind];
if (content === undefined) throw new Error(`There is no ${kind}.`);
const start = await content()[Symbol.asyncIterator]().next();
const name = kind === 'value' ? 'w.json' : 'w.csv';
const file: SplitFile = {
  name,
  size: count * MB,
  readAt: (position, length) => Promise.resolve((start.value as Buffer).subarray(position, position + length)),
  stream: content,
};
const split = splitTable(file, beginSplit(), {
  ...{ rowsMax: 2_000, chunkBytesMax: 4 * MB, rowBytesMax: MB / 4, expansionMax: 200, unzippedBytesFree: 64 * MB },
});
const told = { rows: 0, chunks: 0, failure: null as string | null };
try {
  for await (const { rows } of split) {
    told.rows += rows;
    told.chunks += 1;
  }
} catch (error) {
  if (!(error instanceof TabularError)) throw error;
  told.failure = error.message;
}
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
process.stdout.write(
  `${JSON.stringify({ ...told, mb: Math.round(maxRSS / 1024), cpuMs: (userCPUTime + systemCPUTime) / 1000 })}\n`,
);
