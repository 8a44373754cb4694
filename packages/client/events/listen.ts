import { toBase64Url } from '../transport/base64url.ts';
import type { Connection } from '../transport/connection.ts';
import { TerroirError } from '../errors.ts';
import { KEY_ADVICE } from '../transport/response.ts';
import { createUuid } from '../transport/transport.ts';

/** What a subscription tells: that it has begun, and from then on the `data` of each event. */
export type Notice = { kind: 'begun' } | { kind: 'event'; data: Record<string, unknown> };

/** What AppSync sends; of `payload` each type has its own. */
interface Frame {
  type?: unknown;
  payload?: { connectionTimeoutMs?: unknown; data?: unknown; errors?: unknown } | null;
}

/** How long the API may take to let a connection in, and to begin a subscription. */
const ACK_MS_MAX = 15_000;
/** How long it may be silent, where it does not say; it sends a sign of life about every minute. */
const SILENCE_MS_MAX = 300_000;
/** What timers take. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/**
 * Subscribes, over a connection of its own, and tells what it hears. Never resolves.
 *
 * Errors: TerroirError where the connection ends for whatever reason, silence included; the signal's reason where
 * that is aborted.
 *
 * Source of the protocol: AppSync developer guide, "Building a real-time WebSocket client".
 */
export function listen(
  connection: Connection,
  body: string,
  tell: (notice: Notice) => void,
  signal: AbortSignal,
): Promise<never> {
  return new Promise((_, reject) => {
    signal.throwIfAborted();
    if (typeof WebSocket === 'undefined') throw noWebSocket();
    const authorization = { Authorization: connection.key, host: new URL(connection.endpoint).host };
    const credentials = toBase64Url(JSON.stringify(authorization));
    const socket = new WebSocket(connection.realtimeEndpoint, ['graphql-ws', `header-${credentials}`]);
    const send = (frame: object): void => socket.send(JSON.stringify(frame));
    const id = createUuid();
    let isOver = false;
    let silenceMs = SILENCE_MS_MAX;

    const end = (reason: Error): void => {
      // Node 22 tells of a failed connection once more, from within close.
      if (isOver) return;
      isOver = true;
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
      reject(reason);
      socket.close();
    };
    const stop = (): void => end(signal.reason as Error);
    const fail = (why: string): void => end(unreachable(connection, why));
    const expectWithin = (limitMs: number) => setTimeout(() => fail(`silent for ${limitMs / 1000} s`), limitMs);
    let watchdog = expectWithin(ACK_MS_MAX);

    const hear = ({ type, payload }: Frame): void => {
      clearTimeout(watchdog);
      watchdog = expectWithin(type === 'connection_ack' ? ACK_MS_MAX : silenceMs);
      if (type === 'connection_ack') {
        silenceMs = readSilenceMs(payload?.connectionTimeoutMs);
        send({ id, type: 'start', payload: { data: body, extensions: { authorization } } });
      }
      if (type === 'start_ack') tell({ kind: 'begun' });
      if (type === 'data') tell({ kind: 'event', data: recordOf(payload?.data) });
      // Begun again, it is refused where the key is no longer good.
      if (type === 'complete') fail('the API has ended the subscription');
      if (type === 'error' || type === 'connection_error') end(toTerroirError(payload?.errors));
    };
    signal.addEventListener('abort', stop);
    socket.addEventListener('open', () => send({ type: 'connection_init' }));
    socket.addEventListener('message', ({ data }) => hear(parse(data)));
    socket.addEventListener('error', () => fail('the connection failed'));
    socket.addEventListener('close', ({ code, reason }) => fail(`closed with ${code} ${reason}`.trim()));
  });
}

/** What is no number that a timer takes would end the connection at once. */
function readSilenceMs(told: unknown): number {
  return typeof told === 'number' && told > 0 && told <= TIMER_MS_MAX ? told : SILENCE_MS_MAX;
}

function unreachable({ realtimeEndpoint }: Connection, why: string): TerroirError {
  return new TerroirError(`Events of ${realtimeEndpoint} do not arrive (${why}). Check the network and the address.`, {
    errorType: 'Unreachable',
    retryable: true,
  });
}

/** Node 20 has fetch, but no WebSocket. */
function noWebSocket(): TerroirError {
  const message =
    'Events need a WebSocket: use Node 22 or later, or set globalThis.WebSocket to that of the package ws.';
  return new TerroirError(message, { errorType: 'Unreachable' });
}

/** Some errors come as an object instead of a list of them. */
function toTerroirError(errors: unknown): TerroirError {
  const { errorType, errorCode, message } = recordOf(Array.isArray(errors) ? errors[0] : errors);
  const type = typeof errorType === 'string' ? errorType : '';
  const said = typeof message === 'string' ? message : 'The API gave no reason.';
  if (type.includes('Unauthorized') || errorCode === 401 || errorCode === 403) {
    return new TerroirError(`The API refused the subscription (${said}). ${KEY_ADVICE}`, { errorType: 'Unauthorized' });
  }
  const isPassing = /Limit|MaxSubscriptions|Internal/.test(type) || (typeof errorCode === 'number' && errorCode >= 429);
  return new TerroirError(said, {
    errorType: isPassing ? 'Internal' : type || 'InvalidInput',
    retryable: isPassing,
  });
}

function parse(text: unknown): Frame {
  try {
    return recordOf(JSON.parse(String(text)));
  } catch {
    return {};
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
