import type { ErrorType } from '../../contract/errors.ts';
import type { JobFailure } from '../../contract/stored/job.ts';
import type { TabularError } from '../../tabular/failure.ts';

/** The job failed by what is wrong with its file. */
function fileFailure(rule: JobFailure['rule'], message: string, line: number | null = null): JobFailure {
  return { errorType: 'InvalidInput', rule, message, line };
}

/** The file cannot be read as a table of wines. */
export function unreadable({ message, kind, line }: TabularError): JobFailure {
  const rule = kind === 'empty' ? 'fileEmpty' : kind === 'tooLarge' ? 'fileTooLarge' : 'fileUnreadable';
  return fileFailure(rule, message, line ?? null);
}

/** Nothing lies where the upload was. */
export function fileMissing(): JobFailure {
  return fileFailure('fileMissing', 'The file is not there: put it again, and ask predictFile with the new upload.');
}

/** The upload was there when the job began, and is not any more. */
export function fileGone(): JobFailure {
  const message =
    'The file was removed before all of it was answered: what was answered until then is kept. Put it again, and ask ' +
    'predictFile with the new upload.';
  return fileFailure('fileGone', message);
}

/** A part of the file has other rows than it had before. */
export function fileChanged(line: number): JobFailure {
  const message =
    'The file has other rows than when it was split: what was answered until then is kept. Put it again, and ask ' +
    'predictFile with the new upload.';
  return fileFailure('fileChanged', message, line);
}

/** Every row was refused. */
export function noSoundRow(): JobFailure {
  const message = 'No row of the file holds a wine that can be answered: refused.jsonl.gz says why, row by row.';
  return fileFailure('noSoundRow', message);
}

/** The quota of the day has not room for all rows. */
export function quotaFailure(rows: number, winesPerDayMax: number, resetSeconds: number): JobFailure {
  const [has, quota] = [rows.toLocaleString('en'), winesPerDayMax.toLocaleString('en')];
  const message =
    rows > winesPerDayMax
      ? `The file has ${has} rows, and the quota is ${quota} wines a day: put it in smaller files.`
      : `The file has ${has} rows, more than are left of the quota of ${quota} wines a day: ` +
        `resume the job in ${resetSeconds} s.`;
  return { errorType: 'QuotaExceeded', rule: 'quotaPerDay', message, line: null };
}

/** The model version that is to answer cannot. */
export function modelFailure(modelVersion: string): JobFailure {
  return ours(
    'ModelUnavailable',
    `The model version ${modelVersion} cannot be served any more: ask predictFile again.`,
  );
}

/** Trouble of ours; the log has it whole. */
export function troubleFailure(): JobFailure {
  return ours('Internal', 'Something went wrong on our side; what was answered until then is kept: resume the job.');
}

function ours(errorType: ErrorType, message: string): JobFailure {
  return { errorType, rule: null, message, line: null };
}
