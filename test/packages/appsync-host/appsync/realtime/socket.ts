import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { TestApi } from '../api-over-http.ts';
import { apiKey } from '../api-over-http.ts';

interface Frame {
  type: string;
  id?: string;
  payload?: { data?: Record<string, unknown> | null; errors?: unknown };
}

/** A client that speaks the protocol by hand. */
export interface Socket {
  raw: WebSocket;
  send: (frame: object | string) => void;
  /** The next frame, in the order in which they came; rejects when the connection closes before. */
  next: () => Promise<Frame>;
  /** Whether everything that came has been looked at, after one more exchange with the server. */
  isQuiet: () => Promise<boolean>;
  closed: Promise<{ code: number; reason: string }>;
  /** Sends `start`, and answers what came back first. */
  start: (query: string, options?: StartOptions) => Promise<Frame>;
}

interface StartOptions {
  id?: string;
  variables?: object;
  authorization?: object;
}

/** Where the API of a test takes WebSockets. */
export function realtimeUrl(api: TestApi, path = '/graphql/realtime'): string {
  return new URL(path, api.endpoint).href.replace('http', 'ws');
}

const withKey = { host: 'api.example', 'x-api-key': apiKey };

/** A header object as it goes into a sub-protocol. */
export function headerProtocol(header: object): string {
  return `header-${Buffer.from(JSON.stringify(header)).toString('base64url')}`;
}

/** Connects; `open` resolves whether or not the server then lets the client in. */
export async function openSocket(
  url: string,
  protocols: string[] = ['graphql-ws', headerProtocol(withKey)],
  headers: Record<string, string> = {},
): Promise<Socket> {
  const raw = new WebSocket(url, protocols, { headers });
  onTestFinished(() => raw.terminate());
  const closed = once(raw, 'close').then(([code, reason]: unknown[]) => ({
    code: Number(code),
    reason: String(reason),
  }));
  const read = readFrames(raw, closed);
  await once(raw, 'open');
  const send = (frame: object | string) => raw.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  return {
    raw,
    send,
    next: read,
    closed,
    isQuiet: async () => {
      send({ type: 'stop', id: 'nobody' });
      return (await read()).id === 'nobody';
    },
    start: async (query, { id = 's1', variables = {}, authorization = withKey } = {}) => {
      const data = JSON.stringify({ query, variables });
      send({ type: 'start', id, payload: { data, extensions: { authorization } } });
      return read();
    },
  };
}

/** Connects and initialises, until both `connection_ack` and the first `ka` have come. */
export async function joinSocket(...parameters: Parameters<typeof openSocket>): Promise<Socket> {
  const socket = await openSocket(...parameters);
  socket.send({ type: 'connection_init' });
  await socket.next();
  await socket.next();
  return socket;
}

function readFrames(raw: WebSocket, closed: Promise<unknown>): () => Promise<Frame> {
  const arrived: Frame[] = [];
  let wake = () => {};
  raw.on('message', (message) => {
    arrived.push(JSON.parse((message as Buffer).toString()) as Frame);
    wake();
  });
  return async () => {
    while (arrived.length === 0) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      await Promise.race([woken, closed.then(() => arrived.length > 0 || Promise.reject(new Error('closed')))]);
    }
    return arrived.shift()!;
  };
}
