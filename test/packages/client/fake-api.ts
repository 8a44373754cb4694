import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WineInput } from '../../../packages/client/generated/graphql.ts';

/** What the client sent. */
export interface Sent {
  query: string;
  variables: {
    wine?: WineInput;
    wines?: WineInput[];
    requestId?: string;
    nextToken?: string | null;
    limit?: number;
    filter?: unknown;
  };
  headers: Record<string, string>;
}

type Reply = Response | Error | ((sent: Sent, signal: AbortSignal) => Response | Promise<Response>);

/** A fetch that gives these replies in turn, the last one again and again, and remembers what it was asked. */
export function fakeFetch(...replies: Reply[]): { fetch: typeof fetch; sent: Sent[] } {
  const sent: Sent[] = [];
  const answer = (_: unknown, init: RequestInit = {}): Promise<Response> => {
    const asked = {
      ...(JSON.parse(init.body as string) as Omit<Sent, 'headers'>),
      headers: init.headers as Record<string, string>,
    };
    const reply = replies[Math.min(sent.length, replies.length - 1)];
    sent.push(asked);
    const signal = init.signal ?? new AbortController().signal;
    signal.throwIfAborted();
    if (typeof reply === 'function') return Promise.resolve(reply(asked, signal));
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve((reply as Response).clone());
  };
  return { fetch: answer, sent };
}

/** A reply that never comes, until the caller gives up. */
export function silence(_: Sent, signal: AbortSignal): Promise<Response> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}

export const json = (content: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(content), { status, headers });

/** An error of a resolver, as AppSync writes it. */
export const failed = (errorType: string | null, errorInfo: Record<string, unknown> | null, message = 'No.') =>
  json({ data: { predict: null }, errors: [{ path: ['predict'], data: null, errorType, errorInfo, message }] });

/** A prediction of a variety that tells which wine it was made of. */
export function predictionOf(wine: WineInput, id = '01J00000000000000000000000'): object {
  const classification = (name: string): object => ({
    name,
    confidence: 0.75,
    ranking: [{ name, confidence: 0.75 }],
    evidence: [{ feature: 'cedar', kind: 'WORD', effect: 1.5 }],
  });
  return {
    __typename: 'Prediction',
    id,
    wine,
    country: classification('France'),
    variety: classification(wine.description ?? 'Gamay'),
    modelVersion: 'starter-1',
    createdAt: '2026-11-23T12:00:00.000Z',
    warnings: [],
  };
}

export const predicted = (sent: Sent): Response => json({ data: { predict: predictionOf(sent.variables.wine ?? {}) } });

/** Predicts every wine, and rejects those without a note, as predictBatch does. */
export function batchPredicted({ variables }: Sent): Response {
  const results = (variables.wines ?? []).map((wine, index) =>
    wine.description === undefined
      ? { __typename: 'Rejection', index, errorType: 'InvalidInput', field: null, message: 'An empty wine.' }
      : predictionOf(wine, `${variables.requestId}#${index}`),
  );
  const rejected = results.filter(({ __typename }: { __typename?: string }) => __typename === 'Rejection').length;
  return json({ data: { predictBatch: { results, predicted: results.length - rejected, rejected } } });
}

/** An HTTP server of the test's own; `close` ends it with all its connections. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/graphql`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
