import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadResolver, type TestedResolver } from './harness.ts';
import { asClient, openPredictionsTable, type PredictionsTable, storedPrediction } from './predictions.ts';

const ID = '01KASTV5XJ0123456789ABCDEF';
let table: PredictionsTable;
let resolver: TestedResolver;

beforeAll(async () => {
  table = await openPredictionsTable();
  resolver = await loadResolver('Query.prediction');
  await table.put([
    storedPrediction(ID, { clientId: 'ann', warnings: ['Never seen.'] }),
    { clientId: 'ann', id: 'request#r1', predictionId: ID, digest: 'd' },
  ]);
});

afterAll(() => table.close());

describe('a prediction that is there', () => {
  it('is answered whole', async () => {
    const { value } = await table.prediction('ann', ID);
    expect(value).toEqual({
      __typename: 'Prediction',
      id: ID,
      wine: { description: 'Cherry and cedar.', points: 91 },
      country: {
        name: 'France',
        confidence: 0.6001,
        ranking: [
          { name: 'France', confidence: 0.6001 },
          { name: 'US', confidence: 0.2 },
          { name: 'Italy', confidence: 0.1 },
          { name: 'Spain', confidence: 0.05 },
          { name: 'Chile', confidence: 0.01 },
        ],
        evidence: [
          { feature: 'cedar', kind: 'WORD', effect: 0.412 },
          { feature: 'cherry and cedar', kind: 'PHRASE', effect: -0.2 },
          { feature: 'points', kind: 'FIELD', effect: 0.1 },
        ],
      },
      variety: expect.objectContaining({ name: 'Pinot Noir', confidence: 0.5, evidence: [] }) as unknown,
      modelVersion: 'v1',
      createdAt: '2026-11-23T17:00:00.000Z',
      warnings: ['Never seen.'],
      label: null,
      labelHistory: [],
    });
  });

  it('has its label, and all labels before', async () => {
    const first = { country: 'Spain', labelledAt: '2026-11-23T18:00:00.000Z' };
    const label = { country: 'Italy', variety: 'Barbera', labelledAt: '2026-11-23T19:00:00.000Z' };
    const id = '01KASTV5XJ0123456789ABCDEH';
    await table.put([storedPrediction(id, { clientId: 'ann', label, labelHistory: [first, label] })]);
    expect((await table.prediction('ann', id)).value).toMatchObject({ label, labelHistory: [first, label] });
  });

  it('is there at once after it was written', () => {
    expect(resolver.request({ identity: asClient('ann'), arguments: { id: ID } }).value).toMatchObject({
      operation: 'GetItem',
      consistentRead: true,
    });
  });
});

describe('null is the answer', () => {
  it.each([
    ['to another client', 'bob', ID],
    ['for an id that nobody has', 'ann', '01KASTV5XJ0123456789ABCDEG'],
    ['for the record of a requestId', 'ann', 'request#r1'],
    ['for an id in small letters', 'ann', ID.toLowerCase()],
    ['for an id that is no ULID', 'ann', '8ZZZZZZZZZZZZZZZZZZZZZZZZZ'],
    ['for no text at all', 'ann', ''],
    ['for a very long text', 'ann', 'x'.repeat(100_000)],
    ['for a text with a NUL', 'ann', `${ID.slice(1)}\0`],
  ])('%s', async (_, clientId, id) => {
    expect(await table.prediction(clientId, id)).toEqual({ value: null, error: undefined });
  });
});

describe('an error', () => {
  it('of DynamoDB is Internal to the client, who may try again, and whole in the log', () => {
    const { raised, logs } = resolver.response({
      identity: asClient('ann'),
      arguments: { id: ID },
      error: { type: 'DynamoDB:ProvisionedThroughputExceededException', message: 'Too much of Predictions-X7.' },
    });
    expect(raised).toEqual({
      message: 'The prediction could not be read. Try again.',
      errorType: 'Internal',
      data: null,
      errorInfo: { field: null, rule: null, retryable: true, retryAfterSeconds: 1, requestId: null },
    });
    expect(logs.join()).toContain('DynamoDB:ProvisionedThroughputExceededException: Too much of Predictions-X7.');
  });

  it.each([null, {}, { userArn: 'arn:aws:iam::1:role/x' }, { clientId: 'ann' }])(
    'is Unauthorized for whoever came in without a key: %j',
    (identity) => {
      expect(resolver.request({ identity, arguments: { id: ID } }).raised).toMatchObject({ errorType: 'Unauthorized' });
    },
  );
});
