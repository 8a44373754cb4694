import type { ModelsAnswer } from '../../../contract/invocations.ts';
import type { StoredRun } from '../../../contract/stored/models.ts';
import { newestPromotion } from '../../../store/models/promotions.ts';
import { keepStarter } from '../../keep-starter.ts';
import { settleLatest, settleRun } from '../../settle-run.ts';
import { PATIENCE_MS, type Dependencies } from '../dependencies.ts';
import { championOf } from '../describe.ts';
import type { Request } from '../request.ts';

/**
 * Ends the runs whose processes are gone, and tells their subscribers: those of `ids` for whoever is reading them, or,
 * without any, whatever there is, as the schedule asks every minute. The value is the runs as they now are.
 *
 * The schedule also keeps a starter version that has begun to serve.
 */
export async function settleRuns(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  const { ids } = given;
  if (!Array.isArray(ids)) {
    const settled = await settleLatest(dependencies);
    await keepServing(dependencies);
    return { value: settled };
  }
  const runs: StoredRun[] = [];
  for (const id of ids) {
    const run = await settleRun(dependencies, String(id));
    if (run !== undefined) runs.push(run);
  }
  return { value: runs };
}

async function keepServing(dependencies: Dependencies): Promise<void> {
  const { models, starter } = dependencies;
  const newest = await newestPromotion(models, models.clock.now() + PATIENCE_MS);
  if (championOf(newest, starter) === starter.version) await keepStarter(dependencies);
}
