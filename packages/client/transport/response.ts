import { TerroirError } from '../errors.ts';

/** An HTTP response, as far as it says what became of an operation, and where and why it was asked for. */
export interface HttpResponse {
  status: number;
  body: string;
  /** The HTTP header `Retry-After`, in seconds; null where it is absent or a date. */
  retryAfterSeconds: number | null;
  /** The address that responded. */
  endpoint: string;
  /** The requestId of the operation; null where it has none. */
  requestId: string | null;
}

/** An entry of `errors`, as AppSync writes it; see schema.graphql for errorInfo. */
interface GraphqlError {
  message?: unknown;
  errorType?: unknown;
  errorInfo?: Record<string, unknown> | null;
}

/** What to do about a key that is refused. */
export const KEY_ADVICE =
  'Check that the key is whole, not revoked and not expired; `npm run terroir -- keys create` makes another. ' +
  'If it was good just now, the API is busy: try again.';

/** What to do about a call that never came to the API. */
const FIREWALL_ADVICE =
  'The firewall before the API turned the call away: too many in a minute from this address or with this key, or one ' +
  'that looks like an attack. Wait a minute, and ask for less at once.';

/**
 * The `data` of a response that brings all that was asked for: its one field is an object or a list, or null where
 * `mayBeNull`. What that holds is the schema's to promise, and not looked at.
 *
 * Errors: TerroirError where the response is any other.
 */
export function readResponse<TResult>(response: HttpResponse, field: string, mayBeNull: boolean): TResult {
  const content = parseObject(response.body);
  const [error] = Array.isArray(content?.['errors']) ? (content['errors'] as GraphqlError[]) : [];
  if (response.status !== 200 || content === undefined) throw toHttpError(response, error);
  if (error) throw toTerroirError(error, response.requestId);
  const answer = isRecord(content['data']) ? content['data'][field] : undefined;
  if (typeof answer !== 'object' || (answer === null && !mayBeNull)) throw toHttpError(response, undefined);
  return content['data'] as TResult;
}

/**
 * Of a response that is no result of GraphQL: a refused key, a server in trouble, or something else at that address.
 */
function toHttpError(response: HttpResponse, error: GraphqlError | undefined): TerroirError {
  const { status, retryAfterSeconds, requestId, endpoint } = response;
  const said = typeof error?.message === 'string' ? ` (${error.message})` : '';
  if (error?.errorType === 'WAFForbiddenException') {
    return new TerroirError(FIREWALL_ADVICE, {
      errorType: 'Blocked',
      retryable: true,
      retryAfterSeconds: 60,
      requestId,
    });
  }
  if (status === 401 || status === 403) {
    return new TerroirError(`The API refused the call: HTTP ${status}${said}. ${KEY_ADVICE}`, {
      errorType: 'Unauthorized',
      requestId,
    });
  }
  if (status === 429 || status >= 500) {
    return new TerroirError(`The API could not answer: HTTP ${status}${said}. Try again.`, {
      errorType: 'Internal',
      retryable: true,
      retryAfterSeconds,
      requestId,
    });
  }
  const what = status === 200 ? 'something that is not GraphQL' : `HTTP ${status}${said}`;
  const advice = endpoint.endsWith('/graphql') ? '' : ' It ends in /graphql.';
  return new TerroirError(`${endpoint} answered with ${what}. Check the endpoint.${advice}`, {
    errorType: 'BadAnswer',
    requestId,
  });
}

/**
 * Errors without a type are GraphQL's own: a query or a variable that the schema does not allow. ExecutionTimeout is
 * AppSync's: it waits for an answer for 30 seconds.
 */
function toTerroirError(error: GraphqlError, requestId: string | null): TerroirError {
  const told = error.errorInfo ?? {};
  const isLate = error.errorType === 'ExecutionTimeout';
  const message = textOf(error.message) ?? 'The API gave no reason. Try again.';
  return new TerroirError(isLate ? `${message} Try again.` : message, {
    errorType: isLate ? 'Timeout' : (textOf(error.errorType) ?? 'InvalidInput'),
    field: textOf(told['field']),
    rule: textOf(told['rule']),
    retryable: isLate || told['retryable'] === true,
    retryAfterSeconds: typeof told['retryAfterSeconds'] === 'number' ? told['retryAfterSeconds'] : null,
    requestId: requestId ?? textOf(told['requestId']),
  });
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Whether a value has fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(body);
    return isRecord(content) ? content : undefined;
  } catch {
    return undefined;
  }
}
