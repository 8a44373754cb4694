import { type FitThreadData, serveFits } from '../../artifacts/fit-thread.ts';
import { TrainingFailed } from '../../artifacts/training-failed.ts';
import { parentPort, workerData } from 'node:worker_threads';
import type { Progress, TrainJob, TrainOutcome } from './job.ts';
import { makeVersion, type Means } from './make-version.ts';
import { ModelRefused } from '../../artifacts/open.ts';

/** What the thread of a training tells the one that started it. */
export type ThreadMessage =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'ended'; outcome: TrainOutcome }
  /** `isForeseen`: the message is one for people. */
  | { kind: 'failed'; message: string; isForeseen: boolean; stack: string };

/** What the thread finds as its workerData. */
export interface ThreadData extends Omit<Means, 'entry'> {
  trainJob: TrainJob;
}

/*
 * What the thread of makeInThread() does: a training keeps a processor busy for minutes, and must not keep events
 * waiting. The threads that it starts to fit models start from this file too.
 */

const given = workerData as ThreadData | FitThreadData;
if ('pieces' in given) serveFits(given);
else await serveTraining(given);

async function serveTraining({ trainJob, ...means }: ThreadData): Promise<void> {
  try {
    const tell = (progress: Progress): void => say({ kind: 'progress', progress });
    const outcome = await makeVersion(trainJob, tell, undefined, { ...means, entry: new URL(import.meta.url) });
    say({ kind: 'ended', outcome });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const isForeseen = error instanceof TrainingFailed || error instanceof ModelRefused;
    say({ kind: 'failed', message, isForeseen, stack: stack ?? message });
  }
}

function say(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}
