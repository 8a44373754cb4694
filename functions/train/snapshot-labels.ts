import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { StoredFile } from '../../contract/stored-models.ts';
import { type Bucket, labelsKey, putOnce } from '../../store/bucket.ts';
import { type LabelledPrediction, monthOf, readLabelled } from '../../store/labels.ts';
import type { Table } from '../../store/table.ts';
import type { ClientLabel } from './job.ts';

/** All labels, and the object in which they are kept. */
export interface Snapshot {
  labels: ClientLabel[];
  file: StoredFile;
}

/**
 * Reads all labels there are, and keeps them in the bucket under the run's id, so that one can tell later what a
 * version was trained with. In the order of the predictions' ids, whoever was labelled last; each with its client, so
 * that what one client said can be found and left out.
 */
export async function snapshotLabels(predictions: Table, bucket: Bucket, runId: string): Promise<Snapshot> {
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
  const file = await putOnce(bucket, labelsKey(runId), await promisify(gzip)(lines));
  return { labels, file };
}
