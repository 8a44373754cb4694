import { expect, it } from 'vitest';
import { createClient, type Client } from '../../../packages/client/client.ts';
import { fakeFetch, json } from './fake-api.ts';

const conflict = json({
  data: null,
  errors: [{ errorType: 'PromotionConflict', errorInfo: { retryable: true, retryAfterSeconds: 1 }, message: 'No.' }],
});

/** How often a call is sent to an API that asks each time to try again. */
async function countAttempts(call: (client: Client) => Promise<unknown>): Promise<number> {
  const { fetch, sent } = fakeFetch(conflict);
  const client = createClient({
    endpoint: 'https://api.example/graphql',
    key: 'trr_k',
    fetch,
    wait: () => Promise.resolve(),
  });
  await expect(call(client)).rejects.toMatchObject({ errorType: 'PromotionConflict', retryable: true });
  return sent.length;
}

it.each<[string, (client: Client) => Promise<unknown>]>([
  ['rollback', (client) => client.rollback('Sour')],
  ['promote', (client) => client.promote('v-1', 'Sweet')],
  ['startTraining', (client) => client.startTraining()],
])('%s is sent once: done twice it would do more than was asked for', async (_, call) => {
  expect(await countAttempts(call)).toBe(1);
});

it.each<[string, (client: Client) => Promise<unknown>]>([
  ['label', (client) => client.label('a', { country: 'France' })],
  ['champion', (client) => client.champion()],
])('%s is tried again', async (_, call) => {
  expect(await countAttempts(call)).toBe(5);
});
