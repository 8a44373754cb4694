import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../contract/root-fields.ts';
import { api, canMakeKeys, connect, errorOf, makeKey } from './api.ts';

const operator = await connect(canMakeKeys ? await makeKey({ scopes: SCOPES }) : api.key);

describe('drift', () => {
  it('of wines of which only a place is told is seen by the fields, as soon as they are counted', async () => {
    // Two hundred predictions are counted at once; of the rest a process may keep some for a minute.
    const wines = Array.from({ length: 100 }, (_, n) => ({ region: 'Mosel', points: 80 + (n % 20) }));
    for (let batch = 0; batch < 4; batch += 1) await operator.predictBatch(wines);
    const since = new Date(Date.now() - 1_000).toISOString();
    const checked = await operator.checkDrift();
    const { version } = await operator.champion().then(({ id }) => ({ version: id }));
    expect(checked).toMatchObject({ state: 'DRIFTED', modelVersion: version, weeklyFalseAlarmsMax: 1, history: [] });
    expect(checked.predictions).toBeGreaterThanOrEqual(100);
    const fields = checked.signals.find(({ name }) => name === 'FIELDS')!;
    expect(fields.drifted).toBe(true);
    expect(fields.findings.map(({ part }) => part)).not.toContain(null);
    const winery = fields.histograms[0]!.bins.find(({ label }) => label === 'winery')!;
    expect(winery.baseline).toBeGreaterThan(winery.day);
    const read = await operator.drift({ from: since });
    expect(read).toMatchObject({ ...checked, history: [{ checkedAt: checked.checkedAt, state: 'DRIFTED' }] });
  });

  it('keeps its history out of the answer unless asked', async () => {
    await operator.checkDrift();
    expect((await operator.drift())?.history).toEqual([]);
  });

  it.skipIf(!canMakeKeys)('is for operators alone', async () => {
    const caller = await connect(await makeKey({ scopes: ['predict', 'history', 'label'] }));
    const [from, to] = ['2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'];
    const calls = [() => caller.drift(), () => caller.checkDrift(), () => caller.accuracyOverTime({ from, to })];
    for (const call of calls) expect(await errorOf(call())).toMatchObject({ errorType: 'Unauthorized' });
  });
});

describe('accuracyOverTime', () => {
  it('tells today’s mean confidence beside what labels say', async () => {
    const wines = Array.from({ length: 100 }, () => ({ description: 'ripe plum, cedar and tobacco' }));
    const { results } = await operator.predictBatch(wines);
    await operator.predictBatch(wines);
    const [first] = results;
    if (first?.__typename !== 'Prediction') throw new Error('It was not predicted.');
    await operator.label(first.id, { country: first.country.name });
    const from = new Date(Date.now() - 86_400_000).toISOString();
    const steps = await operator.accuracyOverTime({ from, to: new Date(Date.now() + 1).toISOString() });
    const country = steps.findLast(({ target }) => target === 'COUNTRY')!;
    expect(country.predictions).toBeGreaterThanOrEqual(100);
    expect(country.labelled).toBeGreaterThanOrEqual(1);
    const { estimated, estimatedLow, estimatedHigh, measured, measuredLow, measuredHigh } = country;
    for (const [low, middle, high] of [
      [estimatedLow, estimated, estimatedHigh],
      [measuredLow, measured, measuredHigh],
    ]) {
      expect([0 <= low!, low! <= middle!, middle! <= high!, high! <= 1]).not.toContain(false);
    }
    expect(country.labelledEstimate).toBeGreaterThan(0);
    expect(country.differenceMax).toBeGreaterThan(0);
  });

  it('is not told for longer than is kept', async () => {
    const question = { from: '2026-01-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };
    expect(await errorOf(operator.accuracyOverTime(question))).toMatchObject({
      errorType: 'InvalidInput',
      field: 'from',
    });
  });
});
