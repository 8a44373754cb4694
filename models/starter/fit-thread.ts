import { parentPort, workerData } from 'node:worker_threads';
import { fitTarget } from '../../classifier/fit/target.ts';
import type { FitJob } from '../../classifier/fit/target.ts';
import type { LinearModel } from '../../classifier/answer/linear-model.ts';

/** What a thread of fitInThreads() tells. */
export type FitMessage = { shareDone: number } | { model: LinearModel };

/* What a thread of fitInThreads() does. */

const model = await fitTarget(workerData as FitJob, (shareDone) => {
  tell({ shareDone });
  return Promise.resolve();
});
tell({ model }, [model.weights.buffer]);

function tell(message: FitMessage, handedOver: ArrayBufferLike[] = []): void {
  parentPort?.postMessage(message, handedOver as ArrayBuffer[]);
}
