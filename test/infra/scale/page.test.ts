import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../bench/scale/outcomes.ts';
import { listScenarios, nameClient, nameRate } from '../../../bench/scale/scenarios.ts';
import { simulate } from '../../../bench/scale/simulate.ts';
import { callsAtOnce, demandOf } from '../../../docs/scale/demand.ts';
import { LIMITS } from '../../../docs/scale/limits.ts';
import { readOutcomes, readPage, writePage } from '../../../docs/scale/write-page.ts';

const found = readOutcomes();

describe('docs/SCALE.md', () => {
  it('has the tables that node docs/scale/write-page.ts writes', () => {
    expect(readPage()).toBe(writePage(readPage(), found));
  });

  it('cannot be written where it has no place for a table', () => {
    expect(() => writePage('# What more of it takes\n', found)).toThrow('SCALE.md must have <!-- written by ');
  });

  it.each([
    nameRate('default', 10, 1, 'zipf'),
    nameRate('default', 1_000, 100, 'one'),
    nameClient(1_800, 100, false, 1),
    nameClient(550, 1, false, 1),
  ])('tells what a simulation of %s comes to', (id) => {
    const scenario = listScenarios().find((one) => one.id === id);
    expect(scenario && simulate(scenario, found.times)).toEqual(outcomeOf(found, id));
  });
});

describe('what a rate takes', () => {
  it('is by the hundred half the write units, a hundredth of the requests, and a fiftieth of the calls at once', () => {
    const [single, hundred] = [demandOf(1, found.times), demandOf(100, found.times)];
    expect(single.writes / hundred.writes).toBeCloseTo(2, 1);
    expect(single.requests / hundred.requests).toBe(100);
    expect(callsAtOnce(single, 1_000) / callsAtOnce(hundred, 1_000)).toBeGreaterThan(40);
    expect(callsAtOnce(single, 1_000)).toBeCloseTo(1_000 * (single.callMs / 1_000));
  });

  it('is first ended by WAF where one client asks one by one, and by its partition where it sends batches', () => {
    const first = (batch: number): string | undefined => {
      const demand = demandOf(batch, found.times);
      return LIMITS.toSorted((one, other) => one.reachedAt(demand) - other.reachedAt(demand))[0]?.short;
    };
    expect(first(1)).toBe('WAF by key');
    expect(first(100)).toBe('partition');
  });
});
