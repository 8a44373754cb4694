/** The processes of one function: as many as calls need at once, up to a limit; further calls wait their turn. */
import type { LambdaCall } from './call.ts';
import type { FunctionError, Invocation } from './messages.ts';
import { createTurns } from './turns.ts';
import type { Worker, WorkerOutcome } from './worker.ts';

/** The processes of one function. */
export interface Pool {
  /**
   * `open` makes the invocation when a process is free, so that waiting does not eat into its time. What is hurried
   * goes before all that waits without being so; calls of several groups take turns.
   */
  run(open: () => Invocation, waiting?: Waiting): Promise<WorkerOutcome & { initMs: number; residentMb: number }>;
  /** Makes sure that one process is there; resolves when it is ready or has failed. */
  warm: () => Promise<void>;
  /** Ends the processes that are idle now, and those at work once they are done; further calls start others. */
  drain: () => void;
  close: () => Promise<void>;
}

/** How a call waits for a process: see LambdaCall. */
export type Waiting = Pick<LambdaCall, 'isHurried' | 'group'>;

/** How many processes a pool has, and of what. */
export interface PoolParts {
  start: () => Worker;
  workersMax: number;
  /** A process with more memory than this is ended rather than kept for a next call: a laptop wants it back. */
  idleMbMax?: number;
}

/** Makes a pool, which starts no process before one is needed. */
export function createPool({ start, workersMax, idleMbMax = 512 }: PoolParts): Pool {
  const workers = new Set<Worker>();
  const idle: Worker[] = [];
  const draining = new Set<Worker>();
  const hurried = createTurns<(worker: Worker) => void>();
  const patient = createTurns<(worker: Worker) => void>();
  let closed = false;

  const add = (): Worker => {
    const worker = start();
    workers.add(worker);
    return worker;
  };
  const acquire = ({ isHurried, group }: Waiting): Promise<Worker> => {
    // The one used last is the warmest.
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      if (worker.isAlive()) return Promise.resolve(worker);
      workers.delete(worker);
    }
    if (workers.size < workersMax) return Promise.resolve(add());
    return new Promise((resolve) => (isHurried === true ? hurried : patient).add(resolve, group));
  };
  const release = (worker: Worker): void => {
    const isNeeded = !hurried.isEmpty() || !patient.isEmpty();
    const lives = worker.isAlive() && !draining.delete(worker) && (isNeeded || worker.residentMb() <= idleMbMax);
    if (!lives) {
      workers.delete(worker);
      void worker.kill();
    }
    const next = closed ? undefined : (hurried.take() ?? patient.take());
    if (next !== undefined) next(lives ? worker : add());
    else if (lives) idle.push(worker);
  };
  const use = async <T>(
    task: (worker: Worker, initError: FunctionError | undefined, initMs: number) => Promise<T>,
    waiting: Waiting = {},
  ): Promise<T> => {
    const worker = await acquire(waiting);
    const startedMs = performance.now();
    try {
      const initError = await worker.ready;
      return await task(worker, initError, performance.now() - startedMs);
    } finally {
      release(worker);
    }
  };
  return {
    run: (open, waiting) =>
      use(async (worker, initError, initMs) => {
        const outcome = initError === undefined ? await worker.run(open()) : { error: initError };
        return { ...outcome, initMs, residentMb: worker.residentMb() };
      }, waiting),
    drain: () => {
      for (const worker of idle.splice(0)) {
        workers.delete(worker);
        void worker.kill();
      }
      for (const worker of workers) draining.add(worker);
    },
    warm: () => use(() => Promise.resolve()),
    close: async () => {
      closed = true;
      await Promise.all([...workers].map((worker) => worker.kill()));
    },
  };
}
