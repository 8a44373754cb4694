import { TrainingFailed } from '../../artifacts/training-failed.ts';
import { Worker } from 'node:worker_threads';
import { type MakeVersion } from './job.ts';
import type { ThreadData, ThreadMessage } from './thread.ts';

/** The part of the function's memory that the thread's heap may take; the rest is for buffers, ONNX Runtime and us. */
const HEAP_SHARE = 0.75;

/**
 * Makes the version in a thread of its own, which can be stopped at any moment: it ends with the signal's reason, and
 * where its memory does not do, with a failure instead of the death of the process. `entry` is thread.ts, or the
 * bundle of it.
 */
export function makeInThread(entry: URL, memoryMb: number): MakeVersion {
  return (job, tell, signal) =>
    new Promise((resolve, reject) => {
      const resourceLimits = { maxOldGenerationSizeMb: Math.floor(memoryMb * HEAP_SHARE) };
      const workerData: ThreadData = { trainJob: job };
      const worker = new Worker(entry, { workerData, resourceLimits });
      const stop = (reason: unknown): void => {
        signal.removeEventListener('abort', onAbort);
        reject(reason instanceof Error ? reason : new Error(String(reason)));
        void worker.terminate();
      };
      const onAbort = (): void => stop(signal.reason);
      signal.addEventListener('abort', onAbort);
      worker.on('error', (error) => stop(explain(error, memoryMb)));
      worker.on('exit', (code) => stop(new Error(`The thread of the training ended with code ${code}.`)));
      worker.on('message', (message: ThreadMessage) => {
        if (message.kind === 'progress') return tell(message.progress);
        signal.removeEventListener('abort', onAbort);
        if (message.kind === 'ended') return resolve(message.outcome);
        const error = message.isForeseen ? new TrainingFailed(message.message) : new Error(message.message);
        error.stack = message.stack;
        return stop(error);
      });
      if (signal.aborted) onAbort();
    });
}

function explain(error: unknown, memoryMb: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  const message = `The training needs more memory than it has: give the function more than ${memoryMb} MB.`;
  return new TrainingFailed(message, { cause: error });
}
