import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { AnswerParts } from '../request/answer.ts';
import { describeArrival } from '../request/arrival.ts';
import type { Arrival } from '../request/arrival.ts';
import { refuseMalformed } from '../request/refusal.ts';
import { MESSAGE_BYTES_MAX, send, serveConnection } from './connection.ts';
import type { After } from '../definition.ts';
import type { CountRealtime, RealtimeMetric } from '../meter.ts';
import type { StartFrame } from './frames.ts';
import type { Firewall } from '../../waf/firewall.ts';
import { describeWebRequest } from '../../waf/web-request.ts';
import { findConnectionFault, presentHeaders, SUB_PROTOCOL } from './handshake.ts';
import type { Hub } from './hub.ts';
import { subscribe } from './subscription.ts';
import type { Subscription } from './subscription.ts';

/** What subscriptions are served with. */
export interface RealtimeParts extends AnswerParts {
  hub: Hub;
  warn: (line: string) => void;
  /** Asked about every connection; what is sent over one is no request to it. */
  firewall?: Firewall;
  /** Counts connections and subscriptions. */
  count?: CountRealtime;
  /** The clock's, unless a test is in a hurry. */
  after?: After;
}

/** node:http's `upgrade` event. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The real-time endpoint, for a server's `upgrade` event. */
export interface Realtime {
  upgrade: UpgradeListener;
  /** Ends every connection. */
  close: () => void;
}

const PATHS = ['/graphql', '/graphql/realtime'];

const SERVER_ERROR_MIN = 500;

/** Policy violation, of RFC 6455. */
const REFUSED_CODE = 1008;

const afterDelay: After = (delayMs, run) => {
  const timer = setTimeout(run, delayMs).unref();
  return () => clearTimeout(timer);
};

/** Serves subscriptions over WebSocket: on the path of a custom domain, and on the endpoint's own. */
export function createRealtime(parts: RealtimeParts): Realtime {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    handleProtocols: (offered) => (offered.has(SUB_PROTOCOL) ? SUB_PROTOCOL : false),
  });
  return {
    upgrade: (request, socket, head) => {
      // Whoever leaves during the handshake is not the host's fault; ws has its own listener afterwards.
      socket.on('error', () => socket.destroy());
      if (!PATHS.includes(request.url?.split('?')[0] ?? '')) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      if (parts.firewall?.blocks(describeWebRequest(request)) === true) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      void connect(parts, request, (serve) => server.handleUpgrade(request, socket, head, serve));
    },
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** Whoever is not let in gets a connection too, and the reason over it: a browser could not read an HTTP answer. */
async function connect(
  parts: RealtimeParts,
  request: IncomingMessage,
  accept: (serve: (socket: WebSocket) => void) => void,
): Promise<void> {
  const upgrade = describeArrival(request, Buffer.alloc(0), randomUUID());
  const fault = await findConnectionFault(request, upgrade, parts.authenticate).catch((error: unknown) => {
    parts.warn(inspect(error));
    return { errorType: 'InternalFailure', message: 'The terminal of the host says why.', errorCode: 500 };
  });
  accept((socket) => {
    // A message that breaks the protocol of WebSocket ends the connection by itself.
    socket.on('error', () => undefined);
    parts.count?.(nameOutcome(fault));
    if (fault) {
      send(socket, { type: 'connection_error', payload: { errors: [fault] } });
      return socket.close(REFUSED_CODE, fault.message);
    }
    const { hub, warn, count = () => undefined, after = afterDelay } = parts;
    serveConnection(socket, {
      hub,
      warn,
      count,
      after,
      subscribe: (frame) => startSubscription(parts, upgrade, frame),
    });
  });
}

function nameOutcome(fault: { errorCode: number } | undefined): RealtimeMetric {
  if (fault === undefined) return 'ConnectSuccess';
  return fault.errorCode >= SERVER_ERROR_MIN ? 'ConnectServerError' : 'ConnectClientError';
}

/** Every start proves anew who asks: as a request to the endpoint would, whose body its data is. */
async function startSubscription(parts: RealtimeParts, upgrade: Arrival, frame: StartFrame): Promise<Subscription> {
  if (frame.data === undefined) throw refuseMalformed('Unable to parse GraphQL query.');
  const request = { method: 'POST', url: '/graphql', body: Buffer.from(frame.data), requestId: randomUUID() };
  return subscribe(parts, presentHeaders(upgrade, frame.authorization, request));
}
