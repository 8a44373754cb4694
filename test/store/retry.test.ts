import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable, Unfinished, retryUntil } from '../../store/retry.ts';
import { fakeClock } from './dynamo.ts';

function exampleTrouble(name: string, $fault: 'client' | 'server'): Error {
  return new DynamoDBServiceException({ name, $fault, $metadata: {}, message: name });
}
const passing: [string, Error][] = [
  ['throttling', exampleTrouble('ProvisionedThroughputExceededException', 'client')],
  ['a fault of the server', exampleTrouble('InternalServerError', 'server')],
  ['a broken connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ['an attempt that was cut off', Object.assign(new Error('Request aborted'), { name: 'AbortError' })],
  ['work that was done in part', new Unfinished('a half')],
];

describe('retryUntil', () => {
  it.each(passing)('outlasts %s', async (_, trouble) => {
    const clock = fakeClock();
    let attempts = 0;
    const result = await retryUntil(clock, clock.now() + 2_000, () => {
      return ++attempts < 4 ? Promise.reject(trouble) : Promise.resolve('done');
    });
    expect([result, clock.pauses.length]).toEqual(['done', 3]);
  });

  it.each(passing)('gives up at the deadline, never after it, with %s as the cause', async (_, trouble) => {
    const clock = fakeClock();
    const deadline = clock.now() + 2_000;
    const lost = retryUntil(clock, deadline, () => Promise.reject(trouble));
    await expect(lost).rejects.toThrow(StoreUnavailable);
    await expect(lost).rejects.toHaveProperty('cause', trouble);
    expect(clock.now()).toBe(deadline);
  });

  it('does not repeat what a repetition cannot cure', async () => {
    const clock = fakeClock();
    const trouble = exampleTrouble('ResourceNotFoundException', 'client');
    await expect(retryUntil(clock, clock.now() + 2_000, () => Promise.reject(trouble))).rejects.toBe(trouble);
    expect(clock.pauses).toEqual([]);
  });
});
