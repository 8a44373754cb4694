import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { KEY_LETTERS, KEY_PREFIX } from '../../contract/keys.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import type { Wine } from '../../contract/wine.ts';
import { PredictBatchDocument } from '../../packages/client/generated/operations.ts';
import { findClient, hashKey, putClient } from '../../store/clients/clients.ts';
import { readHistory } from '../../store/predictions/history.ts';
import { writePredictions } from '../../store/predictions/predictions.ts';
import { inHundreds } from './contenders.ts';
import { openHostTable } from './host.ts';
import type { LaptopHost } from './host.ts';
import { fire } from './load.ts';

const DEADLINE_MS = 30_000;
const WRITTEN_AT_ONCE = 100;
/** How far apart two records of a history are. */
const APART_MS = 60_000;

/** Asks the host about wines, and reads what it has recorded: predictions as they are stored. */
export async function samplePredictions(host: LaptopHost, wines: readonly Wine[]): Promise<StoredPrediction[]> {
  const requests = inHundreds(wines).map((some) => {
    const content = { query: PredictBatchDocument.toString(), variables: { wines: some } };
    return { method: 'POST' as const, body: JSON.stringify(content) };
  });
  const headers = { authorization: host.key, 'content-type': 'application/json' };
  await fire({ url: host.endpoint, headers, requests, connections: 1, until: { answers: requests.length } });
  const client = await findClient(
    openHostTable(host, 'clientsTable'),
    await hashKey(host.key),
    Date.now() + DEADLINE_MS,
  );
  const samples: StoredPrediction[] = [];
  const pages = readHistory(openHostTable(host, 'predictionsTable'), client?.clientId ?? '', '');
  for await (const page of pages) samples.push(...page);
  if (samples.length === 0) throw new Error('The host has recorded nothing.');
  return samples;
}

/**
 * Gives a client of its own a history of so many predictions, a minute apart, the last one now: copies of real ones,
 * each with an id and a time of its own, by the calls with which Terroir itself writes. Returns the client's key.
 */
export async function fillHistory(
  host: LaptopHost,
  samples: readonly StoredPrediction[],
  count: number,
): Promise<string> {
  const clientId = `bench-${count}`;
  const key = await createKey(host, clientId);
  const table = openHostTable(host, 'predictionsTable');
  const firstMs = Date.now() - count * APART_MS;
  for (let at = 0; at < count; at += WRITTEN_AT_ONCE) {
    const some = Array.from({ length: Math.min(WRITTEN_AT_ONCE, count - at) }, (_, n) =>
      copy(samples[(at + n) % samples.length], clientId, firstMs + (at + n) * APART_MS),
    );
    const written = await writePredictions(table, some, Date.now() + DEADLINE_MS);
    if (written.size < some.length) throw new Error('The table does not take what is written.');
  }
  return key;
}

function copy(sample: StoredPrediction | undefined, clientId: string, timeMs: number): StoredPrediction {
  if (!sample) throw new Error('There is nothing to copy.');
  return { ...sample, clientId, id: ulid(timeMs), createdAt: new Date(timeMs).toISOString() };
}

async function createKey(host: LaptopHost, clientId: string): Promise<string> {
  const key = KEY_PREFIX + randomBytes(KEY_LETTERS / 2).toString('hex');
  const client = {
    keyHash: await hashKey(key),
    clientId,
    name: clientId,
    scopes: ['history'] as const,
    historyApart: true as const,
    state: 'active' as const,
    createdAt: new Date().toISOString(),
  };
  await putClient(openHostTable(host, 'clientsTable'), client, Date.now() + DEADLINE_MS);
  return key;
}
