/** CloudWatch and CloudWatch Logs over HTTP: JSON 1.0 and 1.1, as the SDKs speak it. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Authority } from '../../iam/authority.ts';
import { authenticateCaller } from '../../iam/json-caller.ts';
import { isRecord, type JsonRecord } from '../../record.ts';
import type { Room } from '../room.ts';
import { ApiError } from './api-error.ts';
import { type ApiService, createServices, runOperation } from './operations.ts';

/** What calls are answered with. */
export interface ServerParts {
  room: Room;
  authority: Authority;
  /** Has everybody give what has not been told yet, so that a caller finds what it has caused. */
  settle: () => Promise<void>;
}

/** A server at work. */
export interface ApiServer {
  port: number;
  close: () => Promise<void>;
}

const BODY_BYTES_MAX = 8 * 1024 ** 2;
const CLOCK_SECONDS_MAX = 31 * 24 * 60 * 60;

/** Listens on 127.0.0.1, on any free port. */
export async function startServer(parts: ServerParts): Promise<ApiServer> {
  const services = createServices();
  const server = createServer((request, response) => {
    void answerRequest(request, response, services, parts).catch(() => response.destroy());
  });
  // Whoever calls decides how long an idle connection is kept.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  services: readonly ApiService[],
  parts: ServerParts,
): Promise<void> {
  const bytes = await readBody(request);
  const [target = '', operation = ''] = String(request.headers['x-amz-target']).split('.');
  const service = services.find((one) => one.target === target);
  const contentType = service?.contentType ?? 'application/json';
  response.setHeader('x-amzn-requestid', randomUUID());
  try {
    await parts.settle();
    const answer =
      request.url === '/clock' && parts.room.clock.isByHand
        ? moveClock(parseBody(request, bytes), parts.room)
        : answerCall(request, bytes, service, operation, parts);
    // Whoever goes by alarms is to have heard of what has changed.
    await parts.settle();
    response.writeHead(200, { 'content-type': contentType }).end(JSON.stringify(answer));
  } catch (error) {
    const { code, message } =
      error instanceof ApiError ? error : new ApiError('InternalFailure', error instanceof Error ? error.message : '');
    response.setHeader('x-amzn-query-error', `${code};Sender`);
    response.writeHead(code === 'InternalFailure' ? 500 : 400, { 'content-type': contentType });
    response.end(JSON.stringify({ __type: code, message }));
  }
}

function answerCall(
  request: IncomingMessage,
  bytes: Buffer,
  service: ApiService | undefined,
  operation: string,
  { room, authority }: ServerParts,
): JsonRecord {
  if (service === undefined) throw new ApiError('UnknownOperationException', 'There is no such service here.');
  const caller = authenticateCaller(request, bytes, authority, { service: service.signedFor, nowMs: Date.now() });
  if ('exception' in caller) throw new ApiError(caller.exception, caller.message);
  return runOperation(service, operation, parseBody(request, bytes), caller, room);
}

/** `{ "seconds": 60 }` moves the clock, and evaluates what is due on the way. */
function moveClock({ seconds }: JsonRecord, room: Room): JsonRecord {
  if (typeof seconds !== 'number' || !(seconds >= 0) || seconds > CLOCK_SECONDS_MAX) {
    throw new ApiError('InvalidParameterValue', `seconds must be a number from 0 to ${CLOCK_SECONDS_MAX}.`);
  }
  room.clock.move(seconds * 1000);
  room.evaluate(0);
  room.flush();
  return { now: new Date(room.clock.now()).toISOString() };
}

function parseBody(request: IncomingMessage, bytes: Buffer): JsonRecord {
  try {
    const plain =
      request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes, { maxOutputLength: BODY_BYTES_MAX }) : bytes;
    const body: unknown = JSON.parse(plain.toString() || '{}');
    if (isRecord(body)) return body;
  } catch {
    // Told below.
  }
  throw new ApiError('SerializationException', 'The body is no JSON object.');
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) throw new Error('The body is too large.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
