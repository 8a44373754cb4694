import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ALARMS } from '../../../infra/alarm-settings.ts';
import { evaluateMath } from '../../../packages/appsync-host/cloudwatch/expressions/evaluate.ts';
import { parseMath } from '../../../packages/appsync-host/cloudwatch/expressions/metric-math.ts';
import { resourcesOf, synthesize } from '../synthesize.ts';

type Target = 'country' | 'variety';
const TARGETS: readonly Target[] = ['country', 'variety'];
/** The starter model's on its hold-out set lie at least so far above the limit: docs/MODEL.md. */
const EXPECTED_ABOVE = 0.07;
const LABELS_MIN = 30;
const CHECKS_A_YEAR = 365.25 * 24;

const [metrics] = resourcesOf(synthesize(), 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
  Properties['AlarmName'] === 'Terroir.accuracy-low' ? [Properties['Metrics'] as { Expression?: string }[]] : [],
);
const expression = parseMath(metrics?.flatMap(({ Expression }) => Expression ?? [])[0] ?? '');

/** Whether the expression of the template says that so many labels, of which these shares are right, are too bad. */
function isLow(labels: number | undefined, shares: Partial<Record<Target, number>>): boolean {
  const values: Record<string, number | undefined> = { labels, ...shares };
  const value = evaluateMath(expression, {
    length: 1,
    valueOf: (id) => ({ kind: 'series', values: [values[id]] }),
    periodOf: () => 3600,
    bandOf: () => ({ lower: [], upper: [] }),
  });
  return value.kind === 'series' && value.values[0] === 1;
}

/** The most right answers of so many labels that set it off; -1 where none do. */
function rightMax(target: Target, labels: number): number {
  let right = -1;
  while (right < labels && isLow(labels, { [target]: (right + 1) / labels })) right += 1;
  return right;
}

/** The probability of at most so many successes. */
function binomialTail(successes: number, n: number, probability: number): number {
  let [term, sum] = [n * Math.log1p(-probability), 0];
  for (let k = 0; k <= successes; k += 1) {
    sum += Math.exp(term);
    term += Math.log(((n - k) / (k + 1)) * (probability / (1 - probability)));
  }
  return sum;
}

describe('accuracy-low', () => {
  it('is a false alarm once a year at most, however many labels there are, at the accuracy that is expected', () => {
    const counts = [...Array.from({ length: 170 }, (_, at) => LABELS_MIN + at), 250, 300, 500, 1_000, 3_000];
    const yearly = TARGETS.map((target) => {
      const expected = DEFAULT_ALARMS.accuracyMin[target] + EXPECTED_ABOVE;
      const tails = counts.map((labels) => binomialTail(rightMax(target, labels), labels, expected));
      return CHECKS_A_YEAR * Math.max(...tails);
    });
    expect(yearly.reduce((sum, one) => sum + one)).toBeLessThan(1);
    expect(Math.min(...yearly)).toBeGreaterThan(0.1);
  });

  it('goes off by few labels where they are all wrong, and by many where they are a little too low', () => {
    expect(isLow(LABELS_MIN, { country: 0, variety: 0.65 })).toBe(true);
    expect(isLow(LABELS_MIN, { country: 0.82, variety: 0 })).toBe(true);
    expect(isLow(10_000, { country: 0.73, variety: 0.65 })).toBe(true);
  });

  it('does not by chance, nor where nothing was measured, nor where more is right than should be', () => {
    expect(isLow(LABELS_MIN, { country: 0.6, variety: 0.45 })).toBe(false);
    expect(isLow(undefined, {})).toBe(false);
    expect(isLow(10_000, { country: 1, variety: 1 })).toBe(false);
    expect(isLow(10_000, { country: 0.75, variety: 0.58 })).toBe(false);
  });

  it('is told in the runbook with the shares at which it goes off', () => {
    const runbook = readFileSync(new URL('../../../docs/RUNBOOK.md', import.meta.url), 'utf8');
    const rows = [...runbook.matchAll(/^\| +([\d,]+) \| +(\.\d{2}) \| +(\.\d{2}) \|$/gm)];
    expect(rows.map(([, labels]) => labels)).toEqual(['30', '100', '250', '1,000', '10,000']);
    for (const [, labels = '', ...told] of rows) {
      const count = Number(labels.replace(',', ''));
      const shares = TARGETS.map((target) => (rightMax(target, count) / count).toFixed(2).slice(1));
      expect(told, labels).toEqual(shares);
    }
  });
});
