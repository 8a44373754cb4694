import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SliceAccuracy } from '../../../../generated/schema.ts';
import { accuracy } from '../../../../functions/models/watching/accuracy.ts';
import type { Dependencies } from '../../../../functions/models/dependencies.ts';
import type { StoredPrediction } from '../../../../contract/stored/prediction.ts';
import { type Dynamo, startDynamo } from '../../../store/dynamo.ts';

let dynamo: Dynamo;
const DAY = 24 * 60 * 60 * 1000;
const now = Date.now();
const at = (daysAgo: number) => new Date(now - daysAgo * DAY).toISOString();

/**
 * Answers that were labelled later: country, variety, what was said, and how many days ago each was made and
 * labelled.
 */
async function record(
  { country, variety, price }: { country: string; variety: string; price?: number },
  label: { country?: string; variety?: string },
  [madeAgo, labelledAgo]: [number, number] = [1, 0],
) {
  const answer = (name: string) => ({ ranking: [[name, 0.8]] as [string, number][], evidence: [] });
  const labelledAt = at(labelledAgo);
  const prediction: StoredPrediction = {
    clientId: ulid(),
    id: ulid(),
    wine: price === undefined ? {} : { price },
    country: answer(country),
    variety: answer(variety),
    modelVersion: price === undefined ? 'v-1' : 'v-2',
    createdAt: at(madeAgo),
    label: { ...label, labelledAt },
    labelMonth: labelledAt.slice(0, 7),
    labelledAt,
  };
  await dynamo.predictions().dynamo.send(new PutCommand({ TableName: 'Predictions', Item: prediction }));
}
const ask = async (given: object) => {
  const dependencies = { predictions: dynamo.predictions() } as Dependencies;
  return accuracy(dependencies, { clientId: 'o', arguments: { from: at(30), to: at(-1), ...given } });
};
const slices = async (given: object) => {
  const { value } = (await ask(given)) as { value: SliceAccuracy[] };
  return value.map(({ target, slice, right, labelled }) => `${target} ${slice}: ${right}/${labelled}`);
};

beforeAll(async () => {
  dynamo = await startDynamo();
  await record({ country: 'France', variety: 'Merlot', price: 9.99 }, { country: 'France', variety: 'Malbec' });
  await record({ country: 'France', variety: 'Merlot', price: 10 }, { country: 'FRANCE ' });
  await record({ country: 'Italy', variety: 'Grüner', price: 100 }, { country: 'France', variety: 'Gru\u0308ner' });
  await record({ country: 'Italy', variety: 'Merlot' }, { variety: 'Merlot' }, [20, 0]);
  // Made before, and labelled since: not in these 30 days.
  await record({ country: 'Italy', variety: 'Merlot' }, { country: 'Italy' }, [31, 0]);
});
afterAll(() => dynamo.close());

describe('accuracy', () => {
  it('counts each target by its own labels, with an interval that holds the share', async () => {
    expect(await slices({})).toEqual(['COUNTRY all: 2/3', 'VARIETY all: 2/3']);
    const { value } = (await ask({})) as { value: SliceAccuracy[] };
    expect(value[0]?.accuracy).toBeCloseTo(2 / 3);
    expect(value[0]?.low).toBeCloseTo(0.2077, 4);
    expect(value[0]?.high).toBeCloseTo(0.9385, 4);
  });

  it('tells apart by what was answered, by price, by version and by day, the largest slice first', async () => {
    expect(await slices({ by: 'COUNTRY' })).toEqual([
      'COUNTRY France: 2/2',
      'COUNTRY Italy: 0/1',
      'VARIETY Italy: 2/2',
      'VARIETY France: 0/1',
    ]);
    expect(await slices({ by: 'VARIETY' })).toContain('VARIETY Merlot: 1/2');
    expect(await slices({ by: 'PRICE_RANGE' })).toEqual(
      expect.arrayContaining([
        'COUNTRY under 10: 1/1',
        'COUNTRY 10–20: 1/1',
        'COUNTRY over 100: 0/1',
        'VARIETY unknown: 1/1',
      ]),
    );
    expect(await slices({ by: 'MODEL_VERSION' })).toContain('VARIETY v-1: 1/1');
    expect(await slices({ by: 'DAY' })).toContain(`VARIETY ${at(20).slice(0, 10)}: 1/1`);
  });

  it('tells what labels say in place of the answers, and what the confidences led to expect', async () => {
    const { value } = (await ask({ by: 'COUNTRY' })) as { value: SliceAccuracy[] };
    const of = (target: string, name: string) => value.find((one) => one.target === target && one.slice === name);
    expect(of('COUNTRY', 'Italy')?.truths).toEqual([{ name: 'France', count: 1 }]);
    expect(of('COUNTRY', 'France')?.truths).toEqual([]);
    expect(of('VARIETY', 'France')?.truths).toEqual([{ name: 'Malbec', count: 1 }]);
    expect(of('COUNTRY', 'France')?.estimated).toBeCloseTo(0.8);
  });

  it('tells apart by the confidence of each target’s answer, in tenths', async () => {
    expect(await slices({ by: 'CONFIDENCE' })).toEqual(['COUNTRY 80–90 %: 2/3', 'VARIETY 80–90 %: 2/3']);
  });

  it('looks at predictions by when they were made, not by when they were labelled', async () => {
    expect(await slices({ from: at(40), to: at(25) })).toEqual(['COUNTRY all: 1/1']);
    expect(await slices({ from: at(25), to: at(15) })).toEqual(['VARIETY all: 1/1']);
    expect(await slices({ from: at(400), to: at(390) })).toEqual([]);
  });

  it('counts the seconds of an offset', async () => {
    const noon = (offset: string) => `2026-01-01T12:00${offset}`;
    expect(await slices({ from: noon('+08:00:30'), to: noon('+08:00') })).toEqual([]);
    expect(await slices({ from: noon('-08:00'), to: noon('-08:00:30') })).toEqual([]);
    expect(await ask({ from: noon('+08:00'), to: noon('+08:00:30') })).toMatchObject({
      failure: { errorType: 'InvalidInput' },
    });
  });

  it.each([
    [1, 1],
    [0, 5],
    [400, 0],
  ])('takes no time from %d to %d days ago', async (from, to) => {
    expect(await ask({ from: at(from), to: at(to) })).toMatchObject({
      failure: { errorType: 'InvalidInput', errorInfo: { field: 'from' } },
    });
  });

  it('R33: reads no more than one request may cost, and says what to do', async () => {
    const dependencies = { predictions: dynamo.predictions() } as Dependencies;
    const request = { clientId: 'o', arguments: { from: at(30), to: at(-1) } };
    expect(await accuracy(dependencies, request, 1)).toMatchObject({ value: [{}, {}] });
    expect(await accuracy(dependencies, request, 0)).toMatchObject({
      failure: {
        errorType: 'InvalidInput',
        message: 'Too many labels were told since then: choose a later from.',
        errorInfo: { field: 'from', rule: 'range', retryable: false },
      },
    });
  });
});
