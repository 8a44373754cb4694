import type { TrainingRun } from '../../../../packages/client/client.ts';
import { count } from '../../words/format.ts';

/** Less of a run tells too little of how long the rest will take. */
const SHARE_TELLING = 0.08;

/** How long a run will still take, by how long it took so far; null where that is too early to tell. */
export function estimateSecondsLeft({ share, startedAt, updatedAt, status }: TrainingRun): number | null {
  if (status !== 'RUNNING' || share < SHARE_TELLING) return null;
  const elapsedMs = Date.parse(updatedAt) - Date.parse(startedAt);
  return Math.max(0, ((elapsedMs / 1000) * (1 - share)) / share);
}

/** `about 2 minutes`; below a minute in tens of seconds, since more would not be true. */
export function describeSeconds(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} seconds`;
  if (seconds < 5_400) return `about ${count(Math.round(seconds / 60), 'minute')}`;
  return `about ${count(Math.round(seconds / 3_600), 'hour')}`;
}

/** How long a run took, or has taken so far. */
export function describeDuration({ startedAt, finishedAt, updatedAt }: TrainingRun): string {
  const seconds = Math.round((Date.parse(finishedAt ?? updatedAt) - Date.parse(startedAt)) / 1000);
  return seconds < 120 ? count(seconds, 'second') : count(Math.round(seconds / 60), 'minute');
}

/** How a run stands, in a sentence. */
export function describeRun({ status, modelVersion, failure, stage }: TrainingRun): string {
  switch (status) {
    case 'RUNNING':
      return `It is at work: ${stage}.`;
    case 'PROMOTED':
      return `${modelVersion} was made, and became the champion.`;
    case 'REJECTED':
      return `${modelVersion} was made, and held back by the gate.`;
    case 'UNCHANGED':
      return 'Nothing has changed since an earlier training, so there is no new version.';
    case 'FAILED':
      return `It failed, and the champion is untouched: ${failure ?? 'nobody knows why'}`;
  }
}

/** How a run ended, in a word with a sign. */
export const STATUS_WORDS: Record<TrainingRun['status'], string> = {
  RUNNING: '… at work',
  PROMOTED: '✓ promoted',
  REJECTED: '✗ held back',
  UNCHANGED: '= unchanged',
  FAILED: '⚠ failed',
};
