import type { TypedDocumentString } from '../generated/operations.ts';
import type { Connection } from './connection.ts';
import { TerroirError } from '../errors.ts';
import { readResponse } from './response.ts';
import { retry } from './retry.ts';

/** What one call may add to an operation. */
export interface Call {
  /** The requestId among the variables, for the error of a call that failed. */
  requestId?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Never sent again, whatever happens: done twice, it would do more than done once. */
  once?: boolean;
  /** Whether the answer may be null: there may be nothing of that name. */
  mayBeNull?: boolean;
}

/**
 * Sends an operation until it is answered, and brings its `data`.
 *
 * Errors: TerroirError where anything goes wrong; the signal's reason where that was aborted.
 */
export function send<TResult, TVariables>(
  connection: Connection,
  operation: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  call: Call = {},
): Promise<TResult> {
  const query = operation.toString();
  const body = JSON.stringify({ query, variables });
  const retrying = call.once === true ? { ...connection, retries: 0 } : connection;
  return retry(retrying, () => attempt<TResult>(connection, body, fieldOf(query), call), call.signal);
}

/** A call whose answer may be null, for there may be nothing of that name. */
export function orNull(call: Call): Call {
  return { ...call, mayBeNull: true };
}

/** The one field that an operation asks for. */
function fieldOf(query: string): string {
  return /\{\s*(\w+)/.exec(query)?.[1] ?? '';
}

async function attempt<TResult>(connection: Connection, body: string, field: string, call: Call): Promise<TResult> {
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
    const answer = { status: response.status, body: await response.text(), retryAfterSeconds, endpoint, requestId };
    return readResponse(answer, field, call.mayBeNull === true);
  } catch (error) {
    if (error instanceof TerroirError) throw error;
    call.signal?.throwIfAborted();
    throw toNetworkError(connection, deadline.aborted, requestId, error);
  }
}

/** Of an attempt that nothing came of: late, or not at all. */
function toNetworkError({ endpoint, timeoutMs }: Connection, late: boolean, requestId: string | null, cause: unknown) {
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

/** A UUID of version 4. `crypto.randomUUID` makes one too, but a browser has it on https pages and localhost only. */
export function createUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // RFC 9562, section 5.4: the version and the variant stand in fixed bits.
  const fixed = (byte: number, index: number): number =>
    index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
  const hex = Array.from(bytes, (byte, index) => fixed(byte, index).toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
