import { describe, expect, it } from 'vitest';
import { BILLED_METRICS_MAX } from '../../../contract/metrics.ts';
import { billedMs, type Group, type Line, listBill, sumOf, TEMPLATE_COUNTS } from '../../../docs/cost/bill.ts';
import { priceMonth } from '../../../docs/cost/elsewhere.ts';
import { monthOf } from '../../../docs/cost/options.ts';
import { PLANNED_PREDICTIONS, TOLD_AT_SHARE } from '../../../docs/cost/planned.ts';
import { ENVIRONMENTS } from '../../../infra/environments.ts';
import { resourcesOf, synthesize } from '../synthesize.ts';

const production = monthOf('production');

function lineOf(lines: readonly Line[], group: Group, what: string): Line | undefined {
  return lines.find((line) => line.group === group && line.what === what);
}

describe('the bill of a month', () => {
  it('counts each request, and a write for each wine under 1 KB', () => {
    const lines = listBill({ ...production, predictions: 3_000_000, batch: 100 });
    expect(lineOf(lines, 'requests', 'AppSync')?.count).toBe(30_000);
    expect(lineOf(lines, 'requests', 'λ predict, calls')?.count).toBe(30_000);
    expect(lineOf(lines, 'records', 'predictions, written')?.count).toBe(3_000_000);
    expect(lineOf(lines, 'records', 'requestIds, claimed')?.count).toBe(30_000);
  });

  it('counts two writes for a wine whose note makes it larger than 1 KB', () => {
    const lines = listBill({ ...production, predictions: 1_000, noteCharacters: 300 });
    expect(lineOf(lines, 'records', 'predictions, written')?.count).toBe(2_000);
  });

  it('has no line for requests where nobody asks', () => {
    expect(new Set(listBill({ ...production, predictions: 0 }).map(({ group }) => group))).toEqual(
      new Set(['standing', 'watching', 'releasing']),
    );
  });

  it('is $4 a million for AppSync, $0.60 for WAF, and $10 a month for WAF being there', () => {
    const lines = listBill({ ...production, predictions: 1_000_000 });
    const dollars = (group: Group, what: string): number =>
      sumOf(
        lines.filter((one) => one.what === what),
        group,
      );
    expect(dollars('requests', 'AppSync')).toBeCloseTo(4, 9);
    expect(dollars('requests', 'WAF')).toBeCloseTo(0.6, 9);
    expect(dollars('standing', 'WAF')).toBe(10);
  });

  it('traces all requests as long as less than one a second comes, then one in twenty more', () => {
    const traces = (predictions: number): number =>
      lineOf(listBill({ ...production, predictions }), 'watching', 'traces')?.count ?? 0;
    expect(traces(1_000_000) - traces(0)).toBe(1_000_000);
    expect(traces(20_000_000) - traces(10_000_000)).toBe(500_000);
  });

  it('takes less for what is turned off, and never more', () => {
    for (const one of ['waf', 'metrics', 'alarms', 'tracing', 'pitr', 'pipeline'] as const) {
      expect(priceMonth({ ...production, [one]: false }, 1e6), one).toBeLessThan(priceMonth(production, 1e6));
    }
    expect(priceMonth({ ...production, architecture: 'arm64' }, 1e6)).toBeLessThan(priceMonth(production, 1e6));
  });

  it('grows with predictions, cold starts, the time of tables and the time that logs are kept', () => {
    expect(priceMonth(production, 2e6)).toBeGreaterThan(priceMonth(production, 1e6));
    expect(billedMs({ ...production, coldPercent: 10 })).toBeGreaterThan(billedMs(production));
    expect(billedMs({ ...production, tableMs: 10 })).toBeCloseTo(billedMs(production) + 15, 9);
    expect(priceMonth({ ...production, logDays: 365 }, 1e6)).toBeGreaterThan(priceMonth(production, 1e6));
  });
});

/** Whether a function tries a new version of another one before that gets traffic. */
const isHook = (resource: unknown): boolean => JSON.stringify(resource).includes('TERROIR_NEW_VERSION');

describe('what the bill takes from the template', { timeout: 60_000 }, () => {
  const template = synthesize();
  const countOf = (type: string): number => resourcesOf(template, type).length;

  it('is what there is: functions, tables, rules, schedules, metrics', () => {
    const [acl] = resourcesOf(template, 'AWS::WAFv2::WebACL').map(([, { Properties }]) => Properties['Rules']);
    expect(TEMPLATE_COUNTS).toMatchObject({
      functions: resourcesOf(template, 'AWS::Lambda::Function').filter((one) => !isHook(one)).length,
      tables: countOf('AWS::DynamoDB::GlobalTable'),
      wafRules: (acl as unknown[]).length,
    });
    const schedules = resourcesOf(template, 'AWS::Scheduler::Schedule');
    expect(schedules.map(([, { Properties }]) => Properties['ScheduleExpression']).sort()).toEqual([
      'cron(0 3 ? * MON *)',
      'rate(1 hour)',
      'rate(1 hour)',
      'rate(1 minute)',
    ]);
    expect(lineOf(listBill(production), 'watching', 'metrics of ours')?.count).toBe(BILLED_METRICS_MAX);
  });
});

describe('the budget of production', () => {
  const max = production.environment.alarms.monthlyDollarsMax ?? 0;
  const planned = priceMonth(production, PLANNED_PREDICTIONS);

  it('does not tell of a month as planned, and tells before twice as much was spent', () => {
    expect(planned).toBeLessThan(max * TOLD_AT_SHARE);
    expect(max).toBeLessThan(2 * planned);
  });

  it('tells at the share that the template says', () => {
    const [budget] = resourcesOf(synthesize(), 'AWS::Budgets::Budget').map(([, { Properties }]) => Properties);
    expect(budget?.['NotificationsWithSubscribers']).toMatchObject([
      { Notification: { NotificationType: 'ACTUAL', Threshold: TOLD_AT_SHARE * 100 } },
      { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
    ]);
    expect(budget?.['Budget']).toMatchObject({ BudgetLimit: { Amount: max, Unit: 'USD' }, TimeUnit: 'MONTHLY' });
  });

  it('is one of every environment', () => {
    for (const { name, alarms } of ENVIRONMENTS) expect(alarms.monthlyDollarsMax, name).not.toBeNull();
  });
});
