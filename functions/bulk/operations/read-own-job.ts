import type { Failure } from '../../../contract/errors.ts';
import type { StoredJob } from '../../../contract/stored/job.ts';
import { readJob } from '../../../store/jobs/jobs.ts';
import { ULID_FORM } from '../../asked-upload.ts';
import { notFound } from '../../failures.ts';
import type { OperationRequest } from './request.ts';
import { deadlineOf, type Operating } from './dependencies.ts';

/** The job of the client's own that `id` names; NotFound where it has none. Errors: StoreUnavailable. */
export async function readOwnJob(
  { tables: { jobs } }: Operating,
  { clientId, arguments: { id } }: OperationRequest,
): Promise<StoredJob | Failure> {
  // DynamoDB takes no empty key and none of over 1 KB, and no job has such an id.
  const isId = typeof id === 'string' && ULID_FORM.test(id);
  const job = isId ? await readJob(jobs, { clientId, id }, deadlineOf(jobs)) : undefined;
  return job ?? notFound('id', 'There is no job of yours with this id: take the id that predictFile gave.');
}
