import { parentPort } from 'node:worker_threads';
import { fitTarget } from '../classifier/fit/target.ts';
import type { FitJob, FitLoss } from '../classifier/fit/target.ts';
import type { LinearModel } from '../classifier/answer/linear-model.ts';

/** What a thread of fitInThreads() tells. */
export type FitMessage = { shareDone: number; loss: FitLoss | undefined } | { model: LinearModel };

/* What a thread of fitInThreads() does: one job after the other, each as it comes. */

parentPort?.on('message', (job: FitJob) => void fit(job));

/** An error is thrown past the promise, so that the thread ends with it and its owner hears. */
async function fit(job: FitJob): Promise<void> {
  const model = await fitTarget(job, (shareDone, loss) => {
    tell({ shareDone, loss });
    return Promise.resolve();
  });
  tell({ model }, [model.weights.buffer]);
}

function tell(message: FitMessage, handedOver: ArrayBufferLike[] = []): void {
  parentPort?.postMessage(message, handedOver as ArrayBuffer[]);
}
