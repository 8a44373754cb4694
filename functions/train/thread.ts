import { parentPort, workerData } from 'node:worker_threads';
import type { Progress, TrainJob, TrainOutcome } from './job.ts';
import { TrainingFailed } from './job.ts';
import { makeVersion } from './make-version.ts';
import { ModelRefused } from '../predict/model.ts';

/** What the thread of a training tells the one that started it. */
export type ThreadMessage =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'ended'; outcome: TrainOutcome }
  /** `isForeseen`: the message is one for people. */
  | { kind: 'failed'; message: string; isForeseen: boolean; stack: string };

/** What the thread finds as its workerData. */
export interface ThreadData {
  trainJob: TrainJob;
}

/** The job of this thread; undefined in any thread but that of a training. */
export function readThreadJob(): TrainJob | undefined {
  return (workerData as Partial<ThreadData> | null | undefined)?.trainJob;
}

/** Does the job in this thread: a training keeps a processor busy for minutes, and must not keep events waiting. */
export async function runThread(job: TrainJob): Promise<void> {
  try {
    const outcome = await makeVersion(job, (progress) => say({ kind: 'progress', progress }));
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
