import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FitJob, FitTarget, OnShareDone } from '../classifier/fit/target.ts';
import type { LinearModel } from '../classifier/answer/linear-model.ts';
import type { FitMessage, FitThreadData } from './fit-thread.ts';

/** What a thread starts from where nothing is bundled. */
const ENTRY = new URL('fit-thread-entry.ts', import.meta.url);

/**
 * Fits in threads, at most `threadCount` at once. The bits are the same as in one thread. A thread does one job after
 * the other, since to start one takes a tenth of a job; it ends where none follows at once, since it keeps the
 * memory of its last one. `entry` is a file that calls serveFits(), `pieces` that of the training's room.
 */
export function fitInThreads(threadCount: number, entry: URL = ENTRY, pieces = ''): FitTarget {
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  let free = threadCount;
  return async (job, onShareDone) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    const worker = idle.pop() ?? startThread(entry, pieces);
    try {
      const model = await fitInThread(worker, job, onShareDone);
      idle.push(worker);
      setImmediate(() => endIdle(idle, worker));
      return model;
    } catch (error) {
      void worker.terminate();
      throw error;
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

function endIdle(idle: Worker[], worker: Worker): void {
  const at = idle.indexOf(worker);
  if (at < 0) return;
  idle.splice(at, 1);
  void worker.terminate();
}

function startThread(entry: URL, pieces: string): Worker {
  const workerData: FitThreadData = { pieces };
  return new Worker(entry, { workerData });
}

async function fitInThread(worker: Worker, job: FitJob, onShareDone: OnShareDone): Promise<LinearModel> {
  worker.ref();
  const ended = new AbortController();
  const done = new Promise<LinearModel>((resolve, reject) => {
    worker.on('message', (message: FitMessage) => {
      if ('model' in message) resolve(message.model);
      else onShareDone(message.shareDone, message.loss).catch(reject);
    });
  });
  const failed = once(worker, 'error', { signal: ended.signal }).then(([error]) => {
    throw error;
  });
  failed.catch(() => undefined);
  try {
    worker.postMessage(job);
    return await Promise.race([done, failed]);
  } finally {
    ended.abort();
    worker.removeAllListeners('message');
    worker.unref();
  }
}
