import { parentPort } from 'node:worker_threads';
import type { LinearModel } from '../classifier/answer/linear-model.ts';
import { createFitTarget, type FitJob, type FitLoss } from '../classifier/fit/target.ts';
import { createPieceReader } from './training-room.ts';

/** What a thread of fitInThreads() tells. */
export type FitMessage = { shareDone: number; loss: FitLoss | undefined } | { model: LinearModel };

/** What a thread of fitInThreads() is given. */
export interface FitThreadData {
  /** The file in which the features are that are not in memory. */
  pieces: string;
}

/** Does what a thread of fitInThreads() does: one job after the other, each as it comes. */
export function serveFits({ pieces }: FitThreadData): void {
  const fitTarget = createFitTarget(createPieceReader(pieces));
  // An error is thrown past the promise, so that the thread ends with it and its owner hears.
  parentPort?.on('message', (job: FitJob) => void fit(job));
  const fit = async (job: FitJob): Promise<void> => {
    const model = await fitTarget(job, (shareDone, loss) => {
      tell({ shareDone, loss });
      return Promise.resolve();
    });
    tell({ model }, [model.weights.buffer]);
  };
}

function tell(message: FitMessage, handedOver: ArrayBufferLike[] = []): void {
  parentPort?.postMessage(message, handedOver as ArrayBuffer[]);
}
