import type { ModelComparison, ModelVersion, Promotion, TrainingRun } from '../../packages/client/client.ts';

/** All that a report tells, as the API answers it. */
export interface ReportFacts {
  version: ModelVersion;
  /** The run that made it; null for a starter version, which came with a release. */
  run: TrainingRun | null;
  /** What differs from another version; null where there is none to compare with. */
  comparison: ModelComparison | null;
  /** Its moves into and out of service, newest first. */
  moves: readonly Promotion[];
  /** When the report was made: ISO 8601. */
  madeAt: string;
}
