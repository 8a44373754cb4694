import { Worker } from 'node:worker_threads';
import type { FitJob, FitTarget, OnShareDone } from '../../classifier/fit/target.ts';
import type { LinearModel } from '../../classifier/answer/linear-model.ts';
import type { FitMessage } from './fit-thread.ts';

/** Fits in threads, at most `threadCount` at once. The bits are the same as in one thread. */
export function fitInThreads(threadCount: number): FitTarget {
  let free = threadCount;
  const waiting: (() => void)[] = [];
  return async (job, onShareDone) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await fitInThread(job, onShareDone);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

function fitInThread(job: FitJob, onShareDone: OnShareDone): Promise<LinearModel> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('fit-thread.ts', import.meta.url), { workerData: job });
    const stop = (error: unknown): void => {
      void worker.terminate();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    worker.on('error', stop);
    worker.on('message', (message: FitMessage) => {
      if ('model' in message) resolve(message.model);
      else onShareDone(message.shareDone).catch(stop);
    });
  });
}
