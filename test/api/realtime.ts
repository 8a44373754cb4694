import { onTestFinished } from 'vitest';
import { realtimeEndpointOf } from '../../packages/client/transport/connection.ts';
import { createMailbox } from '../../packages/client/events/mailbox.ts';
import { api } from './api.ts';

/** What AppSync sends over a WebSocket. */
interface Frame {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A connection for subscriptions, spoken by hand: one key may open it, and another one subscribe over it. */
export interface Realtime {
  /** Subscribes, and brings what is said to that, whatever other subscriptions are told meanwhile. */
  start: (query: string, key: string) => Promise<Frame>;
  /** The next frame that neither is a sign of life nor answers a start; `closed` once the connection is. */
  next: () => Promise<Frame>;
  /** What `next` would bring that has already come. */
  heard: () => readonly Frame[];
}

/** Connects with a key, and brings what the API said to that. */
export async function openRealtime(key: string): Promise<Realtime & { first: Frame }> {
  const headersOf = (one: string) => ({ Authorization: one, host: new URL(api.endpoint).host });
  const header = Buffer.from(JSON.stringify(headersOf(key))).toString('base64url');
  const socket = new WebSocket(realtimeEndpointOf(api.endpoint), ['graphql-ws', `header-${header}`]);
  onTestFinished(() => socket.close());
  const frames = createMailbox<Frame>();
  const heard: Frame[] = [];
  const starting = new Map<string, (answer: Frame) => void>();
  const hear = (frame: Frame) => {
    const answer = starting.get(frame.id ?? '');
    starting.delete(frame.id ?? '');
    if (answer !== undefined) return answer(frame);
    heard.push(frame);
    frames.put(frame);
  };
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as Frame;
    if (frame.type !== 'ka') hear(frame);
  });
  socket.addEventListener('close', () => {
    for (const id of starting.keys()) hear({ type: 'closed', id });
    hear({ type: 'closed' });
  });
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
  const next = async () => {
    const frame = await frames.take();
    heard.shift();
    return frame;
  };
  let subscriptions = 0;
  return {
    first: await next(),
    next,
    heard: () => heard,
    start: (query, startKey) => {
      subscriptions += 1;
      const id = String(subscriptions);
      const payload = { data: JSON.stringify({ query }), extensions: { authorization: headersOf(startKey) } };
      const answer = new Promise<Frame>((resolve) => starting.set(id, resolve));
      socket.send(JSON.stringify({ type: 'start', id, payload }));
      return answer;
    },
  };
}
