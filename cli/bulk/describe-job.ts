import type { PredictionJob } from '../../packages/client/files.ts';
import { countOf } from '../output/count.ts';
import { formatTable } from '../output/listing.ts';

/** A job, a fact a line. */
export function describeJob(job: PredictionJob): string[] {
  const { id, status, attempt, fileName, record, modelVersion, rows, answered, refused, failure } = job;
  const facts = [
    ['job', attempt === 1 ? id : `${id} (attempt ${attempt})`],
    ['status', job.cancelRequested && status !== 'CANCELLED' ? `${status}, to be cancelled` : status],
    ['file', fileName ?? '–'],
    ['recorded', record ? 'yes' : 'no'],
    ['model version', modelVersion],
    ['begun', job.createdAt],
    ['ended', job.endedAt ?? '–'],
    ['rows', rows === null ? '–' : `${rows}: ${answered} answered, ${refused} refused`],
    ['chunks', job.chunks === null ? '–' : `${job.chunksDone} of ${job.chunks}`],
    ...(failure === null ? [] : [['why', failure.message + (failure.line === null ? '' : ` (line ${failure.line})`)]]),
  ];
  return [...formatTable(facts), ...job.failedChunks.map(describeFailedChunk)];
}

function describeFailedChunk({ rows, firstLine, reason }: PredictionJob['failedChunks'][number]): string {
  return `${countOf(rows, 'row')} from line ${firstLine} on failed: ${reason}`;
}

/** What became of a job, in a sentence. */
export function summarizeJob({ answered, refused, failedChunks, status, id }: PredictionJob): string {
  const failed = failedChunks.reduce((sum, { rows }) => sum + rows, 0);
  const parts = [`${countOf(answered, 'row')} answered`, `${refused} refused`];
  if (failed > 0) parts.push(`${failed} failed: npm run terroir -- jobs ${id} --resume`);
  const end =
    status === 'CANCELLED' ? `; the job was cancelled. To go on: npm run terroir -- jobs ${id} --resume` : '.';
  return parts.join(', ') + end;
}
