import { describe, expect, it } from 'vitest';
import { createRouter } from '../../../../packages/appsync-host/lambda/routing.ts';

describe('an alias that leads to two versions', () => {
  it.each([0.1, 0.2, 0.3, 1 / 3, 0.05, 0.9])(
    'gives the share of %s to the second of any calls in a row, neither more nor less',
    (weight) => {
      const choose = createRouter({ version: '1', additional: { version: '2', weight } });
      const chosen = Array.from({ length: 1000 }, choose);
      for (const length of [10, 37, 300]) {
        for (let start = 0; start + length <= chosen.length; start += 7) {
          const count = chosen.slice(start, start + length).filter((version) => version === '2').length;
          expect(Math.abs(count - weight * length)).toBeLessThan(1);
        }
      }
    },
  );

  it('begins with the first version, and gives a tenth of ten calls to the second', () => {
    const choose = createRouter({ version: '1', additional: { version: '2', weight: 0.1 } });
    expect(Array.from({ length: 10 }, choose).join('')).toBe('1111111112');
  });

  it('gives all to either where it has all', () => {
    const routings = [{ version: '2' }, { version: '1', additional: { version: '2', weight: 1 } }];
    for (const routing of routings) expect(Array.from({ length: 5 }, createRouter(routing)).join('')).toBe('22222');
    const none = { version: '1', additional: { version: '2', weight: 0 } };
    expect(Array.from({ length: 5 }, createRouter(none)).join('')).toBe('11111');
  });
});
