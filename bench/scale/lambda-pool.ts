import { LAMBDA } from './account.ts';
import { openBucket } from './token-bucket.ts';
import type { TokenBucket } from './token-bucket.ts';

/** A place in which a Lambda runs, one call at a time; it stays, and the next call finds it warm. */
export interface Environment {
  isWarm: boolean;
  /** What is left of the wines that it has counted in advance, by client. */
  leases: Map<number, number>;
}

/** The calls that an account's functions may have at once, together, and begin in a second. */
export interface Concurrency {
  enter(nowMs: number): boolean;
  leave(): void;
  /** The most that were at work at once. */
  peak(): number;
}

/** Opens what all functions of an account take from. */
export function openConcurrency(callsMax: number): Concurrency {
  const calls = openBucket(callsMax * LAMBDA.callsEach, callsMax * LAMBDA.callsEach);
  let [busy, peak] = [0, 0];
  return {
    enter(nowMs) {
      if (busy >= callsMax || !calls.take(nowMs, 1)) return false;
      busy += 1;
      peak = Math.max(peak, busy);
      return true;
    },
    leave() {
      busy -= 1;
    },
    peak: () => peak,
  };
}

/** A function: it takes warm environments first, and starts others as fast as Lambda lets it. */
export interface LambdaPool {
  /** Undefined where the call is turned away (429). */
  begin(nowMs: number): Environment | undefined;
  end(environment: Environment): void;
  /** How many environments were started. */
  starts(): number;
}

/** Opens a function with so many warm environments. */
export function openPool(concurrency: Concurrency, warm: number): LambdaPool {
  const starting: TokenBucket = openBucket(LAMBDA.startsPerSecond, LAMBDA.startsAtOnce);
  const idle: Environment[] = Array.from({ length: warm }, () => ({ isWarm: true, leases: new Map() }));
  let starts = 0;
  return {
    begin(nowMs) {
      const mayStart = idle.length > 0 || starting.has(nowMs, 1);
      if (!mayStart || !concurrency.enter(nowMs)) return undefined;
      const warmOne = idle.pop();
      if (warmOne !== undefined) return warmOne;
      starting.take(nowMs, 1);
      starts += 1;
      return { isWarm: false, leases: new Map() };
    },
    end(environment) {
      environment.isWarm = true;
      idle.push(environment);
      concurrency.leave();
    },
    starts: () => starts,
  };
}
