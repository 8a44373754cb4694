import { PARTITION_WRITES } from './account.ts';
import type { Account } from './account.ts';
import { openBucket } from './token-bucket.ts';
import type { TokenBucket } from './token-bucket.ts';

/** A table of DynamoDB, as far as its writes are throttled. */
export interface ThrottledTable {
  /** Writes so many units under a partition key; false where it is throttled. */
  write(nowMs: number, key: number, units: number): boolean;
}

/**
 * Opens a table: each partition takes a thousand write units a second, and all of them what the account has. A key
 * never has more than one partition: new entries of a client come in time order, all at the same end, where splitting
 * for heat makes a cold half and a half as hot as before.
 */
export function openThrottledTable({ tableWrites, partitions, burstSeconds }: Account): ThrottledTable {
  const whole = openBucket(tableWrites, tableWrites);
  const opened = new Map<number, TokenBucket>();
  const partitionOf = (key: number): TokenBucket => {
    const place = partitions === 'one a key' ? key : spread(key) % partitions;
    const found = opened.get(place) ?? openBucket(PARTITION_WRITES, PARTITION_WRITES * burstSeconds);
    opened.set(place, found);
    return found;
  };
  return {
    write(nowMs, key, units) {
      return whole.has(nowMs, units) && partitionOf(key).take(nowMs, units) && whole.take(nowMs, units);
    },
  };
}

/** As good as at random, and the same each time (Knuth's multiplicative hash). */
function spread(key: number): number {
  return (Math.imul(key + 1, 2_654_435_761) >>> 0) >>> 8;
}
