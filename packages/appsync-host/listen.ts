/**
 * Listens where `localhost` leads: on 127.0.0.1, and on ::1 where there is one, so that both mean this host; and at one
 * address more where that is asked for.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, BlockList, isIPv4, Socket } from 'node:net';
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

/** Where a host listens. */
export interface Place {
  /** 0 is any free port. */
  port: number;
  /** An IP address of this machine, `0.0.0.0` or `::` for all of them; undefined for no more than its own. */
  address?: string;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether others than this machine can reach what listens at that IP address. */
export function isReachable(address: string): boolean {
  return !LOOPBACK.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/**
 * Takes the port at once, before anything else is started; `warn` gets a line when a client first tries TLS there.
 * Errors: HostError where somebody else has it, or the address is none of this machine.
 */
export async function listenAt({ port, address }: Place, warn: (line: string) => void): Promise<Listening> {
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
  const [first, ...others] = addressesOf(address);
  const servers = [await listen(port, first, answer)];
  const actual = (servers[0]?.address() as AddressInfo).port;
  for (const other of others) servers.push(...(await listenToo(actual, other, answer, servers)));
  return {
    port: actual,
    serve: (api) => (served = api),
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

const LOCAL = '127.0.0.1';
const LOCAL_IPV6 = '::1';

/** Every address to listen at: an unspecified one has those of its kind in it. */
function addressesOf(address: string | undefined): [string, ...string[]] {
  if (address === undefined || address === LOCAL || address === LOCAL_IPV6) return [LOCAL, LOCAL_IPV6];
  if (isIPv4(address)) return address === '0.0.0.0' ? [address, LOCAL_IPV6] : [LOCAL, LOCAL_IPV6, address];
  return /^[0:]+$/.test(address) ? ['0.0.0.0', address] : [LOCAL, LOCAL_IPV6, address];
}

/** Another address at the same port. Errors: HostError, with those of `before` closed. */
async function listenToo(port: number, address: string, answer: Answering, before: Server[]): Promise<Server[]> {
  try {
    return [await listen(port, address, answer)];
  } catch (error) {
    // A machine without IPv6 has nobody else there either.
    if (!(error instanceof HostError)) return [];
    await Promise.all(before.map(closeServer));
    throw error;
  }
}

function listen(port: number, address: string, { listener, upgrade, refuse }: Answering): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ shouldUpgradeCallback: asksForWebSocket }, listener);
    server.on('upgrade', upgrade).on('clientError', refuse);
    server.once('error', (error) => reject(explain(error, port, address)));
    // Not IPv4 in the words of IPv6: callers are told by their addresses.
    server.listen({ port, host: address, ipv6Only: true }, () => resolve(server));
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

function explain(error: Error, port: number, address: string): Error {
  const code = systemCode(error);
  switch (code) {
    case 'EADDRINUSE':
      return new HostError(`Port ${port} is in use. End the program that uses it, or choose another one with --port.`);
    case 'EACCES':
      return new HostError(`Port ${port} is not allowed to you. Choose one from 1024 up with --port.`);
    default:
      if (address === LOCAL || address === LOCAL_IPV6) return error;
      return new HostError(
        `Nobody can listen at ${address} (${code ?? error.message}): give --host an address of this machine.`,
      );
  }
}

function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  return closed;
}
