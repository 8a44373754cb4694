import {
  PredictDocument,
  PredictionDocument,
  type PredictionFieldsFragment,
  type PredictionFilter,
  type WineInput,
} from '../generated/operations/graphql.ts';
import { predictInChunks, type BatchOutcome } from './batch.ts';
import { TerroirError } from './errors.ts';
import { readHistory, type History, type HistoryOptions } from './history.ts';
import { waitFor } from './retry.ts';
import { send, type Connection } from './transport.ts';
import { refuseUnsendable } from './wine.ts';

/** An answer that was given, as it is recorded. */
export type Prediction = PredictionFieldsFragment;

/** Where and how a client calls. */
export interface ClientOptions {
  /** The stack's output `Endpoint`, or what `npm start` prints: `http://localhost:4000/graphql`. */
  endpoint: string;
  /** A key: `trr_…`. */
  key: string;
  /** How often to try again what is worth it: 4 times unless told, over some 3 seconds. */
  retries?: number;
  /** How long one attempt may take: 35 seconds unless told, for AppSync itself takes 30 at most. */
  timeoutMs?: number;
  /** Instead of the platform's own fetch. */
  fetch?: typeof fetch;
  /** Instead of a timer: waits before a retry. Tests pass one that does not. */
  wait?: (waitMs: number, signal?: AbortSignal) => Promise<void>;
}

/** What a call that records may be told. */
export interface PredictOptions {
  /**
   * Makes a repeat safe, for a day: 1 to 100 characters (90 for a batch of more than a hundred wines). The client makes
   * one for its own retries unless told; a TerroirError brings it.
   */
  requestId?: string;
  /** Ends the call; it then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** What a key may call. Every method rejects with a TerroirError, after its retries. */
export interface Client {
  /**
   * Tells the country and the variety of one wine, and records the answer.
   *
   * @example
   * const { country, variety } = await terroir.predict({ description: 'Blackberry, cedar and graphite.', price: 45 });
   * console.log(`${variety.name} from ${country.name}: ${Math.round(variety.confidence * 100)} % sure`);
   */
  predict(wine: WineInput, options?: PredictOptions): Promise<Prediction>;

  /**
   * The same for any number of wines: in order, a hundred at a time. A wrong wine is rejected, and the others go on.
   *
   * @example
   * const { results } = await terroir.predictBatch(wines);
   * for (const result of results) {
   *   if (result.__typename === 'Rejection') console.warn(`wine ${result.index}: ${result.message}`);
   *   else console.log(result.variety.name);
   * }
   */
  predictBatch(wines: readonly WineInput[], options?: PredictOptions): Promise<BatchOutcome>;

  /** One of the key's own predictions, or null where it has none of that id. */
  prediction(id: string, options?: { signal?: AbortSignal }): Promise<Prediction | null>;

  /**
   * The key's own predictions, newest first, each once, also while new ones arrive.
   *
   * @example
   * for await (const prediction of terroir.history({ variety: 'Pinot Noir' })) console.log(prediction.wine.winery);
   */
  history(filter?: PredictionFilter, options?: HistoryOptions): History;
}

/**
 * A client of a Terroir API, in Node and in browsers.
 *
 * @example
 * const terroir = createClient({ endpoint: 'http://localhost:4000/graphql', key: 'trr_…' });
 *
 * @throws TerroirError InvalidInput when the endpoint is no address, or the key no text that HTTP can carry.
 */
export function createClient(options: ClientOptions): Client {
  const connection = connect(options);
  return {
    async predict(wine, { requestId = crypto.randomUUID(), signal } = {}) {
      refuseUnsendable(wine);
      return (await send(connection, PredictDocument, { wine, requestId }, { requestId, signal })).predict;
    },
    predictBatch: (wines, { requestId = crypto.randomUUID(), signal } = {}) =>
      predictInChunks(connection, wines, requestId, signal),
    prediction: async (id, { signal } = {}) =>
      (await send(connection, PredictionDocument, { id }, { signal })).prediction,
    history: (filter, historyOptions = {}) => readHistory(connection, filter, historyOptions),
  };
}

function connect({
  endpoint,
  key,
  retries = 4,
  timeoutMs = 35_000,
  wait = waitFor,
  ...given
}: ClientOptions): Connection {
  if (!/^https?:/i.test(URL.parse(endpoint)?.protocol ?? '')) {
    throw new TerroirError(`endpoint must be an http or https address, not ${JSON.stringify(endpoint)}.`, {
      errorType: 'InvalidInput',
      field: 'endpoint',
      rule: 'format',
    });
  }
  // fetch would complain of such a key by quoting it; a key must not get into a log.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new TerroirError(
      'key must be a key as `npm run terroir -- keys create` shows it: trr_ and 40 letters and digits.',
      {
        errorType: 'InvalidInput',
        field: 'key',
        rule: 'format',
      },
    );
  }
  return { endpoint, key, retries, timeoutMs, wait, fetch: given.fetch ?? fetch };
}
