import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyTally } from '../../../classifier/drift/tally.ts';
import { measureAccuracies } from '../../../functions/drift/measure-accuracy.ts';
import type { Dependencies } from '../../../functions/models/dependencies.ts';
import { drift } from '../../../functions/models/watching/drift.ts';
import type { Drift } from '../../../generated/schema.ts';
import { appendPromotion, planPromotion } from '../../../store/models/promotions.ts';
import { putLabelled, type Shift, startTraffic } from './traffic-world.ts';

let world: Awaited<ReturnType<typeof startTraffic>>;
beforeEach(async () => {
  world = await startTraffic();
});
afterEach(() => world.dynamo.close());

/** What an operator sees after a check. */
async function look(from?: string): Promise<Drift | null> {
  const { traffic } = world.dependencies;
  const answer = await drift({ traffic } as Dependencies, { clientId: 'o', arguments: { from: from ?? null } });
  return answer.value as Drift | null;
}
const signalOf = (seen: Drift | null, name: string) => seen!.signals.find((signal) => signal.name === name)!;
const clockAhead = () => world.clock.now() + 10_000;
/** A third of the prices lie in the highest bin. */
const dearer: Shift = ({ bins }) => {
  for (const [at, count] of bins.price.entries()) {
    const away = at === 7 ? 0 : Math.round(count / 3);
    bins.price[at]! -= away;
    bins.price[7]! += away;
  }
};

describe('a check of drift', () => {
  it('says nothing before the first', async () => {
    expect(await look()).toBeNull();
  });

  it('finds unchanged traffic steady, in every signal', async () => {
    await world.fill(167, 0, 30);
    await world.check();
    const seen = await look();
    expect(seen).toMatchObject({ state: 'STEADY', predictions: 720, modelVersion: world.starter.version, history: [] });
    expect(seen!.checkedAt).toBe('2026-11-28T12:30:00.000Z');
    expect(seen!.signals.map(({ name, drifted }) => [name, drifted])).toEqual(
      ['CONFIDENCE', 'COUNTRY', 'FIELDS', 'POINTS', 'PRICE', 'VARIETY', 'WORDS'].map((name) => [name, false]),
    );
  });

  it('finds dearer wines of the last day, tells by what, and draws them', async () => {
    await world.fill(167, 24, 30);
    await world.fill(23, 0, 30, dearer);
    await world.check();
    const seen = await look();
    const { drifted, ratio, findings, histograms } = signalOf(seen, 'PRICE');
    expect(seen!.state).toBe('DRIFTED');
    expect([drifted, ratio! > 1]).toEqual([true, true]);
    const day = findings.find(({ window }) => window === 'DAY')!;
    expect(day.drifted).toBe(true);
    expect(day.value).toBeGreaterThan(day.threshold);
    expect(day.effect).toBeGreaterThan(0.2);
    expect(day.ratio).toBeCloseTo(Math.min(day.value / day.threshold, day.effect / day.effectMin), 1);
    const bins = histograms[0]!.bins;
    expect(bins.map(({ label }) => label)).toEqual([
      ...['under $10', '$10–$15', '$15–$20', '$20–$25', '$25–$35', '$35–$50', '$50–$80', '$80 and more'],
    ]);
    expect(bins[7]!.day / 720).toBeGreaterThan(3 * (bins[7]!.baseline / 1694));
    expect(seen!.signals.filter((signal) => signal.drifted).map(({ name }) => name)).toEqual(['PRICE']);
  });

  it('finds the shift in the newest hours, before the day shows it, and that it is over', async () => {
    await world.fill(167, 5, 100);
    await world.fill(4, 0, 100, dearer);
    await world.check();
    const recent = signalOf(await look(), 'PRICE').findings.find(({ window }) => window === 'RECENT');
    expect(recent).toMatchObject({ drifted: true });
    world.clock.advance(8 * 24 * 3_600_000);
    await world.fill(167, 0, 20);
    await world.check();
    expect(await look('2026-11-01T00:00:00Z')).toMatchObject({
      state: 'STEADY',
      history: [{ state: 'DRIFTED' }, { state: 'STEADY' }],
    });
  });

  it('names the classes of its model, the most frequent first and the rest together', async () => {
    await world.fill(10, 0, 30);
    await world.check();
    const labels = signalOf(await look(), 'COUNTRY').histograms[0]!.bins.map(({ label }) => label);
    expect(labels.slice(0, 3)).toEqual(['US', 'France', 'Italy']);
    expect([labels.at(-1), labels.length]).toEqual(['other', 8]);
  });

  it('goes by the champion alone: what another version answered is none of its traffic', async () => {
    const { dependencies, manifests, starter, put, check } = world;
    await world.fill(167, 0, 30, dearer);
    const move = { promotionKind: 'PROMOTE', to: 'v-2', by: 'o', at: '', reason: '', moveId: 'm' } as const;
    await appendPromotion(dependencies.models, planPromotion(undefined, starter.version, move), clockAhead());
    manifests.set('v-2', { ...starter, version: 'v-2' });
    await put(0, { ...emptyTally(), predictions: 50 }, 'v-2');
    await check();
    expect(await look()).toMatchObject({ state: 'TOO_FEW', predictions: 50, modelVersion: 'v-2' });
  });

  it('says that a version from before there were baselines has none', async () => {
    const { manifests, starter } = world;
    const without = { ...starter };
    delete without.baseline;
    manifests.set(starter.version, without);
    await world.fill(20, 0, 30);
    await world.check();
    const seen = await look();
    expect(seen).toMatchObject({ state: 'NO_BASELINE', predictions: 630 });
    expect(signalOf(seen, 'PRICE')).toMatchObject({ drifted: false, ratio: null, findings: [] });
    expect(signalOf(seen, 'PRICE').histograms[0]!.bins.some(({ day }) => day > 0)).toBe(true);
  });
});

describe('the accuracies that a check tells', () => {
  it('are the mean confidence, and the share of right answers of the last week by the newest labels', async () => {
    await world.fill(50, 0, 10);
    for (let n = 0; n < 10; n += 1) {
      await putLabelled(world, ['France', 'FRANCE'], [30, 2]);
      await putLabelled(world, ['France', 'Italy'], [20, 1]);
      await putLabelled(world, ['Italy', 'Italy'], [10, 1]);
    }
    // Made before the week, and labelled in it; made and labelled before.
    await putLabelled(world, ['France', 'Spain'], [200, 1]);
    await putLabelled(world, ['France', 'Spain'], [900, 800]);
    const { week } = await world.check();
    const { country, variety } = await measureAccuracies(world.dependencies, week);
    expect(country.estimated).toBeCloseTo(0.9, 6);
    expect(country.measured).toEqual({ share: expect.closeTo(2 / 3, 6) as number, labels: 30 });
    expect(variety).toEqual({ estimated: expect.closeTo(0.6, 6) as number });
  });

  it('are not measured by 29 labels, of which a few wrong ones would be a low accuracy', async () => {
    for (let n = 0; n < 29; n += 1) await putLabelled(world, ['France', 'Italy'], [30, 2]);
    expect(await measureAccuracies(world.dependencies, emptyTally())).toEqual({ country: {}, variety: {} });
  });

  it('are absent where nothing was asked and nothing labelled', async () => {
    const none = await measureAccuracies(world.dependencies, emptyTally());
    expect(none).toEqual({ country: {}, variety: {} });
  });
});
