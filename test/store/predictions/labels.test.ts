import { afterAll, beforeAll, expect, it } from 'vitest';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import type { StoredPrediction } from '../../../contract/stored/prediction.ts';
import { countLabelled, readLabelled, readNewestLabelled } from '../../../store/predictions/labels.ts';
import { type Dynamo, fakeClock, startDynamo } from '../dynamo.ts';

let dynamo: Dynamo;
const NOW = Date.parse('2027-01-02T12:00:00Z');
const predictions = () => dynamo.predictions(fakeClock(NOW));

/** A prediction that was labelled then, with so many letters of evidence. */
async function label(labelledAt: string, letters = 1): Promise<void> {
  const prediction: StoredPrediction = {
    clientId: ulid(),
    id: ulid(),
    wine: {},
    country: { ranking: [['France', 0.8]], evidence: [['x'.repeat(letters), 'W', 1]] },
    variety: { ranking: [], evidence: [] },
    modelVersion: 'any',
    createdAt: labelledAt,
    label: { country: 'France', labelledAt },
    labelMonth: labelledAt.slice(0, 7),
    labelledAt,
  };
  await predictions().dynamo.send(new PutCommand({ TableName: 'Predictions', Item: prediction }));
}
const readSince = async (since: string, pages = 10): Promise<string[]> =>
  (await readNewestLabelled(predictions(), since, pages)).map(({ label: { labelledAt } }) => labelledAt);

beforeAll(async () => {
  dynamo = await startDynamo();
  for (const at of ['2026-11-30T10:00:00.000Z', '2026-12-20T10:00:00.000Z', '2027-01-01T10:00:00.000Z'])
    await label(at);
});
afterAll(() => dynamo.close());

it('reads the labels since a time, newest first, through the months', async () => {
  expect(await readSince('2026-12-26T12:00:00.000Z')).toEqual(['2027-01-01T10:00:00.000Z']);
  expect(await readSince('2026-11-01T00:00:00.000Z')).toEqual([
    '2027-01-01T10:00:00.000Z',
    '2026-12-20T10:00:00.000Z',
    '2026-11-30T10:00:00.000Z',
  ]);
});

it('reads no more pages than it may', async () => {
  expect(await readSince('2026-11-01T00:00:00.000Z', 2)).toEqual([
    '2027-01-01T10:00:00.000Z',
    '2026-12-20T10:00:00.000Z',
  ]);
  for (let n = 0; n < 4; n += 1) await label(`2027-01-02T0${n}:00:00.000Z`, 350_000);
  const read = await readSince('2026-11-01T00:00:00.000Z', 1);
  expect(read.length).toBeLessThan(4);
  expect(read[0]).toBe('2027-01-02T03:00:00.000Z');
});

it('reads all labels, oldest first, and counts them, through months and pages', async () => {
  const sooner = ['2026-12-01T00', '2026-12-02T00', '2026-12-03T00', '2026-12-04T00'].map((at) => `${at}:00:00.000Z`);
  for (const at of sooner) await label(at, 350_000);
  const pages: string[][] = [];
  for await (const page of readLabelled(predictions(), '2026-01', '2026-12'))
    pages.push(page.map(({ label: { labelledAt } }) => labelledAt));
  expect(pages.length).toBeGreaterThan(2);
  expect(pages.flat()).toEqual(['2026-11-30T10:00:00.000Z', ...sooner, '2026-12-20T10:00:00.000Z']);
  const later = await readSince('2027-01-01T00:00:00.000Z');
  expect(await countLabelled(predictions())).toBe(pages.flat().length + later.length);
});
