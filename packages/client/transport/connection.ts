import { KEY_LETTERS, KEY_PREFIX } from '../../../contract/keys.ts';
import { TerroirError } from '../errors.ts';
import type { Caller } from '../generated/graphql.ts';
import { waitFor, type Retrying } from './retry.ts';

/**
 * The AbortSignal of the platform: of the browser's types, of Node's, or of any others that declare one. Where none do,
 * the package still compiles, and takes whatever looks like one.
 */
export type PlatformAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : { readonly aborted: boolean; readonly reason: unknown };

/** What any call may be given. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  signal?: PlatformAbortSignal | undefined;
}

/** What the client asks a fetch: always a POST of JSON. */
export interface FetchRequest {
  method: 'POST';
  headers: Record<string, string>;
  body: string;
  signal: PlatformAbortSignal;
}

/** What the client reads of a response to a fetch. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** A fetch, as far as the client needs one: that of every platform fits, and a short function does in tests. */
export type Fetch = (url: string, request: FetchRequest) => Promise<FetchResponse>;

/** Where and how a client calls. */
export interface ClientOptions {
  /** The stack's output `Endpoint`, or what `npm start` prints: `http://localhost:4000/graphql`. */
  endpoint: string;
  /** The stack's output `RealtimeEndpoint`, where events come from; made of the endpoint unless given. */
  realtimeEndpoint?: string | undefined;
  /**
   * A key, `trr_` and 40 letters and digits, or a token that createUserToken has made with one. In a page, everyone who
   * opens the page can read it.
   */
  key: string;
  /** How often to try again what is worth it: 4 times unless given, over some 3 seconds; 0 for never. */
  retries?: number | undefined;
  /**
   * How many milliseconds predict and predictBatch may wait, for each request in all, until a used-up quota is whole
   * again (see the error's retryAfterSeconds): 0 unless given, so that QuotaExceeded comes at once. A signal ends the
   * wait too.
   */
  quotaWaitMsMax?: number | undefined;
  /** Told before each such wait how many milliseconds it will be. */
  onQuotaWait?: ((waitMs: number) => void) | undefined;
  /** How many milliseconds one attempt may take: 35,000 unless given, for AppSync itself takes 30 seconds at most. */
  timeoutMs?: number | undefined;
  /** Instead of the platform's own fetch, for a proxy or a test. */
  fetch?: Fetch | undefined;
  /**
   * Instead of a timer: waits that many milliseconds, or rejects with the signal's reason. Tests pass one that does
   * not.
   */
  wait?: ((waitMs: number, signal?: PlatformAbortSignal) => Promise<void>) | undefined;
}

/** What every operation of a client needs, checked and complete. */
export interface Connection extends Retrying {
  endpoint: string;
  /** Where events come from. */
  realtimeEndpoint: string;
  key: string;
  fetch: Fetch;
  /** How long one attempt may take. */
  timeoutMs: number;
}

/**
 * Checks the options of a client, and fills in what was not given.
 *
 * Errors: TerroirError InvalidInput where an endpoint is no address, or the key is a text that HTTP cannot carry.
 */
export function connect({
  endpoint,
  key,
  retries = 4,
  quotaWaitMsMax = 0,
  timeoutMs = 35_000,
  wait = waitFor,
  ...given
}: ClientOptions): Connection {
  requireAddress('endpoint', endpoint, ['http:', 'https:']);
  const realtimeEndpoint = given.realtimeEndpoint ?? realtimeEndpointOf(endpoint);
  requireAddress('realtimeEndpoint', realtimeEndpoint, ['ws:', 'wss:']);
  // fetch would complain of such a key by quoting it; a key must not get into a log.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    const form = `${KEY_PREFIX} and ${KEY_LETTERS} letters and digits`;
    throw new TerroirError(`key must be a key as \`npm run terroir -- keys create\` shows it: ${form}.`, {
      errorType: 'InvalidInput',
      field: 'key',
      rule: 'format',
    });
  }
  // The global one is looked up at each call: a test may replace it after the client was made.
  const send: Fetch = given.fetch ?? ((url, request) => fetch(url, request));
  return {
    endpoint,
    realtimeEndpoint,
    key,
    retries,
    quotaWaitMsMax,
    onQuotaWait: given.onQuotaWait,
    timeoutMs,
    wait,
    fetch: send,
  };
}

/**
 * Where an API sends its events from, by where it answers: AppSync has a host of its own for it, and a path where the
 * domain is custom. Source: AppSync developer guide, "Building a real-time WebSocket client".
 */
export function realtimeEndpointOf(endpoint: string): string {
  const url = new URL(endpoint);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const host = url.host.replace('.appsync-api.', '.appsync-realtime-api.');
  if (host !== url.host && /\.amazonaws\.com(\.cn)?$/.test(host)) url.host = host;
  else url.pathname = `${url.pathname.replace(/\/$/, '')}/realtime`;
  return url.href;
}

function requireAddress(field: string, address: string, [plain = '', secure = '']: string[]): void {
  if ([plain, secure].includes(protocolOf(address))) return;
  const kinds = `${plain.slice(0, -1)} or ${secure.slice(0, -1)}`;
  const message = `${field} must be an ${kinds} address, not ${JSON.stringify(address)}.`;
  throw new TerroirError(message, { errorType: 'InvalidInput', field, rule: 'format' });
}

/** URL.parse would do, but is younger than everything else that the client needs. */
function protocolOf(address: string): string {
  try {
    return new URL(address).protocol;
  } catch {
    return '';
  }
}

/** A client that createClient has made, without all that it can do: for the types of what takes one. */
export interface Connected {
  caller(options?: CallOptions): Promise<Caller>;
}

/** Not a property of the client: whoever prints a client must not print its key. */
const CONNECTIONS = new WeakMap<Connected, Connection>();

/** Keeps what a client calls by, for the other entries of the package; returns the client. */
export function keepConnection<Client extends Connected>(client: Client, connection: Connection): Client {
  CONNECTIONS.set(client, connection);
  return client;
}

/** What a client calls by. Errors: TerroirError InvalidInput where createClient has not made it. */
export function connectionOf(client: Connected): Connection {
  const connection = CONNECTIONS.get(client);
  if (connection) return connection;
  const message = 'client must be what createClient of this package has made, and no copy of it.';
  throw new TerroirError(message, { errorType: 'InvalidInput', field: 'client' });
}
