import { TrainingFailed } from '../../artifacts/training-failed.ts';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MakeVersion, Progress, TrainOutcome } from './job.ts';
import type { ThreadData, ThreadMessage } from './thread.ts';

/** The part of the function's memory that the thread's heap may take; the rest is for buffers, ONNX Runtime and us. */
const HEAP_SHARE = 0.75;

/** A fit has some 700 MB at most, and what is made of it as much. */
const MEMORY_MB_PER_THREAD = 1_500;

/**
 * Makes the version in a thread of its own, which can be stopped at any moment: it ends with the signal's reason, and
 * where its memory does not do, with a failure instead of the death of the process. `entry` is thread.ts, or the
 * bundle of it. Where there are several processors, and memory for it, that thread has others fit models.
 */
export function makeInThread(entry: URL, memoryMb: number): MakeVersion {
  return async (job, tell, signal) => {
    const folder = join(tmpdir(), `terroir-training-${randomUUID()}`);
    const threads = Math.max(1, Math.min(availableParallelism(), Math.floor(memoryMb / MEMORY_MB_PER_THREAD)));
    const workerData: ThreadData = { trainJob: job, folder, memoryMb, threads };
    try {
      return await runThread(entry, workerData, tell, signal);
    } finally {
      // The thread may have been stopped before it could.
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function runThread(
  entry: URL,
  workerData: ThreadData,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<TrainOutcome> {
  const { memoryMb } = workerData;
  return new Promise((resolve, reject) => {
    const resourceLimits = { maxOldGenerationSizeMb: Math.floor(memoryMb * HEAP_SHARE) };
    const worker = new Worker(entry, { workerData, resourceLimits });
    let isStopping = false;
    const stop = (reason: unknown): void => {
      // That the thread ends is no reason, where it is made to.
      if (isStopping) return;
      isStopping = true;
      signal.removeEventListener('abort', onAbort);
      const end = (): void => reject(reason instanceof Error ? reason : new Error(String(reason)));
      void worker.terminate().then(end, end);
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
