import type { Files, PredictionJob } from '../../packages/client/files.ts';
import { CommandError, type Surroundings } from '../command.ts';
import { startShare } from '../output/progress.ts';

/** What each step of a job is, for whoever waits for its end. */
const STEPS: Record<PredictionJob['status'], string> = {
  SPLITTING: 'looking where the rows are',
  ANSWERING: 'answering',
  COMBINING: 'putting the answers together',
  COMPLETED: 'done',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
};

/**
 * Shows how a job gets on, to its end, and returns it as it ended. On Ctrl-C whoever looks is asked whether the job is
 * to end, too: it goes on by itself otherwise.
 *
 * Errors: CommandError with exit code 130 where nobody waits for it any more; TerroirError.
 */
export async function followJob(api: Files, id: string, surroundings: Surroundings): Promise<PredictionJob> {
  const share = startShare(surroundings.interactive, surroundings.tell);
  let last: PredictionJob | undefined;
  try {
    for await (const job of api.predictionJobEvents(id, { signal: surroundings.stopping })) {
      last = job;
      share.show(shareOf(job), STEPS[job.status]);
    }
  } catch (error) {
    if (!surroundings.stopping.aborted) throw error;
  } finally {
    share.stop();
  }
  if (last !== undefined && !surroundings.stopping.aborted) return last;
  throw await leaveJob(api, id, surroundings);
}

function shareOf({ status, rows, answered, refused }: PredictionJob): number {
  if (status === 'SPLITTING' || rows === null || rows === 0) return 0;
  return status === 'ANSWERING' ? Math.min(1, (answered + refused) / rows) : 1;
}

async function leaveJob(api: Files, id: string, { ask, tell }: Surroundings): Promise<CommandError> {
  const goesOn = new CommandError(`The job ${id} goes on: npm run terroir -- jobs ${id} --follow`, 130);
  if (ask === undefined) return goesOn;
  if (!/^y(es)?$/i.test(await ask(`Cancel the job ${id}, too? What is answered is kept. [y/N] `))) return goesOn;
  await api.cancelPredictionJob(id);
  tell('It is being cancelled.');
  return new CommandError(`To have what was answered: npm run terroir -- jobs ${id} --download FOLDER`, 130);
}
