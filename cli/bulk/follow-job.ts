import { TerroirError } from '../../packages/client/errors.ts';
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
 * Errors: CommandError with exit code 130 where nobody waits for it any more, 1 where it cannot be looked at.
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
    if (!surroundings.stopping.aborted) throw sayItGoesOn(error, id);
  } finally {
    share.stop();
  }
  if (last !== undefined && !surroundings.stopping.aborted) return last;
  throw await leaveJob(api, id, surroundings);
}

/** Only the looking has ended: whoever looked is told how to go on with that. */
function sayItGoesOn(error: unknown, id: string): unknown {
  if (!(error instanceof TerroirError) || ['NotFound', 'InvalidInput'].includes(error.errorType)) return error;
  return new CommandError(`${error.message} The job goes on by itself: ${followingOf(id)}`, 1, error);
}

const followingOf = (id: string): string => `npm run terroir -- jobs ${id} --follow`;

/** Of the step that a job is at, but of its end, which is whole. */
function shareOf({ status, rows, answered, refused, rowsCombined }: PredictionJob): number {
  if (status === 'SPLITTING' || rows === null || rows === 0) return 0;
  const done = answered + refused;
  if (status === 'ANSWERING') return Math.min(1, done / rows);
  return status === 'COMBINING' && done > 0 ? Math.min(1, rowsCombined / done) : 1;
}

async function leaveJob(api: Files, id: string, { ask, tell }: Surroundings): Promise<CommandError> {
  const goesOn = new CommandError(`The job ${id} goes on: ${followingOf(id)}`, 130);
  if (ask === undefined) return goesOn;
  if (!/^y(es)?$/i.test(await ask(`Cancel the job ${id}, too? What is answered is kept. [y/N] `))) return goesOn;
  await api.cancelPredictionJob(id);
  tell('It is being cancelled.');
  return new CommandError(`To have what was answered: npm run terroir -- jobs ${id} --download FOLDER`, 130);
}
