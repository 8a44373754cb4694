import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ulid } from 'ulid';
import { openTrafficCounter } from '../../../functions/predict/traffic.ts';
import { createGauge } from '../../../classifier/drift/gauge.ts';
import { type Artifact, openArtifact } from '../../../artifacts/open.ts';
import { readStarter } from '../../../artifacts/starter.ts';
import type { StoredPrediction } from '../../../contract/stored/prediction.ts';
import type { Wine } from '../../../contract/wine.ts';
import type { Model } from '../../../artifacts/open.ts';
import { readHours } from '../../../store/clients/traffic.ts';
import { type Dynamo, THROTTLED, fakeClock, startDynamo } from '../../store/dynamo.ts';
import { fakeModel } from './fake-model.ts';

let dynamo: Dynamo;
let starter: Artifact;
let versions = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
  starter = await openArtifact(readStarter(new URL('../../../models/starter/', import.meta.url)));
});
afterAll(() => dynamo.close());

/** A process of λ predict, at ten in the morning, with a model of its own. */
function startCounting() {
  const model: Model = { ...fakeModel(`v-${(versions += 1)}`), gauge: createGauge(starter) };
  const clock = fakeClock(Date.parse('2026-11-28T10:00:00Z'));
  const troubles: unknown[] = [];
  const counter = openTrafficCounter(dynamo.traffic(clock), (error) => troubles.push(error));
  const counted = async () => {
    const hours = await readHours(dynamo.traffic(), '2026-11-28T00', '2026-11-28T23');
    return hours.filter(({ modelVersion }) => modelVersion === model.version);
  };
  return { model, clock, counter, troubles, counted };
}

function predictionOf(wine: Wine, [country, confidence]: [string, number] = ['US', 0.9]): StoredPrediction {
  return {
    clientId: 'cellar',
    id: ulid(),
    wine,
    country: { ranking: [[country, confidence]], evidence: [] },
    variety: { ranking: [['Pinot Noir', 0.5]], evidence: [] },
    modelVersion: 'v-1',
    createdAt: '2026-11-28T10:00:00.000Z',
  };
}
const plum = predictionOf({ description: 'ripe plum and zxqv', price: 12 });

describe('what a process counts of its predictions', () => {
  it('the first prediction is in the table at once, in the bins of the contract', async () => {
    const { model, counter, counted } = startCounting();
    await counter.count(model, [plum, predictionOf({ winery: 'Somewhere', points: 90 }, ['Atlantis', 0.25])]);
    const [{ hour, tally } = { hour: '', tally: undefined }] = await counted();
    expect(hour).toBe('2026-11-28T10');
    expect(tally?.predictions).toBe(2);
    // One of four words is unknown: from 20 to 30 %.
    expect(tally?.bins.words).toEqual([0, 0, 0, 0, 1, 0, 0]);
    expect(tally?.bins.price).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
    expect(tally?.bins.points).toEqual([0, 0, 0, 0, 1, 0, 0]);
    expect(tally?.bins.fields).toEqual([1, 0, 0, 0, 1, 1, 1]);
    // The most frequent country, and one that is none of the frequent ones.
    expect(tally?.bins.country).toEqual([1, 0, 0, 0, 0, 0, 0, 1]);
    expect(tally?.confidence.country).toEqual({ sum: 1.15, squares: 0.8725 });
    expect(tally?.confidence.variety).toEqual({ sum: 1, squares: 0.5 });
  });

  it('writes once a minute, what was counted since, each hour under its own name', async () => {
    const { model, clock, counter, counted } = startCounting();
    const before = dynamo.operations.length;
    for (let n = 0; n < 50; n += 1) await counter.count(model, [plum]);
    expect(dynamo.operations.slice(before)).toEqual(['UpdateItem']);
    clock.advance(59 * 60_000);
    await counter.count(model, [plum]);
    clock.advance(60_000);
    await counter.count(model, [plum]);
    expect((await counted()).map(({ hour, tally }) => [hour, tally.predictions])).toEqual([
      ['2026-11-28T10', 51],
      ['2026-11-28T11', 1],
    ]);
  });

  it('writes two hundred predictions without waiting for the minute to be over', async () => {
    const { model, counter, counted } = startCounting();
    for (let n = 0; n < 200; n += 1) await counter.count(model, [plum]);
    expect((await counted()).map(({ tally }) => tally.predictions)).toEqual([1]);
    await counter.count(model, [plum]);
    expect((await counted()).map(({ tally }) => tally.predictions)).toEqual([201]);
  });

  it('a busy process writes ten times in a minute, however many it predicts', async () => {
    const { model, clock, counter, counted } = startCounting();
    const hundred = Array.from({ length: 100 }, () => plum);
    const before = dynamo.operations.length;
    for (let n = 0; n < 1000; n += 1) await counter.count(model, hundred);
    const writes = dynamo.operations.length - before;
    expect(writes).toBeGreaterThan(8);
    expect(writes).toBeLessThan(12);
    clock.advance(60_000);
    await counter.count(model, [plum]);
    expect((await counted()).map(({ tally }) => tally.predictions)).toEqual([100_001]);
    await counter.count(model, hundred);
    await counter.count(model, hundred);
    // In the next minute the first two hundred are written at once again.
    expect((await counted()).map(({ tally }) => tally.predictions)).toEqual([100_201]);
  });

  it('adds to what other processes have counted of the same version', async () => {
    const { model, counter, counted, clock } = startCounting();
    const other = openTrafficCounter(dynamo.traffic(clock), () => undefined);
    await Promise.all([counter.count(model, [plum]), other.count(model, [plum, plum])]);
    expect((await counted()).map(({ tally }) => tally.predictions)).toEqual([3]);
  });

  it('a table that fails fails no request: it is told, and what was counted waits for the next minute', async () => {
    const { model, clock, counter, troubles, counted } = startCounting();
    dynamo.faults.current = () => THROTTLED;
    await counter.count(model, [plum]);
    await counter.count(model, [plum]);
    dynamo.faults.current = undefined;
    expect(troubles).toHaveLength(1);
    expect(await counted()).toEqual([]);
    clock.advance(60_000);
    await counter.count(model, [plum]);
    expect((await counted()).map(({ tally }) => tally.predictions)).toEqual([3]);
  });

  it('a model whose gauge breaks fails no request', async () => {
    const { model, counter, troubles } = startCounting();
    const broken: Model = {
      ...model,
      gauge: () => {
        throw new RangeError('no bin');
      },
    };
    await counter.count(broken, [plum]);
    expect(troubles).toEqual([new RangeError('no bin')]);
  });

  it('an entry of an hour in which all is met takes one write unit', async () => {
    const { model, counter, counted } = startCounting();
    const wines = Array.from({ length: 400 }, (_, n): Wine => {
      return { description: `plum ${'zxqv '.repeat(n % 3)}`, price: 5 + (n % 90), points: 82 + (n % 16) };
    });
    const classes = starter.manifest.targets.country.classes;
    await counter.count(
      model,
      wines.map((wine, n) => predictionOf(wine, [classes[n % 40] ?? '', (n % 100) / 100])),
    );
    const [hour] = await counted();
    expect(hour?.tally.predictions).toBe(400);
    const { Items } = await dynamo.traffic().dynamo.send(
      new QueryCommand({
        TableName: 'Traffic',
        KeyConditionExpression: 'kind = :kind AND begins_with(id, :id)',
        ExpressionAttributeValues: { ':kind': 'hour', ':id': `2026-11-28T10#${model.version}` },
      }),
    );
    // A name's bytes, and a number's digits by halves, and one.
    const bytes = Object.entries(Items?.[0] ?? {}).map(
      ([name, value]) =>
        name.length + (typeof value === 'number' ? 1 + Math.ceil(String(value).length / 2) : String(value).length),
    );
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(1024);
  });
});
