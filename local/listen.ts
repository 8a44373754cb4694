/** Listens where `localhost` leads: on 127.0.0.1, and on ::1 where there is one, so that both mean this host. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HostError, systemCode } from './failure.ts';

export interface Listening {
  port: number;
  /** Everything before is answered with 503. */
  serve: (listener: RequestListener) => void;
  close: () => Promise<void>;
}

/** Takes the port at once, before anything else is started. Throws a HostError when it is taken. */
export async function listenLocally(port: number): Promise<Listening> {
  let listener: RequestListener = (_, response) => response.writeHead(503, { 'retry-after': '1' }).end();
  const answer: RequestListener = (request, response) => listener(request, response);
  const first = await listen(port, '127.0.0.1', answer);
  const actual = (first.address() as AddressInfo).port;
  const servers = [first, ...(await listenOnIpv6(actual, answer, first))];
  return {
    port: actual,
    serve: (real) => (listener = real),
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

async function listenOnIpv6(port: number, answer: RequestListener, first: Server): Promise<Server[]> {
  try {
    return [await listen(port, '::1', answer)];
  } catch (error) {
    // A machine without IPv6 has nobody else there either.
    if (!(error instanceof HostError)) return [];
    await closeServer(first);
    throw error;
  }
}

function listen(port: number, address: string, answer: RequestListener): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(answer);
    server.once('error', (error) => reject(explain(error, port)));
    server.listen(port, address, () => resolve(server));
  });
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
