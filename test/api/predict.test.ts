import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Client, Prediction } from '../../packages/client/client.ts';
import { canMakeKeys, connect, errorOf, someWine } from './api.ts';

const terroir = await connect();

async function historyOf(client: Client, since: string): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for await (const prediction of client.history({ from: since })) predictions.push(prediction);
  return predictions;
}

describe('predict', () => {
  it('answers with a country and a variety, how sure it is, and why', async () => {
    const { country, variety, ...prediction } = await terroir.predict(someWine());
    for (const { name, confidence, ranking, evidence } of [country, variety]) {
      expect(ranking[0]).toEqual({ name, confidence });
      expect(ranking).toHaveLength(5);
      expect(ranking.map((scored) => scored.confidence)).toEqual(
        ranking.map((scored) => scored.confidence).sort((a, b) => b - a),
      );
      expect(ranking.reduce((sum, scored) => sum + scored.confidence, 0)).toBeLessThanOrEqual(1.001);
      expect(evidence.length).toBeGreaterThan(0);
      expect(evidence.length).toBeLessThanOrEqual(8);
    }
    expect(prediction.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(Math.abs(Date.parse(prediction.createdAt) - Date.now())).toBeLessThan(60_000);
    expect(prediction.warnings).toEqual([]);
  });

  it.each([
    ['Riesling', 'Petrol, lime, slate and bracing acidity; off-dry, from the steep slopes of the Mosel.', 'Germany'],
    ['Sauvignon Blanc', 'Gooseberry, passion fruit and cut grass, crisp; from Marlborough.', 'New Zealand'],
  ])('thinks of a %s when it reads of one', async (variety, description, country) => {
    const prediction = await terroir.predict({ description });
    expect(prediction.variety.ranking.map(({ name }) => name)).toContain(variety);
    expect(prediction.country.ranking.map(({ name }) => name)).toContain(country);
  });

  it('records what it answers, as it answers it', async () => {
    const prediction = await terroir.predict(someWine());
    expect(await terroir.prediction(prediction.id)).toEqual(prediction);
  });

  it('records the wine as it was given, trimmed, and without what is unknown', async () => {
    const wine = { description: '  Château, 柿, 🍷 ', winery: 'Ænd', country: null };
    const { id } = await terroir.predict(wine);
    expect((await terroir.prediction(id))?.wine).toEqual({
      description: 'Château, 柿, 🍷',
      winery: 'Ænd',
      country: null,
      variety: null,
      region: null,
      points: null,
      price: null,
    });
  });

  it('gives the same wine the same answer', async () => {
    const wine = someWine();
    const [first, second] = [await terroir.predict(wine), await terroir.predict(wine)];
    expect(second).toEqual({ ...first, id: second.id, createdAt: second.createdAt });
    expect(second.id > first.id).toBe(true);
  });

  it('answers for a variety and a country that it has never seen, with a warning', async () => {
    const { warnings, variety } = await terroir.predict({ ...someWine(), variety: 'Zzyzx Noir', country: 'Atlantis' });
    expect(variety.ranking).toHaveLength(5);
    expect(warnings.join(' ')).toContain('Zzyzx Noir');
    expect(warnings.join(' ')).toContain('Atlantis');
  });

  it('never uses the field that it is to tell', async () => {
    const note = 'Plum, leather and dried herbs.';
    const [plain, told] = [
      await terroir.predict({ description: note }),
      await terroir.predict({ description: note, variety: 'Merlot' }),
    ];
    expect(told.variety).toEqual(plain.variety);
    expect(told.country).not.toEqual(plain.country);
  });
});

describe('requestId', () => {
  it('makes one record and equal answers of a request that comes a hundred times at once', async () => {
    const [since, wine, requestId] = [new Date().toISOString(), someWine(), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 100 }, () => terroir.predict(wine, { requestId })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const recorded = (await historyOf(terroir, since)).filter((each) => each.wine.description === wine.description);
    expect(recorded).toEqual([answers[0]]);
  });

  it('is a conflict with another wine', async () => {
    const requestId = randomUUID();
    await terroir.predict(someWine(), { requestId });
    const error = await errorOf(terroir.predict(someWine(), { requestId }));
    expect(error).toMatchObject({ errorType: 'RequestConflict', retryable: false, requestId });
  });

  it.runIf(canMakeKeys)('of one key says nothing to another', async () => {
    const requestId = randomUUID();
    const [mine, yours] = [await connect(), await connect()];
    const first = await mine.predict(someWine(), { requestId });
    const second = await yours.predict(someWine(), { requestId });
    expect(second.id).not.toBe(first.id);
  });

  it('makes a batch safe to repeat', async () => {
    const [wines, requestId] = [[someWine(), {}, someWine()], randomUUID()];
    const first = await terroir.predictBatch(wines, { requestId });
    expect(await terroir.predictBatch(wines, { requestId })).toEqual(first);
    const error = await errorOf(terroir.predictBatch([someWine()], { requestId }));
    expect(error.errorType).toBe('RequestConflict');
  });
});

describe('predictBatch', () => {
  it('answers more than a hundred wines in their order', async () => {
    const wines = Array.from({ length: 230 }, (_, index) => someWine(`Wine number ${index}.`));
    const { results, predicted, rejected } = await terroir.predictBatch(wines);
    expect([predicted, rejected]).toEqual([230, 0]);
    const notes = results.map((result) => result.__typename === 'Prediction' && result.wine.description);
    expect(notes).toEqual(wines.map(({ description }) => description));
  });

  it('rejects exactly the wrong wines, and answers the others as if they were alone', async () => {
    const wines = Array.from({ length: 12 }, (_, index) =>
      index % 5 === 2 ? { ...someWine(), price: -index } : someWine(`Wine number ${index}.`),
    );
    const { results } = await terroir.predictBatch(wines);
    for (const [index, result] of results.entries()) {
      if (index % 5 === 2) {
        expect(result).toMatchObject({ __typename: 'Rejection', index, errorType: 'InvalidInput', field: 'price' });
        continue;
      }
      const alone = await terroir.predict(wines[index]!);
      const { id, createdAt } = alone;
      expect({ ...result, id, createdAt }).toEqual({ __typename: 'Prediction', ...alone });
    }
  });

  it('records all that it predicts', async () => {
    const since = new Date().toISOString();
    const { results } = await terroir.predictBatch([someWine(), {}, someWine()]);
    const ids = results.flatMap((result) => (result.__typename === 'Prediction' ? [result.id] : []));
    const recorded = (await historyOf(terroir, since)).map(({ id }) => id);
    expect(recorded.filter((id) => ids.includes(id))).toEqual(ids.toReversed());
  });
});
