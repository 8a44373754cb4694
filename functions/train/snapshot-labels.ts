import type { LabelledWine } from '../../artifacts/compare.ts';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Bucket, labelsKey, putOnce } from '../../store/bucket.ts';
import { type LabelledPrediction, monthOf, readLabelled } from '../../store/labels.ts';
import type { Table } from '../../store/table.ts';

/**
 * Reads all labels there are, and keeps them in the bucket under the run's id, so that one can tell later what a version
 * was trained with. In the order of the predictions' ids, whoever was labelled last.
 */
export async function snapshotLabels(predictions: Table, bucket: Bucket, runId: string): Promise<LabelledWine[]> {
  const labelled: LabelledPrediction[] = [];
  // The clocks of those who wrote may be ahead of ours.
  const lastMonth = monthOf(predictions.clock.now() + 24 * 60 * 60 * 1000);
  for await (const page of readLabelled(predictions, monthOf(0), lastMonth)) labelled.push(...page);
  labelled.sort((one, other) => (one.id < other.id ? -1 : 1));
  const wines = labelled.map(({ wine, label: { country, variety } }): LabelledWine => ({
    wine,
    ...(country === undefined ? {} : { country }),
    ...(variety === undefined ? {} : { variety }),
  }));
  const lines = wines.map(({ wine, ...truth }) => `${JSON.stringify({ ...wine, ...truth })}\n`).join('');
  await putOnce(bucket, labelsKey(runId), await promisify(gzip)(lines));
  return wines;
}
