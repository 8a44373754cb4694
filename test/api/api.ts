import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { findKeysOnAws, findKeysOnLaptop, type KeyStore } from '../../cli/deployment/stores.ts';
import { createClient, type Client, type Prediction } from '../../packages/client/client.ts';
import { issueKey, type KeyRequest } from '../../store/clients/issue-key.ts';
import { TerroirError } from '../../packages/client/errors.ts';
import { waitFor } from '../../packages/client/transport/retry.ts';
import type { WineInput } from '../../packages/client/generated/graphql.ts';
import type { Table } from '../../store/dynamodb/table.ts';

/** The API under test: a deployment, or the host that start-host.ts has started. */
interface ApiUnderTest {
  endpoint: string;
  key: string;
  /** Where keys can be made: the folder of the laptop host, or the file of a deployment's outputs; null: nowhere. */
  keysIn: { folder: string } | { outputs: string } | null;
}

declare module 'vitest' {
  interface ProvidedContext {
    api: ApiUnderTest;
  }
}

export const api = inject('api');

const KEY_SECONDS = 3_600;

/**
 * What needs more keys than the one that is given: of a deployment they can be made where OUTPUTS names its outputs.
 */
export const canMakeKeys = api.keysIn !== null;

/**
 * Makes a key that only this test has, and with it a history that nobody else writes. A deployment outlives its tests:
 * there the key ends by itself.
 */
export async function makeKey(request: Partial<KeyRequest> = {}): Promise<string> {
  const table = await clientsTable();
  const outlived = api.keysIn !== null && 'outputs' in api.keysIn;
  const expiresAt = outlived ? { expiresAt: Math.floor(Date.now() / 1000) + KEY_SECONDS } : {};
  return (await issueKey(table, { name: 'A test', scopes: ['predict', 'history'], ...expiresAt, ...request })).key;
}

export async function clientsTable(): Promise<Table> {
  return (await keyStore()).clients;
}

function keyStore(): Promise<KeyStore> {
  if (api.keysIn === null) throw new Error('Keys of this deployment can be made only where OUTPUTS names its outputs.');
  return 'folder' in api.keysIn ? findKeysOnLaptop(api.keysIn.folder) : findKeysOnAws(api.keysIn.outputs, process.env);
}

/** A client: with a key of its own where one can be made, else with the one that is given. */
export async function connect(key?: string): Promise<Client> {
  // However long the API asks to wait: a test would rather fail, with what the API has to say.
  const wait = (waitMs: number, signal?: AbortSignal): Promise<void> => waitFor(Math.min(waitMs, 500), signal);
  return createClient({ endpoint: api.endpoint, key: key ?? (canMakeKeys ? await makeKey() : api.key), wait });
}

/** What a call fails with; an error in itself where it does not. */
export async function errorOf(call: Promise<unknown>): Promise<TerroirError> {
  const outcome = await call.catch((error: unknown) => error);
  if (outcome instanceof TerroirError) return outcome;
  throw new Error(`It was answered: ${JSON.stringify(outcome)}`);
}

/** How long whoever asks again and again leaves the processors to those that are to answer. */
const PAUSE_MS = 100;

/**
 * Asks again and again until an answer is what it should be; what fails meanwhile fails the test, as does an answer
 * that does not come in time.
 */
export async function askUntil(
  client: Client,
  isIt: (prediction: Prediction) => boolean,
  patienceMs = 30_000,
): Promise<{ prediction: Prediction; tookMs: number }> {
  const startMs = performance.now();
  for (;;) {
    const prediction = await client.predict(someWine());
    const tookMs = performance.now() - startMs;
    if (isIt(prediction)) return { prediction, tookMs };
    if (tookMs > patienceMs) throw new Error(`At last ${prediction.modelVersion} answered.`);
    await waitFor(PAUSE_MS);
  }
}

/** All that there is to read. */
export async function collect<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const collected: Entry[] = [];
  for await (const entry of entries) collected.push(entry);
  return collected;
}

/** A wine that no test has asked for. */
export function someWine(note = 'Blackberry, cedar and graphite.'): WineInput {
  return { description: `${note} Bottle ${randomUUID()}.`, price: 45 };
}

interface RawError {
  message: string;
  errorType?: string | null;
  errorInfo?: Record<string, unknown> | null;
  path?: unknown;
  locations?: unknown;
}

/** Sends a body as it is, past the client's own checks. */
export async function post(
  body: string | object,
  headers: Record<string, string> = { authorization: api.key },
): Promise<{ status: number; errorHeader: string | null; data: unknown; errors: RawError[] }> {
  const response = await fetch(api.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { data, errors = [] } = (await response.json()) as { data?: unknown; errors?: RawError[] };
  return { status: response.status, errorHeader: response.headers.get('x-amzn-errortype'), data, errors };
}
