import { expect, it } from 'vitest';
import { completeDecision } from '../../artifacts/deciding-check.ts';
import type { GateCheck } from '../../contract/stored/models.ts';

const check = (name: string, changes: Partial<GateCheck> = {}): GateCheck => ({
  name,
  passed: true,
  champion: null,
  challenger: 0.01,
  limit: 0.03,
  detail: 'It is within the limit.',
  ...changes,
});
const decide = (...checks: GateCheck[]) =>
  completeDecision({ promoted: checks.every(({ passed }) => passed), reason: 'So it is.', checks });

it('of checks that failed the first decided, however near the others came to their limits', () => {
  const nearest = check('country accuracy, France', { challenger: 0.03 });
  const [failed, later] = ['variety log loss', 'variety accuracy, US'].map((name) => check(name, { passed: false }));
  expect(decide(nearest, failed!, later!).decidedBy).toBe('variety log loss');
});

it('where all passed, the one decided that came nearest to its limit, as a share of the limit', () => {
  const near = check('variety log loss', { challenger: 1.2, limit: 1.21 });
  const small = check('parity', { challenger: 1e-7, limit: 1e-5 });
  expect(decide(check('country calibration error'), small, near).decidedBy).toBe('variety log loss');
});

it('no check decided where none has a figure', () => {
  expect(decide(check('country log loss', { challenger: null })).decidedBy).toBeNull();
  expect(decide().decidedBy).toBeNull();
});

it('a check that was stored before more was told names its target, and has no interval', () => {
  const { checks } = decide(check('country log loss'), check('variety log loss'), check('parity'));
  expect(checks.map(({ target }) => target)).toEqual(['COUNTRY', 'VARIETY', null]);
  expect(checks[0]).toMatchObject({ low: null, high: null, n: null });
});

it('what a decision tells itself stays', () => {
  const told = check('log loss', { target: 'VARIETY', low: 0.005, high: 0.015, n: 300 });
  const decision = { promoted: true, reason: 'So it is.', decidedBy: 'log loss', checks: [check('parity'), told] };
  const completed = completeDecision(decision);
  expect(completed.decidedBy).toBe('log loss');
  expect(completed.checks[1]).toEqual(told);
});
