import { decodeTime } from 'ulid';
import { hasLength } from '../classifier/text/sound-text.ts';
import type { Failure } from '../contract/errors.ts';
import { FILE_NAME_CHARACTERS_MAX } from '../contract/limits.ts';
import { UPLOAD_DAYS } from '../contract/objects.ts';
import { invalidInput, notFound } from './failures.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The form of a ULID as Terroir writes it. */
export const ULID_FORM = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** An upload as a client names it, and what its file is called; null where that is not told. */
export interface AskedUpload {
  uploadId: string;
  fileName: string | null;
}

/** The arguments `upload` and `fileName`, or what is wrong with their form. */
export function readAskedUpload(given: Readonly<Record<string, unknown>>): AskedUpload | Failure {
  const uploadId = String(given['upload']);
  const fileName = typeof given['fileName'] === 'string' ? given['fileName'] : null;
  if (!ULID_FORM.test(uploadId)) {
    return invalidInput('upload', 'form', 'upload must be an id that createUpload gave: 26 capitals and digits.');
  }
  if (fileName !== null && !hasLength(fileName, FILE_NAME_CHARACTERS_MAX)) {
    const message = `fileName must have 1 to ${FILE_NAME_CHARACTERS_MAX} characters: shorten it, or leave it out.`;
    return invalidInput('fileName', 'length', message);
  }
  if (fileName !== null && /[/\\\p{Cc}]|^\.{0,2}$/u.test(fileName.trim())) {
    const message = 'fileName must be the name alone, such as cellar.csv, without /, \\ and control characters.';
    return invalidInput('fileName', 'form', message);
  }
  return { uploadId, fileName: fileName?.toWellFormed() ?? null };
}

/** Whose upload it is, or whether it ever was one, is not told apart: nobody learns what others have put. */
export function uploadMissing(uploadId: string, nowMs: number): Failure {
  const isOld = nowMs - decodeTime(uploadId) > UPLOAD_DAYS * DAY_MS;
  const failure = isOld
    ? notFound('upload', `Uploads are kept for ${UPLOAD_DAYS} days, and this one is gone: put the file again.`)
    : notFound('upload', 'Nothing of yours was put at this upload: PUT the file at its url first, with its headers.');
  const rule = isOld ? 'fileExpired' : 'fileMissing';
  return { ...failure, errorInfo: { ...failure.errorInfo, rule } };
}
