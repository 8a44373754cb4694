import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable, Unfinished, retryUntil } from '../../../store/dynamodb/retry.ts';
import { fakeClock } from '../dynamo.ts';

function exampleTrouble(name: string, $fault: 'client' | 'server'): Error {
  return new DynamoDBServiceException({ name, $fault, $metadata: {}, message: name });
}
/** What the SDK throws of an answer that it cannot read: SyntaxError with the status. */
function unreadable(httpStatusCode: number): Error {
  return Object.assign(new SyntaxError('Unexpected token <'), { $metadata: { httpStatusCode } });
}
const passing: [string, Error][] = [
  ['throttling', exampleTrouble('ProvisionedThroughputExceededException', 'client')],
  ['a fault of the server', exampleTrouble('InternalServerError', 'server')],
  ['a broken connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ['an attempt that was cut off', Object.assign(new Error('Request aborted'), { name: 'AbortError' })],
  ['a page of HTML with 503', unreadable(503)],
  ['an answer that is cut off', unreadable(200)],
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

  it('R3: takes no longer where the clock is put back meanwhile, and is not cut short where it is put forward', async () => {
    for (const byMs of [-3_600_000, 3_600_000]) {
      const clock = fakeClock();
      let attempts = 0;
      const lost = retryUntil(clock, clock.now() + 2_000, () => {
        if (++attempts === 2) clock.set(byMs);
        return Promise.reject(unreadable(503));
      });
      await expect(lost).rejects.toThrow(StoreUnavailable);
      expect(clock.elapsedMs()).toBe(2_000);
    }
  });

  it('cuts each attempt off after a second, and the last one at the deadline', async () => {
    const clock = fakeClock();
    const limits: number[] = [];
    const signalAfter = (ms: number): AbortSignal => {
      limits.push(ms);
      return clock.signalAfter(ms);
    };
    const hanging = (): Promise<never> => {
      clock.advance(limits.at(-1)!);
      return Promise.reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    };
    const lost = retryUntil({ ...clock, signalAfter }, clock.now() + 2_500, hanging);
    await expect(lost).rejects.toThrow(StoreUnavailable);
    expect(limits.slice(0, 2)).toEqual([1_000, 1_000]);
    expect(limits.at(-1)).toBeCloseTo(500 - clock.pauses[0]! - clock.pauses[1]!, 3);
    expect(limits).toHaveLength(3);
  });

  it('does not repeat what a repetition cannot cure', async () => {
    const clock = fakeClock();
    const trouble = exampleTrouble('ResourceNotFoundException', 'client');
    await expect(retryUntil(clock, clock.now() + 2_000, () => Promise.reject(trouble))).rejects.toBe(trouble);
    expect(clock.pauses).toEqual([]);
    await expect(retryUntil(clock, clock.now() + 2_000, () => Promise.reject(unreadable(403)))).rejects.toThrow(
      SyntaxError,
    );
    expect(clock.pauses).toEqual([]);
  });
});
