/** Listens where `localhost` leads: on 127.0.0.1, and on ::1 where there is one, so that both mean this host. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HostError, systemCode } from './failure.ts';

/** What answers, once it is there. */
export interface Served {
  listener: RequestListener;
  /** node:http's `upgrade` event. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

interface Answering extends Served {
  /** What is no HTTP: node:http's `clientError` event. */
  refuse: (error: Error & { rawPacket?: Buffer }, socket: Duplex) => void;
}

/** The host's port, taken. */
export interface Listening {
  port: number;
  /** Everything before is answered with 503. */
  serve: (api: Served) => void;
  close: () => Promise<void>;
}

/**
 * Takes the port at once, before anything else is started; `warn` gets a line when a client first tries TLS there.
 * Errors: HostError where somebody else has it.
 */
export async function listenLocally(port: number, warn: (line: string) => void): Promise<Listening> {
  let served: Served = {
    listener: (_, response) => response.writeHead(503, { 'retry-after': '1' }).end(),
    upgrade: (_, socket) => {
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n\r\n');
    },
  };
  const answer: Answering = {
    listener: (request, response) => served.listener(request, response),
    upgrade: (request, socket, head) => served.upgrade(request, socket, head),
    refuse: explainTls(warn),
  };
  const first = await listen(port, '127.0.0.1', answer);
  const actual = (first.address() as AddressInfo).port;
  const servers = [first, ...(await listenOnIpv6(actual, answer, first))];
  return {
    port: actual,
    serve: (api) => (served = api),
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

async function listenOnIpv6(port: number, answer: Answering, first: Server): Promise<Server[]> {
  try {
    return [await listen(port, '::1', answer)];
  } catch (error) {
    // A machine without IPv6 has nobody else there either.
    if (!(error instanceof HostError)) return [];
    await closeServer(first);
    throw error;
  }
}

function listen(port: number, address: string, { listener, upgrade, refuse }: Answering): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ shouldUpgradeCallback: asksForWebSocket }, listener);
    server.on('upgrade', upgrade).on('clientError', refuse);
    server.once('error', (error) => reject(explain(error, port)));
    server.listen(port, address, () => resolve(server));
  });
}

/** The first byte of a TLS handshake. */
const TLS_HANDSHAKE = 0x16;

/**
 * Whoever dials https:// or wss:// sees a broken connection and no reason; so whoever runs the host is told, once.
 * aws-amplify makes wss:// of every endpoint that does not begin with a capital HTTP.
 */
function explainTls(warn: (line: string) => void): Answering['refuse'] {
  let isTold = false;
  return ({ rawPacket }, socket) => {
    if (rawPacket?.[0] === TLS_HANDSHAKE && !isTold && socket instanceof Socket) {
      isTold = true;
      const address = `localhost:${socket.localPort ?? ''}/graphql`;
      warn(
        `A client tried TLS (https:// or wss://) on a port that speaks plain HTTP: use http://${address}. ` +
          `For aws-amplify write HTTP://${address}, in capitals, or it dials wss://.`,
      );
    }
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  };
}

/** Some clients offer HTTP/2 with every request, which is to be answered all the same. */
function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

function explain(error: Error, port: number): Error {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new HostError(`Port ${port} is in use. End the program that uses it, or choose another one with --port.`);
    case 'EACCES':
      return new HostError(`Port ${port} is not allowed to you. Choose one from 1024 up with --port.`);
    default:
      return error;
  }
}

function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  return closed;
}
