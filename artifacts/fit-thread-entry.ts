import { workerData } from 'node:worker_threads';
import { type FitThreadData, serveFits } from './fit-thread.ts';

serveFits(workerData as FitThreadData);
