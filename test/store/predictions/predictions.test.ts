import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addPrediction, readPredictions, writePredictions } from '../../../store/predictions/predictions.ts';
import { StoreUnavailable } from '../../../store/dynamodb/retry.ts';
import { type Dynamo, THROTTLED, fakeClock, startDynamo } from '../dynamo.ts';
import { examplePrediction } from '../example-prediction.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterEach(() => {
  dynamo.faults.current = undefined;
});
afterAll(() => dynamo.close());

const later = () => Date.now() + 10_000;
const manyOf = (clientId: string, count: number) =>
  Array.from({ length: count }, (_, n) => examplePrediction(clientId, `id-${String(n).padStart(3, '0')}`));

describe('predictions', () => {
  it('are read back as the bytes that were written', async () => {
    const written = examplePrediction(randomUUID(), 'a');
    await writePredictions(dynamo.predictions(), [written], later());
    const read = await readPredictions(dynamo.predictions(), written.clientId, ['a', 'never'], later());
    expect(JSON.stringify([...read.values()])).toBe(JSON.stringify([written]));
  });

  it('are read as the same bytes in whichever order DynamoDB gives their attributes', async () => {
    const written = examplePrediction(randomUUID(), 'a');
    const table = dynamo.predictions();
    const reversed = (value: object) => Object.fromEntries(Object.entries(value).reverse());
    const { wine, country, variety } = written;
    const nested = { wine: reversed(wine), country: reversed(country), variety: reversed(variety) };
    await table.dynamo.send(new PutCommand({ TableName: table.name, Item: reversed({ ...written, ...nested }) }));
    const read = await readPredictions(table, written.clientId, ['a'], later());
    const found = await addPrediction(table, { ...written, modelVersion: 'v-other' }, later());
    expect([...read.values(), found].map((one) => JSON.stringify(one))).toEqual(Array(2).fill(JSON.stringify(written)));
  });

  it('are read only with the client that they belong to', async () => {
    const written = examplePrediction(randomUUID(), 'a');
    await writePredictions(dynamo.predictions(), [written], later());
    expect((await readPredictions(dynamo.predictions(), randomUUID(), ['a'], later())).size).toBe(0);
  });

  it('are all written and read, although DynamoDB leaves half of each batch undone', async () => {
    const predictions = manyOf(randomUUID(), 100);
    const clock = fakeClock();
    let turn = 0;
    dynamo.faults.current = (operation, body) => {
      const { RequestItems } = JSON.parse(body) as { RequestItems: unknown };
      if (turn++ % 2 === 1) return undefined;
      const json =
        operation === 'BatchWriteItem'
          ? { UnprocessedItems: RequestItems }
          : { Responses: {}, UnprocessedKeys: RequestItems };
      return { status: 200, json };
    };
    const table = dynamo.predictions(clock);
    const ids = predictions.map(({ id }) => id);
    const written = await writePredictions(table, predictions, clock.now() + 10_000);
    const read = await readPredictions(table, predictions[0]!.clientId, ids, clock.now() + 10_000);
    expect([...written]).toEqual(ids);
    expect([...read.keys()].sort()).toEqual(ids);
    expect(clock.pauses.length).toBeGreaterThan(0);
  });

  it('are said to be written only if they were, when the deadline comes first', async () => {
    const predictions = manyOf(randomUUID(), 60);
    const clock = fakeClock();
    dynamo.faults.current = (_, body) => (body.includes('"id-030"') ? THROTTLED : undefined);
    const written = await writePredictions(dynamo.predictions(clock), predictions, clock.now() + 5_000);
    dynamo.faults.current = undefined;
    const ids = predictions.map(({ id }) => id);
    const read = await readPredictions(dynamo.predictions(), predictions[0]!.clientId, ids, later());
    expect([...written].sort()).toEqual([...read.keys()].sort());
    expect(written.size).toBe(35);
  });

  it('of two writers under one id are the first one’s for both', async () => {
    const first = examplePrediction(randomUUID(), 'a');
    const second = { ...first, modelVersion: 'v-other' };
    const table = dynamo.predictions();
    const answers = [await addPrediction(table, first, later()), await addPrediction(table, second, later())];
    expect(answers.map((answer) => JSON.stringify(answer))).toEqual([JSON.stringify(first), JSON.stringify(first)]);
  });

  it('are not answered by a table that hangs: it is unavailable by the deadline', async () => {
    dynamo.faults.current = () => 'hang';
    const lost = addPrediction(dynamo.predictions(), examplePrediction(randomUUID(), 'a'), Date.now() + 60);
    await expect(lost).rejects.toThrow(StoreUnavailable);
  });
});
