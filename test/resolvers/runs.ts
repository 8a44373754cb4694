import type { TrainingRun } from '../../generated/schema.ts';

/** A training run that has just begun. */
export function trainingRun(id: string, parts: Partial<TrainingRun> = {}): TrainingRun {
  return {
    id,
    status: 'RUNNING',
    stage: 'start',
    share: 0,
    reason: null,
    startedBy: 'ann',
    startedAt: '2026-11-23T17:00:00.000Z',
    updatedAt: '2026-11-23T17:00:00.000Z',
    finishedAt: null,
    examples: null,
    labels: null,
    refused: [],
    modelVersion: null,
    decision: null,
    failure: null,
    ...parts,
  };
}
