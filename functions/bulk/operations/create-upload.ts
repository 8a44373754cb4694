import type { BulkAnswer } from '../../../contract/invocations.ts';
import { UPLOAD_BYTES_MAX, UPLOAD_URL_SECONDS } from '../../../contract/limits.ts';
import { signPut, uploadKey } from '../../../store/jobs/uploads.ts';
import { invalidInput } from '../../failures.ts';
import type { OperationRequest } from './request.ts';
import type { Operating } from './dependencies.ts';

/**
 * An address to put a file at. Nothing is stored of it before the file is: the id is where it lies among the client's
 * uploads. Whether the purpose is open to the client, the resolver has asked.
 */
export async function createUpload(
  { files, newId, tables }: Operating,
  { clientId, arguments: given }: OperationRequest,
): Promise<BulkAnswer> {
  const bytes = Number(given['bytes']);
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > UPLOAD_BYTES_MAX) {
    const most = `${UPLOAD_BYTES_MAX.toLocaleString('en')} (5 GiB)`;
    const advice = bytes > 0 ? 'compress the file, or put it in parts' : 'an empty file holds no rows';
    const message = `bytes must be a whole number from 1 to ${most}: ${advice}.`;
    return { failure: invalidInput('bytes', 'range', message) };
  }
  const id = newId();
  const expiresAt = new Date(tables.jobs.clock.now() + UPLOAD_URL_SECONDS * 1000).toISOString();
  const { url, headers } = await signPut(files, await uploadKey(clientId, id), { bytes, seconds: UPLOAD_URL_SECONDS });
  return {
    value: { id, url, headers: Object.entries(headers).map(([name, value]) => ({ name, value })), expiresAt },
  };
}
