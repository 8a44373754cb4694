import { releaseLease, takeLease } from '../../../store/models/lease.ts';
import { beginRun, writeRun } from '../../../store/models/runs.ts';
import { settleAbandoned, settleQueued } from '../../settle-run.ts';
import { invalidInput, trainingInProgress } from '../../failures.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import type { StoredRun } from '../../../contract/stored/models.ts';
import type { TrainingPlace } from '../../../contract/training-place.ts';
import { PATIENCE_MS, type Dependencies, timestamp } from '../dependencies.ts';
import { readReason, type Request } from '../request.ts';

/** Takes the lease for a new run, and writes it as running; the train function does the rest. */
export async function startTraining(
  dependencies: Dependencies,
  { clientId, arguments: given }: Request,
): Promise<ModelsAnswer> {
  const { models, newId } = dependencies;
  const reason = given['reason'] == null ? null : readReason(given);
  if (reason !== null && typeof reason !== 'string') return { failure: reason };
  const wish = readPlace(given);
  if (wish === 'BATCH' && dependencies.jobs === undefined) {
    const message = 'Trainings do not run on AWS Batch here: leave out `on`, or deploy with trainOn batch or bySize.';
    return { failure: invalidInput('on', 'range', message) };
  }
  // A run whose job can no longer begin keeps nobody from training; nor is one lost whose job still can.
  if (dependencies.jobs !== undefined) await settleQueued(dependencies);
  const run: StoredRun = { ...beginRun(newId(), clientId, reason, timestamp(models)), place: wish };
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

/** Where the run is to be; null where the environment decides. The schema allows nothing else. */
function readPlace({ on }: Request['arguments']): TrainingPlace | null {
  return on === 'BATCH' || on === 'LAMBDA' ? on : null;
}
