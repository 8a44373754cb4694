import type { TypedDocumentString } from './generated/graphql.ts';
import { readAnswer } from './response.ts';
import { TerroirError } from './errors.ts';
import { retry, type Retrying } from './retry.ts';

/** What every operation of a client shares. */
export interface Connection extends Retrying {
  endpoint: string;
  /** Where events come from. */
  realtimeEndpoint: string;
  key: string;
  fetch: typeof fetch;
  /** How long one attempt may take. */
  timeoutMs: number;
}

/** What one call adds. */
export interface Call {
  /** The requestId among the variables, for the error of a call that failed. */
  requestId?: string;
  signal?: AbortSignal | undefined;
  /** Never sent again, whatever happens: done twice, it would do more than done once. */
  once?: boolean;
}

/**
 * Sends an operation until it is answered, and brings its `data`.
 *
 * @throws TerroirError whatever goes wrong; the signal's reason when it was aborted.
 */
export function send<TResult, TVariables>(
  connection: Connection,
  operation: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  call: Call = {},
): Promise<TResult> {
  const body = JSON.stringify({ query: operation.toString(), variables });
  const retrying = call.once === true ? { ...connection, retries: 0 } : connection;
  return retry(retrying, () => attempt<TResult>(connection, body, call), call.signal);
}

async function attempt<TResult>(connection: Connection, body: string, call: Call): Promise<TResult> {
  const { endpoint, key, fetch, timeoutMs } = connection;
  const deadline = AbortSignal.timeout(timeoutMs);
  const requestId = call.requestId ?? null;
  call.signal?.throwIfAborted();
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization: key, 'content-type': 'application/json' },
      body,
      signal: call.signal ? AbortSignal.any([call.signal, deadline]) : deadline,
    });
    const retryAfterSeconds = parseSeconds(response.headers.get('retry-after'));
    return readAnswer({ status: response.status, body: await response.text(), retryAfterSeconds, endpoint, requestId });
  } catch (error) {
    if (error instanceof TerroirError) throw error;
    call.signal?.throwIfAborted();
    throw noAnswer(connection, deadline.aborted, requestId, error);
  }
}

function noAnswer({ endpoint, timeoutMs }: Connection, late: boolean, requestId: string | null, cause: unknown) {
  return late
    ? new TerroirError(`${endpoint} did not answer within ${timeoutMs / 1000} s. Try again, or raise timeoutMs.`, {
        errorType: 'Timeout',
        retryable: true,
        requestId,
        cause,
      })
    : new TerroirError(`${endpoint} cannot be reached (${reasonOf(cause)}). Check the endpoint and the network.`, {
        errorType: 'Unreachable',
        retryable: true,
        requestId,
        cause,
      });
}

/** fetch says only "fetch failed": what happened is in its cause, with a code such as ECONNREFUSED. */
function reasonOf(error: unknown): string {
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause instanceof Error ? reasonOf(cause) : String(message);
}

function parseSeconds(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}
