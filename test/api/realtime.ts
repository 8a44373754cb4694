import { onTestFinished } from 'vitest';
import { realtimeEndpointOf } from '../../packages/client/connection.ts';
import { createMailbox } from '../../packages/client/mailbox.ts';
import { api } from './api.ts';

/** What AppSync sends over a WebSocket. */
interface Frame {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A connection for subscriptions, spoken by hand: one key may open it, and another one subscribe over it. */
export interface Realtime {
  /** Subscribes, and brings what is said to that. */
  start: (query: string, key: string) => Promise<Frame>;
  /** The next frame that is not a sign of life; `closed` once the connection is. */
  next: () => Promise<Frame>;
}

/** Connects with a key, and brings what the API said to that. */
export async function openRealtime(key: string): Promise<Realtime & { first: Frame }> {
  const headersOf = (one: string) => ({ Authorization: one, host: new URL(api.endpoint).host });
  const header = Buffer.from(JSON.stringify(headersOf(key))).toString('base64url');
  const socket = new WebSocket(realtimeEndpointOf(api.endpoint), ['graphql-ws', `header-${header}`]);
  onTestFinished(() => socket.close());
  const frames = createMailbox<Frame>();
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as Frame;
    if (frame.type !== 'ka') frames.put(frame);
  });
  socket.addEventListener('close', () => frames.put({ type: 'closed' }));
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
  let subscriptions = 0;
  return {
    first: await frames.take(),
    next: frames.take,
    start: (query, startKey) => {
      subscriptions += 1;
      const payload = { data: JSON.stringify({ query }), extensions: { authorization: headersOf(startKey) } };
      socket.send(JSON.stringify({ type: 'start', id: String(subscriptions), payload }));
      return frames.take();
    },
  };
}
