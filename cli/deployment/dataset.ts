import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { listParts, partKey, putOnce, streamPart, type Bucket, type DatasetPart } from '../../store/bucket.ts';
import { CommandError } from '../command.ts';
import { digestText, type Example } from '../../tabular/example-columns.ts';

/** A dataset in the bucket that examples are added to, each text once. */
export interface Dataset {
  /** Adds an example; returns whether its text was not in the dataset before. Stored once a part is full. */
  add: (example: Example) => Promise<boolean>;
  /** Stores what is left. */
  finish: () => Promise<void>;
}

/** Some 10 MB of text: what a training reads at once, and little enough to be held here. */
const PART_EXAMPLES = 25_000;

/** Opens a dataset, new or not: reads what is in it already. @throws CommandError for a part that is corrupt. */
export async function openDataset(bucket: Bucket, name: string): Promise<Dataset> {
  const known = new Set<string>();
  for (const part of await listParts(bucket)) {
    if (part.dataset !== name) continue;
    for (const { description } of await readExamples(bucket, part)) known.add(digestText(description));
  }
  let lines: string[] = [];
  const finish = async (): Promise<void> => {
    if (lines.length > 0) await storePart(bucket, name, lines.join(''));
    lines = [];
  };
  return {
    async add(example) {
      const digest = digestText(example.description);
      if (known.has(digest)) return false;
      known.add(digest);
      lines.push(`${JSON.stringify(example)}\n`);
      if (lines.length === PART_EXAMPLES) await finish();
      return true;
    },
    finish,
  };
}

async function readExamples(bucket: Bucket, part: DatasetPart): Promise<Example[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamPart(bucket, part)) chunks.push(chunk);
  try {
    const text = (await promisify(gunzip)(Buffer.concat(chunks))).toString();
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Example]));
  } catch (error) {
    throw new CommandError(
      `${part.key} in the bucket ${bucket.name} is corrupt. Delete it, and import it again.`,
      1,
      error,
    );
  }
}

async function storePart(bucket: Bucket, name: string, lines: string): Promise<void> {
  const contentHash = createHash('sha256').update(lines).digest('hex').slice(0, 32);
  await putOnce(bucket, partKey(name, contentHash), await promisify(gzip)(lines));
}
