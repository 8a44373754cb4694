import type { ErasedObject } from '../../contract/stored/erasure.ts';
import type { StoredPart } from '../../contract/stored/datasets.ts';
import { DATASET_RECORDS_PREFIX } from '../../contract/objects.ts';
import type { Bucket } from '../../store/s3/bucket.ts';
import { listDatasets, readRecord } from '../../store/models/datasets.ts';
import { deleteVersion, listVersions } from '../../store/s3/object-versions.ts';
import { openDataset } from '../../store/models/open-dataset.ts';
import { CommandError } from '../command.ts';
import { isOfClient } from './client-entries.ts';

/** What a client has imported, by the word of whoever imported it (`terroir import --by CLIENT`). */
export interface ImportFindings {
  datasets: string[];
  objects: Pick<ErasedObject, 'key' | 'gone'>[];
}

/**
 * Finds the parts of datasets that were imported in a client's name, and unless it is a trial deletes every version of
 * them, and writes down what is left of their datasets. A removal of the dataset stays.
 *
 * Errors: what S3 says; CommandError where a dataset is imported to at the same moment.
 */
export async function eraseImports(bucket: Bucket, clientId: string, isTrial: boolean): Promise<ImportFindings> {
  const findings: ImportFindings = { datasets: [], objects: [] };
  for (const { name, record } of await listDatasets(bucket)) {
    const own = (record?.parts ?? []).filter(({ importedBy }) => isOfClient(importedBy, clientId));
    if (own.length === 0) continue;
    findings.datasets.push(name);
    for (const part of own) findings.objects.push(await describePart(bucket, part));
    if (!isTrial) await eraseParts(bucket, name, own);
  }
  return findings;
}

async function describePart(bucket: Bucket, { key, sha256 }: StoredPart): Promise<Pick<ErasedObject, 'key' | 'gone'>> {
  const versions = await listVersions(bucket, key);
  return { key, gone: versions.filter(({ isMarker }) => !isMarker).map(({ versionId }) => ({ versionId, sha256 })) };
}

async function eraseParts(bucket: Bucket, name: string, parts: readonly StoredPart[]): Promise<void> {
  for (const { key } of parts)
    for (const version of await listVersions(bucket, key)) await deleteVersion(bucket, version);
  const recordKey = `${DATASET_RECORDS_PREFIX}${name}.json`;
  if (!(await (await openDataset(bucket, name, 'unknown')).finish())) {
    throw new CommandError(`The dataset ${name} was changed at the same moment. Repeat the command.`);
  }
  const isLeft = (await readRecord(bucket, name))?.dataset.parts.some(({ key }) =>
    parts.every((one) => one.key !== key),
  );
  // Earlier versions of the record name who imported what; of a dataset of which nothing is left, the newest too.
  for (const version of await listVersions(bucket, recordKey)) {
    if (!version.isNewest || isLeft !== true) await deleteVersion(bucket, version);
  }
}
