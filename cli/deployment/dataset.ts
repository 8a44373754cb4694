import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { listParts, partKey, putOnce, streamPart, type Bucket } from '../../store/bucket.ts';
import type { TabularExample } from '../../tabular/examples.ts';
import { TabularError } from '../../tabular/failure.ts';
import { formatExampleLine, readExampleLines } from '../../tabular/json-lines.ts';
import { CommandError } from '../command.ts';

/** A dataset in the bucket that examples are added to, each text once. */
export interface Dataset {
  /** Adds an example; returns whether its text was not in the dataset before. Stored once a part is full. */
  add: (example: TabularExample) => Promise<boolean>;
  /** Stores what is left. */
  finish: () => Promise<void>;
}

/** Some 10 MB of text: what a training reads at once, and little enough to be held here. */
const PART_EXAMPLES = 25_000;

/** Opens a dataset, or begins one: reads what is in it already. Errors: CommandError for a part that is corrupt. */
export async function openDataset(bucket: Bucket, name: string): Promise<Dataset> {
  const known = await readFingerprints(bucket, name);
  let lines: string[] = [];
  const finish = async (): Promise<void> => {
    if (lines.length > 0) await storePart(bucket, name, lines.join(''));
    lines = [];
  };
  return {
    async add(example) {
      if (known.has(example.fingerprint)) return false;
      known.add(example.fingerprint);
      lines.push(formatExampleLine(example));
      if (lines.length === PART_EXAMPLES) await finish();
      return true;
    },
    finish,
  };
}

/** By what the texts of a dataset are known again: trainings go by the same. */
async function readFingerprints(bucket: Bucket, name: string): Promise<Set<string>> {
  const known = new Set<string>();
  for (const part of await listParts(bucket)) {
    if (part.dataset !== name) continue;
    try {
      const { examples } = await readExampleLines(name, streamPart(bucket, part));
      for (const { fingerprint } of examples) known.add(fingerprint);
    } catch (error) {
      if (!(error instanceof TabularError)) throw error;
      const place = `${part.key} in the bucket ${bucket.name}`;
      throw new CommandError(`${place} is corrupt. Delete it, and import it again.`, 1, error);
    }
  }
  return known;
}

async function storePart(bucket: Bucket, name: string, lines: string): Promise<void> {
  const contentHash = createHash('sha256').update(lines).digest('hex').slice(0, 32);
  await putOnce(bucket, partKey(name, contentHash), await promisify(gzip)(lines));
}
