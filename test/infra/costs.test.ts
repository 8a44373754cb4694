import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REQUEST_RESOLVERS_MAX } from '../../contract/limits.ts';
import { ROOT_FIELDS } from '../../contract/root-fields.ts';
import { countRequestReads, FIELD_COSTS, listAbuses, priceField, writePage } from '../../docs/count-costs.ts';

describe('R33: what one request costs', () => {
  it('is counted for every root field', () => {
    expect(Object.keys(FIELD_COSTS).sort()).toEqual(Object.keys(ROOT_FIELDS).sort());
  });

  it('is 5,120 read units for histories, whatever their aliases and filters: it was 51,000', () => {
    expect(REQUEST_RESOLVERS_MAX * (FIELD_COSTS['Query.predictionHistory'].reads ?? 0)).toBe(5_120);
  });

  it('is under a nickel for the dearest field but a training, and a training under one as well', () => {
    for (const [field, cost] of Object.entries(FIELD_COSTS)) expect(priceField(cost), field).toBeLessThan(0.05);
  });

  it('is bounded for operators too, who may read most', () => {
    expect(countRequestReads()).toBeLessThan(130_000);
  });
});

describe('what a hostile client costs', () => {
  it('is a finite sum a day for all that it may do', () => {
    for (const { what, dollarsADay } of listAbuses()) {
      expect(dollarsADay, what).toBeGreaterThan(0);
      expect(dollarsADay, what).toBeLessThan(3_000);
    }
  });

  it('is told in docs/SECURITY.md as node docs/count-costs.ts writes it', () => {
    expect(readFileSync(new URL('../../docs/SECURITY.md', import.meta.url), 'utf8')).toBe(writePage());
  });
});
