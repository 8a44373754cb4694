import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyTally } from '../../../../classifier/drift/tally.ts';
import { accuracyOverTime } from '../../../../functions/models/watching/accuracy-over-time.ts';
import type { Dependencies } from '../../../../functions/models/dependencies.ts';
import type { AccuracyInTime } from '../../../../generated/schema.ts';
import { putLabelled, startTraffic } from '../../drift/traffic-world.ts';

let world: Awaited<ReturnType<typeof startTraffic>>;
beforeEach(async () => {
  world = await startTraffic();
});
afterEach(() => world.dynamo.close());

async function ask(from: string, to: string, by?: 'DAY' | 'HOUR') {
  const dependencies = { ...world.dependencies, starter: world.starter } as unknown as Dependencies;
  return accuracyOverTime(dependencies, { clientId: 'o', arguments: { from, to, by } });
}
async function stepsOf(from: string, to: string, by?: 'DAY' | 'HOUR') {
  return (await ask(from, to, by)).value as AccuracyInTime[];
}
const [FROM, TO] = ['2026-11-27T00:00:00Z', '2026-11-29T00:00:00Z'];
/** Predictions of which all are said to be right with the same confidence. */
const tallyOf = (predictions: number, confidence: number) => ({
  ...emptyTally(),
  predictions,
  confidence: {
    country: { sum: predictions * confidence, squares: predictions * confidence ** 2 },
    variety: { sum: 0, squares: 0 },
  },
});

describe('accuracyOverTime', () => {
  it('is nothing where nothing was asked', async () => {
    expect(await stepsOf(FROM, TO)).toEqual([]);
  });

  it('estimates each day by its mean confidence, over versions and hours, with the interval of that many answers', async () => {
    await world.put(30, tallyOf(100, 0.9));
    await world.put(2, tallyOf(100, 0.8));
    await world.put(1, tallyOf(300, 0.8), 'v-2');
    const [friday, , saturday] = await stepsOf(FROM, TO);
    expect(friday).toMatchObject({ from: '2026-11-27T00:00:00.000Z', target: 'COUNTRY', predictions: 100 });
    expect(friday!.estimated).toBeCloseTo(0.9, 6);
    // Of 400 throws of a coin that falls right with 0.8.
    expect(saturday).toMatchObject({ from: '2026-11-28T00:00:00.000Z', predictions: 400, labelled: 0, measured: null });
    expect(saturday!.estimated! - saturday!.estimatedLow!).toBeCloseTo(1.96 * Math.sqrt((0.8 * 0.2) / 400), 4);
    expect(saturday!.estimatedHigh! - saturday!.estimated!).toBeCloseTo(1.96 * Math.sqrt((0.8 * 0.2) / 400), 4);
  });

  it('tells hours apart where asked', async () => {
    await world.put(2, tallyOf(10, 0.8));
    await world.put(1, tallyOf(20, 0.8));
    const steps = await stepsOf('2026-11-28T10:00:00Z', '2026-11-28T12:00:00Z', 'HOUR');
    expect(steps.map(({ from, target, predictions }) => `${from} ${target} ${predictions}`)).toEqual([
      '2026-11-28T10:00:00.000Z COUNTRY 10',
      '2026-11-28T10:00:00.000Z VARIETY 10',
      '2026-11-28T11:00:00.000Z COUNTRY 20',
      '2026-11-28T11:00:00.000Z VARIETY 20',
    ]);
  });

  it('measures the labelled ones beside, and what their own confidence was: only doubtful ones may be labelled', async () => {
    await world.put(1, tallyOf(1000, 0.9));
    await putLabelled(world, ['France', 'France'], [1, 0], 0.5);
    await putLabelled(world, ['France', 'Italy'], [1, 0], 0.3);
    const [country, variety] = await stepsOf('2026-11-28T00:00:00Z', TO);
    expect(country).toMatchObject({ predictions: 1000, labelled: 2, right: 1, measured: 0.5 });
    expect(country!.labelledEstimate).toBeCloseTo(0.4, 6);
    expect([country!.measuredLow! < 0.5, country!.measuredHigh! > 0.5]).toEqual([true, true]);
    const { calibrationError } = world.starter.evaluation.country.regimes.noteAndNumbers;
    expect(country!.differenceMax).toBeCloseTo(calibrationError + (1.96 * Math.sqrt(0.25 + 0.21)) / 2, 3);
    expect(variety).toMatchObject({ labelled: 0, labelledEstimate: null, differenceMax: null });
  });

  it.each([
    [TO, FROM, 'DAY'],
    ['2026-10-01T00:00:00Z', TO, 'DAY'],
    ['2026-11-20T00:00:00Z', TO, 'HOUR'],
  ] as const)('from %s to %s by the %s is InvalidInput', async (from, to, by) => {
    expect(await ask(from, to, by)).toMatchObject({
      failure: { errorType: 'InvalidInput', errorInfo: { field: 'from' } },
    });
  });
});
