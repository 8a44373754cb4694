/** Conditional requests: If-Match and If-None-Match on reads and writes (S3 user guide, "Conditional requests"). */
import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './errors.ts';
import type { Version } from './versions.ts';

/** Checks a write. `current` is what a reader would get now. Errors: S3Error where the write must not happen. */
export function checkWrite(headers: IncomingHttpHeaders, current: Version | undefined): void {
  const [match, noneMatch] = [headers['if-match'], headers['if-none-match']];
  if (noneMatch !== undefined && noneMatch !== '*')
    throw new S3Error('NotImplemented', 'If-None-Match of a write must be *.');
  if (noneMatch !== undefined && current !== undefined) throw failed('If-None-Match');
  if (match === undefined) return;
  if (current === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
  if (!names(match, current)) throw failed('If-Match');
}

/** Whether the caller has this version already (304). Errors: S3Error PreconditionFailed where it wants another one. */
export function isUnchanged(headers: IncomingHttpHeaders, version: Version): boolean {
  const [match, noneMatch] = [headers['if-match'], headers['if-none-match']];
  if (match !== undefined && !names(match, version)) throw failed('If-Match');
  return noneMatch !== undefined && names(noneMatch, version);
}

function names(header: string, { etag }: Version): boolean {
  return header.split(',').some((one) => ['*', etag].includes(one.trim().replaceAll('"', '')));
}

function failed(condition: string): S3Error {
  return new S3Error(
    'PreconditionFailed',
    `At least one of the pre-conditions you specified did not hold: ${condition}`,
  );
}
