import type { Page } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { estimateCosts } from '../../console/app/pages/well/estimate-costs.ts';
import { findSpan, readMetrics } from '../../console/app/pages/well/read-metrics.ts';
import { readAlarmSections } from '../../console/runbook.ts';
import { ALARMS } from '../../contract/alarms.ts';
import { priceMonth } from '../../docs/cost/elsewhere.ts';
import { monthOf } from '../../docs/cost/options.ts';
import type { Client, Health, TrainingRun } from '../../packages/client/client.ts';
import { api, connect, makeKey, someWine } from '../api/api.ts';
import { canOpenConsole, lookAtPage, openConsole } from './open-console.ts';

describe.runIf(canOpenConsole)('Is it well', () => {
  /** Answers one operation with what the API says, changed. */
  async function change<Data>(page: Page, operation: string, edit: (data: Data) => void): Promise<void> {
    await page.route('**/graphql', async (route) => {
      const isIt = route.request().postData()?.includes(`query ${operation}`) === true;
      const response = await route.fetch();
      if (!isIt) return route.fulfill({ response });
      const json = (await response.json()) as { data: Data };
      edit(json.data);
      return route.fulfill({ response, json });
    });
  }
  const openFromTry = async (page: Page): Promise<void> => {
    await page.getByRole('link', { name: 'Is it well' }).click();
    await page.getByRole('heading', { level: 1, name: 'Is it well' }).waitFor();
  };

  it('tells in a sentence how it stands, and each alarm with its section of the runbook', async () => {
    const page = await openConsole('#/try');
    await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();
    await change<{ health: Health }>(page, 'Health', ({ health }) => {
      health.state = 'ALARM';
      // What is shown of it.
      health.lastTraining = { id: 'r', status: 'REJECTED', startedAt: health.checkedAt } as TrainingRun;
      const alarm = health.alarms.find(({ name }) => name === 'latency-high');
      if (alarm)
        Object.assign(alarm, { state: 'ALARM', reason: '3 of 5 points were over 1,000.', since: health.checkedAt });
      health.alarms.sort((one, other) => Number(other.state === 'ALARM') - Number(one.state === 'ALARM'));
    });
    await openFromTry(page);
    await page.getByText('It is not well: something cannot wait.').waitFor();
    await page.getByRole('link', { name: '✗ held back, begun' }).waitFor();
    const alarms = page.getByRole('table', { name: '1 alarm in alarm' });
    await alarms.getByText('One request in a hundred takes longer').waitFor();
    await alarms.getByText('3 of 5 points were over 1,000.').waitFor();
    await alarms.getByRole('button', { name: 'What to do about latency-high' }).click();
    await alarms.getByText('the stages in the dashboard').waitFor();
    await lookAtPage(page, 'well-alarm');
    await page.getByRole('button', { name: /^Show the \d+ that are not in alarm$/ }).click();
    const { alarms: all } = await (await connect(api.key)).health();
    const table = page.getByRole('table', { name: `All ${all.length} alarms` });
    expect(await table.getByRole('rowheader').count()).toBe(all.length);
  });

  it('draws traffic, failures, latency and confidence of the time that the address names, and drift by signal', async () => {
    const key = await makeKey({ scopes: ['predict', 'operate'], quotaPerDay: 500 });
    const terroir = await connect(key);
    await terroir.predictBatch(Array.from({ length: 100 }, () => someWine()));
    await terroir.checkDrift();
    const page = await openConsole('#/well?hours=24', { key });
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const counted = () =>
      terroir.metrics({ name: 'latencyMs', statistic: 'COUNT', from, to: new Date().toISOString(), period: 60 });
    await expect.poll(async () => (await counted())[0]?.points, { timeout: 20_000, interval: 250 }).not.toBeUndefined();
    await page.getByRole('button', { name: 'Measure again' }).click();
    await page.getByText(/^[\d,]+ wines? in [\d,]+ requests?$/).waitFor();
    for (const title of ['What was asked', 'What was not answered', 'Latency', 'Confidence']) {
      await page.getByText(`Table of ${title}`).waitFor();
    }
    await page.getByText('Table of Latency').click();
    const latency = page.getByRole('region', { name: 'Table of Latency' });
    expect(await latency.getByRole('row').count()).toBe(1 + 96);
    expect(await latency.innerText()).toMatch(/\t[\d,]+\t[\d,]+\t[\d,]+/);
    // A single point is seen, too; two quarters of an hour side by side are joined by a line.
    const rows = await latency.getByRole('row').allInnerTexts();
    const points = await page.locator('figure', { hasText: 'Latency' }).locator('circle').count();
    expect(points > 2 || rows.filter((row) => /\t[\d,]+\t[\d,]+/.test(row)).length > 1).toBe(true);
    await page.getByText('Table of Latency').click();
    await page.getByText(/predictions? of .* in the last day/).waitFor();
    await page.getByText('Table of what was found, by signal and window').click();
    const found = page.getByRole('region', { name: 'What was found, by signal and window' });
    expect(await found.getByRole('columnheader').allInnerTexts()).toEqual(expect.arrayContaining(['n', 'Threshold']));
    await page.getByText(/400 of 500 wines left/).waitFor();
    await page.getByRole('table', { name: /^Since / }).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await lookAtPage(page, 'well');
    const look = page.locator('#drift + button');
    const looked = page.waitForResponse((one) => one.request().postData()?.includes('checkDrift') === true);
    await look.press('Enter');
    await looked;
    await page.getByRole('button', { name: 'Look now' }).waitFor();
    expect(await look.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.getByLabel('Time to look at').selectOption('168');
    expect(page.url()).toContain('hours=168');
  });

  it('says what went wrong, and which key may look', async () => {
    const page = await openConsole('#/try');
    await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();
    const failing = {
      errors: [{ message: 'CloudWatch sleeps.', errorType: 'InvalidInput', errorInfo: { retryable: false } }],
    };
    await page.route('**/graphql', (route) => route.fulfill({ json: failing }));
    await openFromTry(page);
    await expect.poll(() => page.getByRole('alert').getByText('CloudWatch sleeps.').count()).toBeGreaterThan(3);
    await page.unroute('**/graphql');
    await page.getByRole('region', { name: 'Alarms' }).getByRole('button', { name: 'Try again' }).click();
    await page.getByText('looked at', { exact: true }).waitFor();
    const other = await openConsole('#/well', { key: await makeKey() });
    await other.getByText('it needs the scope operate').waitFor();
  });
});

it('the runbook has a section for each alarm, with what to do', () => {
  const sections = readAlarmSections(readFileSync(new URL('../../docs/RUNBOOK.md', import.meta.url), 'utf8'));
  expect(Object.keys(sections).sort()).toEqual(Object.keys(ALARMS).sort());
  for (const [name, paragraphs] of Object.entries(sections)) {
    expect(
      paragraphs.some((text) => text.startsWith('**Do**')),
      name,
    ).toBe(true);
    for (const text of paragraphs) expect(text).not.toMatch(/\]\(|\n/);
  }
});

it('what is drawn is what was asked for by that name', async () => {
  const asked = [
    ...['predictions SUM', 'latencyMs COUNT', 'rejections SUM', 'errors SUM'],
    ...['latencyMs P50', 'latencyMs P90', 'latencyMs P99'],
    ...['countryConfidence AVERAGE', 'varietyConfidence AVERAGE'],
  ];
  const metrics: Client['metrics'] = ({ name, statistic, from }) => {
    const points = [{ at: from, value: asked.indexOf(`${name} ${statistic}`) }];
    return Promise.resolve([{ name, of: null, unit: 'None', points }]);
  };
  const { values } = await readMetrics({ metrics } as Client, findSpan('3'), Date.now(), AbortSignal.timeout(9_000));
  const names = ['wines', 'requests', 'rejections', 'errors', 'p50', 'p90', 'p99', 'country', 'variety'] as const;
  expect(names.map((name) => values[name][0])).toEqual([...asked.keys()]);
  // Nothing counted is 0; of a percentile there is none then.
  expect([values.wines[1], values.p50[1]]).toEqual([0, null]);
});

it('the costs so far are those that docs/COST.md counts', () => {
  const month = monthOf('default');
  for (const [wines, batch] of [
    [0, 1],
    [1_000_000, 1],
    [3_000_000, 100],
  ] as const) {
    const { total } = estimateCosts({ from: '', share: 1, wines, requests: wines / batch });
    expect(total).toBeCloseTo(priceMonth({ ...month, batch }, wines), 1);
  }
});
