import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partitionKeyOf } from '../../../contract/partitions.ts';
import type { StoredPrediction } from '../../../contract/stored/prediction.ts';
import { readHistory } from '../../../store/predictions/history.ts';
import { writePredictions } from '../../../store/predictions/predictions.ts';
import { type Dynamo, startDynamo } from '../dynamo.ts';
import { examplePrediction } from '../example-prediction.ts';

let dynamo: Dynamo;
beforeAll(async () => void (dynamo = await startDynamo()));
afterAll(() => dynamo.close());

const idOf = (n: number): string => `01KASTV5XJ${String(n).padStart(16, '0')}`;
const heavy = { wine: { description: '漢'.repeat(4_000) } };

/** Writes predictions of a client, each into the partition that `placeOf` says. */
async function write(clientId: string, ids: readonly string[], placeOf: (n: number) => number): Promise<void> {
  const stored = ids.map((id, n) => examplePrediction(partitionKeyOf(clientId, placeOf(n)), id));
  await writePredictions(
    dynamo.predictions(),
    stored.map((one) => ({ ...one, ...heavy })),
    Date.now() + 10_000,
  );
}

describe('a history in several partitions', () => {
  it('is one, oldest first, each id once, under the client’s own id, however it lies', async () => {
    const ids = Array.from({ length: 300 }, (_, n) => idOf(n));
    await write('ann', ids, (n) => (n < 200 ? 0 : (n * 5) % 8));
    await write('ann', [idOf(7)], () => 3);
    const read: StoredPrediction[] = [];
    for await (const page of readHistory(dynamo.predictions(), 'ann', '')) read.push(...page);
    expect(read.map(({ id }) => id)).toEqual(ids);
    expect(new Set(read.map(({ clientId }) => clientId))).toEqual(new Set(['ann']));
    const rest: StoredPrediction[] = [];
    for await (const page of readHistory(dynamo.predictions(), 'ann', idOf(249))) rest.push(...page);
    expect(rest.map(({ id }) => id)).toEqual(ids.slice(250));
  });

  it('leaves nothing out before what it has brought, though more arrives while it is read', async () => {
    const ids = Array.from({ length: 250 }, (_, n) => idOf(n));
    await write('bob', ids, (n) => (n < 249 ? 0 : 1));
    const read: string[] = [];
    let arrived = 250;
    for await (const page of readHistory(dynamo.predictions(), 'bob', '')) {
      read.push(...page.map(({ id }) => id));
      if (arrived > 260) continue;
      const more = Array.from({ length: 4 }, (_, n) => idOf(arrived + n));
      arrived += 4;
      await write('bob', more, (n) => n % 3);
    }
    expect(read).toEqual(Array.from({ length: read.length }, (_, n) => idOf(n)));
    expect(read.length).toBeGreaterThan(250);
  });
});
