import { SCOPES } from '../../contract/root-fields.ts';
import { describe, expect, it } from 'vitest';
import type { Prediction } from '../../packages/client/client.ts';
import type { SliceKind } from '../../packages/client/generated/graphql.ts';
import { api, canMakeKeys, collect, connect, errorOf, makeKey, someWine } from './api.ts';

const terroir = await connect(canMakeKeys ? await makeKey({ scopes: SCOPES }) : api.key);

describe('label', () => {
  it('tells the truth about a prediction, which then brings it along', async () => {
    const { id } = await terroir.predict(someWine());
    const labelled = await terroir.label(id, { country: '  France ' });
    expect(labelled.label).toEqual({ country: 'France', variety: null, labelledAt: expect.any(String) as string });
    expect(labelled.labelHistory).toEqual([labelled.label]);
    expect(await terroir.prediction(id)).toEqual(labelled);
  });

  it('can be repeated: that changes nothing', async () => {
    const { id } = await terroir.predict(someWine());
    const labelled = await terroir.label(id, { country: 'France', variety: 'Gamay' });
    expect(await terroir.label(id, { country: 'France', variety: 'Gamay' })).toEqual(labelled);
    expect(await terroir.label(id, { variety: 'Gamay' })).toEqual(labelled);
  });

  it('keeps the target that is not told now, and all that was said before', async () => {
    const { id } = await terroir.predict(someWine());
    await terroir.label(id, { country: 'France' });
    await terroir.label(id, { variety: 'Gamay' });
    const { label, labelHistory } = await terroir.label(id, { country: 'Italy' });
    expect(label).toEqual(labelHistory[2]);
    expect(labelHistory.map(({ country, variety }) => [country, variety])).toEqual([
      ['France', null],
      ['France', 'Gamay'],
      ['Italy', 'Gamay'],
    ]);
    const times = labelHistory.map(({ labelledAt }) => labelledAt);
    expect(times).toEqual([...new Set(times)].sort());
  });

  it('loses no label of many that come at once', async () => {
    const { id } = await terroir.predict(someWine());
    const varieties = ['Gamay', 'Merlot', 'Riesling'];
    await Promise.all(varieties.map((variety) => terroir.label(id, { variety })));
    const { labelHistory } = await terroir.label(id, { variety: 'Malbec' });
    expect(labelHistory.map(({ variety }) => variety).sort()).toEqual([...varieties, 'Malbec'].sort());
  });

  it('may be of a class that the model does not know', async () => {
    const { id } = await terroir.predict(someWine());
    expect(await terroir.label(id, { variety: 'Räuschling', country: 'Liechtenstein' })).toMatchObject({
      label: { variety: 'Räuschling', country: 'Liechtenstein' },
    });
  });

  it.each([
    [{}, null, 'atLeastOne'],
    [{ country: null, variety: null }, null, 'atLeastOne'],
    [{ country: ' ' }, 'country', 'length'],
    [{ variety: 'x'.repeat(101) }, 'variety', 'length'],
    [{ variety: '\u200b\u00ad' }, 'variety', 'length'],
    [{ variety: 'VISIT EVIL.EXAMPLE' }, 'variety', 'form'],
  ])('must say something that can be true, unlike %o', async (truth, field, rule) => {
    const { id } = await terroir.predict(someWine());
    expect(await errorOf(terroir.label(id, truth))).toMatchObject({ errorType: 'InvalidInput', field, rule });
    expect((await terroir.prediction(id))?.label).toBeNull();
  });

  it.each(['01M84T9KQ0TH704QJWEYWSBECD', 'none', ' '])('is NotFound for %j, which is no prediction', async (id) => {
    const error = await errorOf(terroir.label(id, { country: 'France' }));
    expect(error).toMatchObject({ errorType: 'NotFound', retryable: false });
  });

  it.runIf(canMakeKeys)('reaches nobody else’s prediction', async () => {
    const other = await connect(await makeKey({ scopes: SCOPES }));
    const { id } = await other.predict(someWine());
    expect(await errorOf(terroir.label(id, { country: 'France' }))).toMatchObject({ errorType: 'NotFound' });
    expect((await other.prediction(id))?.label).toBeNull();
  });
});

describe('what is known of labels', () => {
  it('tells labelled predictions from others in the history', async () => {
    const from = new Date().toISOString();
    const [first, second] = [await terroir.predict(someWine()), await terroir.predict(someWine())];
    await terroir.label(first.id, { country: 'France' });
    const idsOf = async (labelled: boolean): Promise<string[]> =>
      (await collect(terroir.history({ from, labelled }))).map(({ id }) => id);
    expect([await idsOf(true), await idsOf(false)]).toEqual([[first.id], [second.id]]);
  });

  it('is counted as right or wrong, by whatever one wants to tell apart', async () => {
    const from = new Date().toISOString();
    const prices = [5, 10, 25, 80, 100, undefined];
    const wines = prices.map((price) => ({ ...someWine(), price }));
    const { results } = await terroir.predictBatch([...wines, someWine()]);
    const predictions = results.flatMap((result) => (result.__typename === 'Prediction' ? [result] : []));
    const labelled: Labelled[] = [];
    // Every other country is told as it was answered; the last prediction stays without a label.
    for (const [index, { id, country, variety }] of predictions.slice(0, -1).entries()) {
      const truth =
        index % 2 === 0 ? { country: country.name.toUpperCase() } : { country: 'Atlantis', variety: variety.name };
      await terroir.label(id, truth);
      labelled.push({
        prediction: predictions[index]!,
        country: index % 2 === 0,
        variety: index % 2 === 0 ? null : true,
      });
    }
    const to = new Date(Date.now() + 60_000).toISOString();
    for (const [by, slice] of SLICERS) {
      const slices = await terroir.accuracy({ from, to, by });
      expect(
        slices
          .map(({ target, slice, labelled: all, right }) => ({ target, slice, labelled: all, right }))
          .sort(inOrder),
      ).toEqual(count(labelled, slice));
      for (const { low, high, accuracy, right, labelled: all } of slices) {
        expect(accuracy).toBe(right / all);
        expect([0 <= low, low <= accuracy, accuracy <= high, high <= 1, low < high]).not.toContain(false);
      }
    }
    expect(await terroir.accuracy({ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' })).toEqual([]);
  });

  it.each([
    ['the wrong way round', '2026-11-23T00:00:00Z', '2026-11-22T00:00:00Z'],
    ['longer than a year', '2024-11-23T00:00:00Z', '2026-11-22T00:00:00Z'],
  ])('is not told for a time that is %s', async (_, from, to) => {
    expect(await errorOf(terroir.accuracy({ from, to }))).toMatchObject({ errorType: 'InvalidInput', field: 'from' });
  });
});

/** A prediction, and whether what was told of each target is what was answered; null where nothing was told. */
interface Labelled {
  prediction: Prediction;
  country: boolean | null;
  variety: boolean | null;
}

const PRICE_RANGES: [number, string][] = [
  [10, 'under 10'],
  [20, '10–20'],
  [40, '20–40'],
  [100, '40–100'],
  [Infinity, 'over 100'],
];

const SLICERS: [SliceKind | null, (prediction: Prediction) => string][] = [
  [null, () => 'all'],
  ['COUNTRY', ({ country }) => country.name],
  ['VARIETY', ({ variety }) => variety.name],
  ['MODEL_VERSION', ({ modelVersion }) => modelVersion],
  ['DAY', ({ createdAt }) => createdAt.slice(0, 10)],
  [
    'PRICE_RANGE',
    ({ wine: { price } }) => (price === null ? 'unknown' : PRICE_RANGES.find(([end]) => price < end)![1]),
  ],
];

interface Count {
  target: string;
  slice: string;
  labelled: number;
  right: number;
}

function count(labelled: Labelled[], sliceOf: (prediction: Prediction) => string): Count[] {
  const counts = new Map<string, Count>();
  for (const { prediction, ...said } of labelled) {
    for (const target of ['country', 'variety'] as const) {
      if (said[target] === null) continue;
      const slice = sliceOf(prediction);
      const before = counts.get(`${target} ${slice}`) ?? { target: target.toUpperCase(), slice, labelled: 0, right: 0 };
      const right = before.right + (said[target] ? 1 : 0);
      counts.set(`${target} ${slice}`, { ...before, labelled: before.labelled + 1, right });
    }
  }
  return [...counts.values()].sort(inOrder);
}

function inOrder(one: { target: string; slice: string }, other: { target: string; slice: string }): number {
  return `${one.target} ${one.slice}` < `${other.target} ${other.slice}` ? -1 : 1;
}
