/**
 * The messages of AppSync's WebSocket protocol, and the shapes of its errors. Source: developer guide, "Building a
 * real-time WebSocket client"; the errors as clients have seen them.
 */
import type { Refusal } from '../request/refusal.ts';

/** Why a connection is not let in (amplify-flutter#2763, appsync-community#195). */
export interface ConnectionFault {
  errorType?: string;
  message: string;
  /** An HTTP status. */
  errorCode: number;
}

/** An error as frames show it. */
export interface SubscriptionFault {
  errorType?: string;
  message: string;
}

/** What the host sends. */
export type ServerFrame =
  | { type: 'connection_ack'; payload: { connectionTimeoutMs: number } }
  | { type: 'ka' }
  | { type: 'connection_error'; payload: { errors: ConnectionFault[] } }
  | { id: string; type: 'start_ack' | 'complete' }
  | { id: string; type: 'data'; payload: unknown }
  /** Some faults come as an object instead of a list (aws-appsync-realtime-client-ios#67). */
  | { id?: string; type: 'error'; payload: { errors: SubscriptionFault[] | SubscriptionFault } };

/** A client's wish to subscribe. */
export interface StartFrame {
  type: 'start';
  id: string;
  /** The body of a request, as it would be posted; undefined when it is no text. */
  data: string | undefined;
  /** Header names in lower case. */
  authorization: Record<string, string>;
}

type ClientFrame = { type: 'connection_init' } | StartFrame | { type: 'stop'; id: string } | { type: 'unknown' };

/** Reads what a client sent; `unknown` is everything that the protocol does not have. */
export function readFrame(text: string): ClientFrame {
  const { type, id, payload } = asRecord(parseJson(text));
  if (type === 'connection_init') return { type };
  if (typeof id !== 'string') return { type: 'unknown' };
  if (type === 'stop') return { type, id };
  if (type !== 'start') return { type: 'unknown' };
  const { data, extensions } = asRecord(payload);
  const authorization = readHeaders(asRecord(extensions)['authorization']);
  return { type, id, data: typeof data === 'string' ? data : undefined, authorization };
}

/** Headers that came as JSON: clients spell their names in several ways. */
export function readHeaders(json: unknown): Record<string, string> {
  const texts = Object.entries(asRecord(json)).filter(([, value]) => typeof value === 'string') as [string, string][];
  return Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), value]));
}

/** The value of a JSON text; undefined for any other text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * A refusal as the `error` frame tells it: of GraphQL's own faults the message only (amplify-cli#7427), of others the
 * errorType too (amplify-js#12679).
 */
export function describeRefusal(refusal: Refusal): SubscriptionFault[] {
  const errors = asRecord(refusal.body)['errors'];
  return (Array.isArray(errors) ? errors : [refusal]).map((error) => {
    const { errorType, message } = asRecord(error);
    return { ...(typeof errorType === 'string' && { errorType }), message: String(message) };
  });
}
