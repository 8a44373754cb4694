import { describe, expect, it } from 'vitest';
import { createClient, type Client } from '../../../packages/client/client.ts';
import { batchPredicted, fakeFetch, failed, silence, type Sent } from './fake-api.ts';

function connect(fetch: typeof globalThis.fetch): Client {
  return createClient({ endpoint: 'https://api.example', key: 'trr_k', fetch, wait: () => Promise.resolve() });
}

const wines = (count: number): { description: string }[] =>
  Array.from({ length: count }, (_, index) => ({ description: `note ${index}` }));

describe('predictBatch', () => {
  it('sends a hundred wines at a time, and answers in their order', async () => {
    // Answered when all are there, the last one first.
    const waiting: (() => void)[] = [];
    const backwards = (sent: Sent): Promise<Response> =>
      new Promise((resolve) => {
        waiting.push(() => resolve(batchPredicted(sent)));
        if (waiting.length === 3) for (const answer of waiting.reverse()) answer();
      });
    const { fetch, sent } = fakeFetch(backwards);
    const { results, predicted, rejected } = await connect(fetch).predictBatch(wines(250));
    expect(sent.map(({ variables }) => variables.wines?.length)).toEqual([100, 100, 50]);
    expect(results.map((result) => result.__typename === 'Prediction' && result.variety.name)).toEqual(
      wines(250).map(({ description }) => description),
    );
    expect([predicted, rejected]).toEqual([250, 0]);
  });

  it('numbers rejections among all wines', async () => {
    const some = wines(230).map((wine, index) => (index % 100 === 17 ? {} : wine));
    const { results, predicted, rejected } = await connect(fakeFetch(batchPredicted).fetch).predictBatch(some);
    expect(results.flatMap((result) => (result.__typename === 'Rejection' ? [result.index] : []))).toEqual([
      17, 117, 217,
    ]);
    expect([predicted, rejected]).toEqual([227, 3]);
  });

  it('rejects a wine that cannot be sent, and predicts the others', async () => {
    const { fetch, sent } = fakeFetch(batchPredicted);
    const { results } = await connect(fetch).predictBatch([
      { description: 'a' },
      { description: 'b', price: NaN },
      { description: 'c' },
    ]);
    expect(results[1]).toEqual({
      __typename: 'Rejection',
      index: 1,
      errorType: 'InvalidInput',
      field: 'price',
      message: 'price must be a finite number, not NaN.',
    });
    expect(results.map(({ __typename }) => __typename)).toEqual(['Prediction', 'Rejection', 'Prediction']);
    expect(sent[0]?.variables.wines).toEqual([{ description: 'a' }, { description: 'c' }]);
  });

  it('refuses what is no list', async () => {
    const { fetch, sent } = fakeFetch(batchPredicted);
    const refused = { name: 'TerroirError', errorType: 'InvalidInput', field: 'wines', rule: 'type' };
    for (const odd of [{ description: 'a' }, 'a', null, undefined]) {
      await expect(connect(fetch).predictBatch(odd as never)).rejects.toMatchObject(refused);
    }
    expect(sent).toEqual([]);
  });

  it('sends nothing where no wine can be sent', async () => {
    const { fetch, sent } = fakeFetch(batchPredicted);
    await expect(connect(fetch).predictBatch([{ price: NaN }])).resolves.toMatchObject({ predicted: 0, rejected: 1 });
    expect(sent).toEqual([]);
  });

  it('refuses an empty batch', async () => {
    const call = connect(fakeFetch(batchPredicted).fetch).predictBatch([]);
    await expect(call).rejects.toMatchObject({ errorType: 'InvalidInput', field: 'wines' });
  });

  it('splits long notes before a request grows beyond what a Lambda takes', async () => {
    const { fetch, sent } = fakeFetch(batchPredicted);
    const long = Array.from({ length: 5 }, () => ({ description: 'x'.repeat(400_000) }));
    const { predicted } = await connect(fetch).predictBatch(long);
    expect(sent.map(({ variables }) => variables.wines?.length)).toEqual([2, 2, 1]);
    expect(predicted).toBe(5);
  });

  it('has at most four requests under way', async () => {
    let [underWay, most] = [0, 0];
    const counted = async (sent: Sent): Promise<Response> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return batchPredicted(sent);
    };
    await connect(fakeFetch(counted).fetch).predictBatch(wines(1_000));
    expect(most).toBe(4);
  });

  it('makes the same requestIds again of the same requestId', async () => {
    const idsOf = async (count: number): Promise<(string | undefined)[]> => {
      const { fetch, sent } = fakeFetch(batchPredicted);
      await connect(fetch).predictBatch(wines(count), { requestId: 'crate' });
      return sent.map(({ variables }) => variables.requestId);
    };
    expect(await idsOf(100)).toEqual(['crate']);
    expect(await idsOf(201)).toEqual(['crate-1', 'crate-2', 'crate-3']);
    expect(await idsOf(201)).toEqual(['crate-1', 'crate-2', 'crate-3']);
  });

  it('ends the other requests when one fails, and tells the requestId of the whole', async () => {
    const aborted: boolean[] = [];
    const failing = (sent: Sent, signal: AbortSignal): Response | Promise<Response> => {
      if (sent.variables.requestId === 'crate-2') return failed('Internal', { retryable: false });
      return silence(sent, signal).finally(() => aborted.push(signal.aborted));
    };
    const { fetch, sent } = fakeFetch(failing);
    const call = connect(fetch).predictBatch(wines(1_000), { requestId: 'crate' });
    await expect(call).rejects.toMatchObject({ errorType: 'Internal', requestId: 'crate' });
    expect(sent.length).toBeLessThanOrEqual(4);
    expect(aborted).toEqual(Array.from({ length: sent.length - 1 }, () => true));
  });

  it('does not take fewer results than wines for an answer', async () => {
    const short = (sent: Sent): Response =>
      batchPredicted({ ...sent, variables: { ...sent.variables, wines: (sent.variables.wines ?? []).slice(1) } });
    const call = connect(fakeFetch(short).fetch).predictBatch(wines(3));
    await expect(call).rejects.toMatchObject({ errorType: 'BadAnswer', message: '3 wines got 2 results.' });
  });

  it('ends on an AbortSignal, with its own reason', async () => {
    const stop = new AbortController();
    const call = connect(fakeFetch(silence).fetch).predictBatch(wines(300), { signal: stop.signal });
    stop.abort(new Error('The user left.'));
    await expect(call).rejects.toThrow('The user left.');
  });
});
