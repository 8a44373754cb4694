import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Example } from '../../classifier/features/example.ts';
import { fingerprintText } from '../../classifier/text/fingerprint.ts';
import type { StoredFile } from '../../contract/stored/models.ts';
import { type Bucket, labelsKey, putAnew, putOnce, readLabelsFile } from '../../store/s3/bucket.ts';
import { type LabelledPrediction, monthOf, readLabelled } from '../../store/predictions/labels.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import type { ClientLabel } from './job.ts';

/** What the labels of a run may have unzipped: more than 100,000 of the longest notes. */
const LABELS_BYTES_MAX = 500_000_000;

/** All labels, and the object in which they are kept. */
export interface Snapshot {
  labels: ClientLabel[];
  file: StoredFile;
}

/**
 * Reads all labels there are, and keeps them in the bucket under the run's id, so that one can tell later what a
 * version was trained with. In the order of the predictions' ids, whoever was labelled last; each with its client, so
 * that what one client said can be found and left out. A second try of a run may find other labels than the first, of
 * which no version came.
 */
export async function snapshotLabels(
  predictions: Table,
  bucket: Bucket,
  runId: string,
  { isSecondTry = false } = {},
): Promise<Snapshot> {
  const labelled: LabelledPrediction[] = [];
  // The clocks of those who wrote may be ahead of ours.
  const lastMonth = monthOf(predictions.clock.now() + 24 * 60 * 60 * 1000);
  for await (const page of readLabelled(predictions, monthOf(0), lastMonth)) labelled.push(...page);
  labelled.sort((one, other) => (one.id < other.id ? -1 : 1));
  const labels = labelled.map(({ clientId, wine, label: { country, variety } }): ClientLabel => ({
    clientId,
    wine,
    ...(country === undefined ? {} : { country }),
    ...(variety === undefined ? {} : { variety }),
  }));
  const lines = labels.map(({ wine, ...truth }) => `${JSON.stringify({ ...wine, ...truth })}\n`).join('');
  const put = isSecondTry ? putAnew : putOnce;
  const file = await put(bucket, labelsKey(runId), await promisify(gzip)(lines));
  return { labels, file };
}

/** What labels said, and of which text. */
export type ToldLabel = Pick<Example, 'fingerprint' | 'country' | 'variety'>;

/** The labels that were there when a run began; none where nobody kept them. Errors: what S3 says. */
export async function readSnapshot(bucket: Bucket, runId: string): Promise<ToldLabel[]> {
  const file = await readLabelsFile(bucket, runId);
  if (file === undefined) return [];
  const unzipped = await promisify(gunzip)(file, { maxOutputLength: LABELS_BYTES_MAX });
  const lines = unzipped.toString('utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const { description = '', country, variety } = JSON.parse(line) as Partial<Example>;
      return {
        fingerprint: fingerprintText(description),
        ...(country === undefined ? {} : { country }),
        ...(variety === undefined ? {} : { variety }),
      };
    });
}
