import { releaseLease, takeLease } from '../../store/lease.ts';
import { beginRun, writeRun } from '../../store/runs.ts';
import { settleAbandoned } from '../settle-run.ts';
import { trainingInProgress } from '../failures.ts';
import type { ModelsAnswer } from '../../contract/invocations.ts';
import { PATIENCE_MS, type Dependencies, timestamp } from './dependencies.ts';
import { readReason, type Request } from './request.ts';

/** Takes the lease for a new run, and writes it as running; the train function does the rest. */
export async function startTraining(
  dependencies: Dependencies,
  { clientId, arguments: given }: Request,
): Promise<ModelsAnswer> {
  const { models, newId } = dependencies;
  const reason = given['reason'] == null ? null : readReason(given);
  if (reason !== null && typeof reason !== 'string') return { failure: reason };
  const run = beginRun(newId(), clientId, reason, timestamp(models));
  const { taken, abandonedRun } = await takeLease(models, run.id, models.clock.now() + PATIENCE_MS);
  if (!taken) return { failure: trainingInProgress() };
  try {
    if (abandonedRun !== undefined) await settleAbandoned(dependencies, abandonedRun);
    await writeRun(models, run, models.clock.now() + PATIENCE_MS);
  } catch (error) {
    await releaseLease(models, run.id, models.clock.now() + PATIENCE_MS);
    throw error;
  }
  return { value: run };
}
