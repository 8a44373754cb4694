import * as z from 'zod/mini';
import { MODELS_OPERATIONS, type ModelsAnswer, type ModelsOperation } from '../../contract/invocations.ts';
import { accuracy } from './watching/accuracy.ts';
import { accuracyOverTime } from './watching/accuracy-over-time.ts';
import { admitClass, admittedClasses, withdrawClass } from './teaching/admissions.ts';
import { dataset, datasets, removeDataset, restoreDataset } from './teaching/datasets.ts';
import { importDataset } from './teaching/import-dataset.ts';
import { classes } from './teaching/classes.ts';
import { health } from './watching/health.ts';
import { clients } from './keys/list-clients.ts';
import { createClient, rotateKey } from './keys/make-keys.ts';
import { resumeKey, suspendKey } from './keys/stop-keys.ts';
import { metrics } from './watching/metrics.ts';
import { compareModels } from './comparing/compare-models.ts';
import { drift } from './watching/drift.ts';
import { promoteModel, rollbackModel } from './versions/move.ts';
import type { Dependencies } from './dependencies.ts';
import type { Request } from './request.ts';
import { settleRuns } from './trainings/settle-runs.ts';
import { startTraining } from './trainings/start-training.ts';
import { takeStock } from './trainings/take-stock.ts';
import { champion, modelVersion, modelVersions } from './versions/versions.ts';

type Answering = (dependencies: Dependencies, request: Request) => Promise<ModelsAnswer>;

const OPERATIONS: Record<ModelsOperation, Answering> = {
  accuracy,
  accuracyOverTime,
  admitClass,
  admittedClasses,
  champion,
  clients,
  createClient,
  dataset,
  datasets,
  classes,
  compareModels,
  health,
  importDataset,
  metrics,
  drift,
  modelVersion,
  modelVersions,
  promoteModel,
  removeDataset,
  restoreDataset,
  resumeKey,
  rollbackModel,
  rotateKey,
  settleRuns,
  startTraining,
  suspendKey,
  takeStock,
  withdrawClass,
};

const Question = z.object({
  operation: z.enum(MODELS_OPERATIONS),
  clientId: z.string().check(z.minLength(1)),
  arguments: z.record(z.string(), z.unknown()),
  newestMove: z.optional(z.number()),
  keyHash: z.optional(z.string()),
});

/**
 * Answers what a resolver asks.
 *
 * Errors: ZodError for a payload of another shape, which no client can cause; StoreUnavailable where a table does not
 * answer in time.
 */
export function answerPayload(dependencies: Dependencies, payload: unknown): Promise<ModelsAnswer> {
  const { operation, ...request } = Question.parse(payload);
  return OPERATIONS[operation](dependencies, request);
}
