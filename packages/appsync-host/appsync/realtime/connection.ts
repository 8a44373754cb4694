import { inspect } from 'node:util';
import type { WebSocket } from 'ws';
import type { After } from '../definition.ts';
import type { CountRealtime } from '../meter.ts';
import { Refusal } from '../request/refusal.ts';
import { describeRefusal, readFrame } from './frames.ts';
import type { ServerFrame, StartFrame, SubscriptionFault } from './frames.ts';
import type { Hub } from './hub.ts';
import type { Subscription } from './subscription.ts';
import { shorten } from '../values/java-values.ts';

/** What a connection is served with. */
export interface ConnectionParts {
  hub: Hub;
  subscribe: (frame: StartFrame) => Promise<Subscription>;
  after: After;
  warn: (line: string) => void;
  count: CountRealtime;
}

/** How long a client may wait for a sign of life; told to it, and kept by sending one much more often. */
const CONNECTION_TIMEOUT_MS = 300_000;

/** The service's clients take a connection for disrupted after 65 s without a sign of life. */
const KEEP_ALIVE_EVERY_MS = 55_000;

const CONNECTION_MS_MAX = 24 * 60 * 60 * 1000;

const SUBSCRIPTIONS_MAX = 200;

/** AppSync's quota on a message, either way. */
export const MESSAGE_BYTES_MAX = 240 * 1024;

/** A client that does not read is let go before its messages fill the host's memory. */
const UNSENT_BYTES_MAX = 16 * 1024 * 1024;

interface Connection extends ConnectionParts {
  socket: WebSocket;
  /** By the ids that the client chose; each ends its subscription. */
  subscriptions: Map<string, { end: () => void }>;
}

/** Serves a connection whose client was let in, until it closes. */
export function serveConnection(socket: WebSocket, parts: ConnectionParts): void {
  const connection: Connection = { ...parts, socket, subscriptions: new Map() };
  const stopKeepAlive = keepAlive(connection);
  const stopLimit = parts.after(CONNECTION_MS_MAX, () => socket.close(1000, 'Connection is 24 hours old'));
  socket.on('message', (message) => receive(connection, (message as Buffer).toString()));
  socket.on('close', () => {
    stopKeepAlive();
    stopLimit();
    parts.count('DisconnectSuccess');
    for (const { end } of connection.subscriptions.values()) end();
    connection.subscriptions.clear();
  });
}

function keepAlive({ socket, after }: Connection): () => void {
  const beat = () => {
    send(socket, { type: 'ka' });
    cancel = after(KEEP_ALIVE_EVERY_MS, beat);
  };
  let cancel = after(KEEP_ALIVE_EVERY_MS, beat);
  return () => cancel();
}

/** Sends a frame to a client that may be gone by now. */
export function send(socket: WebSocket, frame: ServerFrame): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
}

function receive(connection: Connection, text: string): void {
  const frame = readFrame(text);
  switch (frame.type) {
    case 'connection_init':
      send(connection.socket, { type: 'connection_ack', payload: { connectionTimeoutMs: CONNECTION_TIMEOUT_MS } });
      return send(connection.socket, { type: 'ka' });
    case 'start':
      return void start(connection, frame);
    case 'stop':
      return complete(connection, frame.id);
    case 'unknown':
      // graphql-ws#602: without an id.
      return fail(connection, undefined, [
        { errorType: 'UnsupportedOperation', message: 'unknown not supported through the realtime channel' },
      ]);
  }
}

/** Ends a subscription, whoever wants it to (amplify-js#9898: an invalidated one is told `complete`, too). */
function complete({ socket, subscriptions, count }: Connection, id: string): void {
  subscriptions.get(id)?.end();
  if (subscriptions.delete(id)) count('UnsubscribeSuccess');
  send(socket, { id, type: 'complete' });
}

async function start(connection: Connection, frame: StartFrame): Promise<void> {
  const { subscriptions } = connection;
  const { id } = frame;
  const fault = findStartFault(subscriptions, id);
  if (fault) return fail(connection, id, fault);
  // Holds the place while the resolver runs; whoever stops meanwhile takes it away.
  const started = { end: () => {} };
  subscriptions.set(id, started);
  try {
    const subscription = await connection.subscribe(frame);
    if (subscriptions.get(id) !== started) return;
    const finish = (): void => complete(connection, id);
    started.end = connection.hub.add(subscription, (payload) => deliver(connection, id, payload), finish);
    send(connection.socket, { id, type: 'start_ack' });
    connection.count('SubscribeSuccess');
  } catch (error) {
    if (subscriptions.get(id) !== started) return;
    subscriptions.delete(id);
    connection.count(error instanceof Refusal ? 'SubscribeClientError' : 'SubscribeServerError');
    fail(connection, id, error instanceof Refusal ? describeRefusal(error) : [failInside(connection, error)]);
  }
}

/** Texts as in amplify-js#12818 and aws-appsync-realtime-client-ios#67, the latter with an object for a list. */
function findStartFault(
  subscriptions: Connection['subscriptions'],
  id: string,
): SubscriptionFault[] | SubscriptionFault | undefined {
  if (subscriptions.has(id))
    return [{ errorType: 'DuplicatedOperationError', message: `Duplicated operation with id ${shorten(id)}` }];
  if (subscriptions.size < SUBSCRIPTIONS_MAX) return undefined;
  return {
    errorType: 'MaxSubscriptionsReachedError',
    message: `Max number of ${SUBSCRIPTIONS_MAX} subscriptions reached`,
  };
}

function fail({ socket }: Connection, id: string | undefined, errors: SubscriptionFault[] | SubscriptionFault): void {
  send(socket, { ...(id !== undefined && { id }), type: 'error', payload: { errors } });
}

/** The host's own fault: told on the terminal, not to the client. */
function failInside({ warn }: Connection, error: unknown): SubscriptionFault {
  warn(inspect(error));
  return { errorType: 'InternalFailure', message: 'The request failed inside the host; its terminal says why.' };
}

/** An event that is too large is dropped without a word to the client, as the service does (appsync-community#33). */
function deliver({ socket, warn, count }: Connection, id: string, payload: unknown): void {
  const frame: ServerFrame = { id, type: 'data', payload };
  const sizeBytes = Buffer.byteLength(JSON.stringify(frame));
  if (sizeBytes > MESSAGE_BYTES_MAX) {
    count('PublishDataMessageClientError');
    return warn(`An event of ${sizeBytes} bytes was dropped: AppSync sends ${MESSAGE_BYTES_MAX} at most.`);
  }
  count('PublishDataMessageSuccess');
  count('PublishDataMessageSize', sizeBytes);
  send(socket, frame);
  if (socket.bufferedAmount <= UNSENT_BYTES_MAX) return;
  warn('A subscriber does not read what it is sent: its connection is closed.');
  socket.terminate();
}
