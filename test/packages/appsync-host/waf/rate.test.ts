import { describe, expect, it } from 'vitest';
import { createRateCounter, type Rate } from '../../../../packages/appsync-host/waf/rate.ts';

/** A counter with a clock of its own; `ask` is asked that often and tells how many were too many. */
function count(rate: Rate) {
  let nowMs = 1_000;
  const isOver = createRateCounter(rate, () => nowMs);
  return {
    at: (seconds: number) => (nowMs = 1_000 + seconds * 1000),
    ask: (times: number, key = 'ann') => Array.from({ length: times }, () => isOver(key)).filter(Boolean).length,
  };
}

describe('R20: a rate of WAF', () => {
  it('lets the limit through for ever', () => {
    const { at, ask } = count({ limit: 60, windowSeconds: 60 });
    for (let second = 0; second < 600; second += 1) {
      at(second);
      expect(ask(1)).toBe(0);
    }
  });

  it('is looked at on a grid of 10 s: whatever comes before that is let through, all after it is too many', () => {
    const { at, ask } = count({ limit: 100, windowSeconds: 60 });
    expect(ask(1_000)).toBe(0);
    at(8.9);
    expect(ask(1)).toBe(0);
    at(9);
    expect(ask(1)).toBe(1);
  });

  it.each([60, 120, 300, 600])(
    'looks %d s back, and lets in again whoever has stopped for that long',
    (windowSeconds) => {
      const { at, ask } = count({ limit: 100, windowSeconds });
      ask(101);
      at(windowSeconds + 8.9);
      expect(ask(1)).toBe(1);
      at(windowSeconds + 9);
      expect(ask(1)).toBe(0);
    },
  );

  it('counts what is turned away: whoever goes on stays out', () => {
    const { at, ask } = count({ limit: 100, windowSeconds: 60 });
    ask(101);
    for (let second = 10; second < 300; second += 1) {
      at(second);
      expect(ask(2)).toBe(2);
    }
  });

  it('is of one key: others are not turned away for it', () => {
    const { at, ask } = count({ limit: 100, windowSeconds: 60 });
    ask(1_000, 'ann');
    at(20);
    expect([ask(5, 'ann'), ask(5, 'bob')]).toEqual([5, 0]);
  });

  it('keeps ten thousand keys and forgets the first ones, as AWS keeps no more', () => {
    const { at, ask } = count({ limit: 10, windowSeconds: 600 });
    ask(100, 'first');
    for (let n = 0; n < 10_000; n += 1) ask(1, `key ${n}`);
    ask(100, 'last');
    at(20);
    expect([ask(1, 'first'), ask(1, 'last')]).toEqual([0, 1]);
  });
});
