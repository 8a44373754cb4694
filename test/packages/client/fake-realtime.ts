import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { TrainingRun } from '../../../packages/client/client.ts';
import type { Sent } from './fake-api.ts';
import { json } from './fake-api.ts';

/** One connection of a client, as the API sees it. */
export interface Link {
  /** What the client offered: `graphql-ws`, and its credentials. */
  protocols: string[];
  /** The body of its subscription. */
  subscription: { query: string; variables: Record<string, unknown> };
  /** What the start message says of who it is. */
  authorization: Record<string, string>;
  send: (frame: object) => void;
  tell: (run: TrainingRun) => void;
  /** Ends it as a network would. */
  cut: () => void;
  closed: Promise<void>;
}

/** What the API does with the connections, in turn; the last one again and again. */
export type Manner = 'good' | 'cut at once' | { ack?: object; refuseInit?: object; refuseStart?: object };

/** AppSync's real time, as far as a client of ours needs it, and a training that the test tells of. */
export interface FakeRealtime {
  endpoint: string;
  /** The subscription that begins next, or has begun and was not taken yet. */
  nextLink: () => Promise<Link>;
  connections: () => number;
  close: () => Promise<void>;
}

export async function startRealtime(...manners: Manner[]): Promise<FakeRealtime> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-ws' });
  await new Promise((resolve) => server.once('listening', resolve));
  const links: Link[] = [];
  const waiting: ((link: Link) => void)[] = [];
  let connections = 0;
  server.on('connection', (socket, { headers }) => {
    const manner = manners[Math.min(connections, manners.length - 1)] ?? 'good';
    connections += 1;
    const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
    serve(socket, protocols, manner, (link) => {
      const taker = waiting.shift();
      if (taker) taker(link);
      else links.push(link);
    });
  });
  return {
    endpoint: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql/realtime`,
    nextLink: () => {
      const link = links.shift();
      return link ? Promise.resolve(link) : new Promise((resolve) => waiting.push(resolve));
    },
    connections: () => connections,
    close: () => {
      for (const socket of server.clients) socket.terminate();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function serve(socket: WebSocket, protocols: string[], manner: Manner, begun: (link: Link) => void): void {
  if (manner === 'cut at once') return socket.terminate();
  const { ack = {}, refuseInit, refuseStart }: Exclude<Manner, string> = manner === 'good' ? {} : manner;
  const send = (frame: object): void => socket.send(JSON.stringify(frame));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('message', (message: Buffer) => {
    const { type, id, payload } = JSON.parse(message.toString()) as {
      type: string;
      id: string;
      payload: { data: string; extensions: { authorization: Record<string, string> } };
    };
    if (type === 'connection_init') {
      if (refuseInit) return send({ type: 'connection_error', payload: { errors: [refuseInit] } });
      send({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000, ...ack } });
      return send({ type: 'ka' });
    }
    if (type !== 'start') return;
    if (refuseStart) return send({ id, type: 'error', payload: { errors: refuseStart } });
    send({ id, type: 'start_ack' });
    const subscription = JSON.parse(payload.data) as Link['subscription'];
    const field = subscription.query.includes('onTrainingCompleted') ? 'onTrainingCompleted' : 'onTrainingProgress';
    const tell = (run: TrainingRun): void => send({ id, type: 'data', payload: { data: { [field]: run } } });
    const { authorization } = payload.extensions;
    begun({ protocols, subscription, authorization, send, tell, cut: () => socket.terminate(), closed });
  });
}

/** A fetch that answers trainingRun and trainingRuns from the runs that there are, newest first. */
export function answerRuns(runs: readonly TrainingRun[]): (sent: Sent) => Response {
  return ({ query, variables }) => {
    const { id, nextToken, limit = 20 } = variables as { id?: string; nextToken?: string | null; limit?: number };
    if (!query.includes('trainingRuns(')) {
      return json({ data: { trainingRun: runs.find((run) => run.id === id) ?? null } });
    }
    const from = Number(nextToken ?? 0);
    const items = runs.slice(from, from + limit);
    return json({
      data: { trainingRuns: { items, nextToken: from + limit < runs.length ? String(from + limit) : null } },
    });
  };
}

/** A run at that second of a minute. */
export function runAt(id: string, second: number, changes: Partial<TrainingRun> = {}): TrainingRun {
  const updatedAt = new Date(Date.UTC(2026, 10, 23, 12, 0, second)).toISOString();
  return {
    id,
    status: 'RUNNING',
    stage: 'train variety',
    share: second / 60,
    reason: null,
    startedBy: 'client-1',
    startedAt: '2026-11-23T12:00:00.000Z',
    updatedAt,
    finishedAt: changes.status === undefined ? null : updatedAt,
    examples: null,
    labels: null,
    datasets: null,
    refused: [],
    losses: null,
    modelVersion: null,
    decision: null,
    place: null,
    failure: null,
    ...changes,
  };
}
