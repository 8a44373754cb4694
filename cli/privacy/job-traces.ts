import { JOBS_PREFIX, UPLOADS_PREFIX } from '../../contract/objects.ts';
import type { ErasureCounts } from '../../contract/stored/erasure.ts';
import { JOBS } from '../../contract/tables.ts';
import { deleteEntries, scanEntries } from '../../store/dynamodb/entries.ts';
import { hashClientId } from '../../store/clients/erasures.ts';
import { deleteVersion, listVersions } from '../../store/s3/object-versions.ts';
import type { Stores } from '../deployment/all-stores.ts';
import { ownedBy, pickKeys } from './client-entries.ts';

/**
 * Counts the jobs of a client and of its users, with the files that they have put and that jobs have written, each once
 * however many versions it has; and unless it is a trial deletes them. What a user has put that no job has answered is
 * nobody's by name, and goes by itself after seven days.
 *
 * Errors: StoreUnavailable; what S3 says.
 */
export async function eraseJobs(
  { jobs, files }: Pick<Stores, 'jobs' | 'files'>,
  clientId: string,
  isTrial: boolean,
): Promise<Pick<ErasureCounts, 'jobs' | 'files'>> {
  // A stack of an earlier release answers no files.
  if (jobs === undefined || files === undefined) return {};
  const { partitionKey, sortKey } = JOBS;
  const owners = new Set([clientId]);
  let count = 0;
  for await (const page of scanEntries(jobs, ownedBy(clientId, partitionKey, [sortKey]))) {
    count += page.length;
    for (const entry of page) owners.add(String(entry[partitionKey]));
    // First, so that whatever works on them stops.
    if (!isTrial) await deleteEntries(jobs, page.map(pickKeys(partitionKey, sortKey)));
  }
  const keys = new Set<string>();
  for (const owner of owners) {
    const folder = `${await hashClientId(owner)}/`;
    for (const prefix of [UPLOADS_PREFIX, JOBS_PREFIX]) {
      for (const version of await listVersions(files, prefix + folder)) {
        keys.add(version.key);
        if (!isTrial) await deleteVersion(files, version);
      }
    }
  }
  return { jobs: count, files: keys.size };
}
