/** AWS Batch over HTTP, REST with JSON as the SDKs speak it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Authority, findRefusal } from '../iam/authority.ts';
import { authenticateCaller } from '../iam/json-caller.ts';
import { isRecord, type JsonRecord } from '../record.ts';
import { listenForSdks, type SdkServer } from '../sdk-server.ts';
import { type BatchRoom, OPERATIONS } from './api.ts';
import { ClientException } from './request.ts';

interface Answer {
  status: number;
  body: JsonRecord;
  exception?: string;
}

/** Serves it on 127.0.0.1. */
export function startBatchServer(room: BatchRoom, authority: Authority): Promise<SdkServer> {
  return listenForSdks((request, body, response) =>
    Promise.resolve(send(response, answerCall(request, body, room, authority))),
  );
}

function answerCall(request: IncomingMessage, bytes: Buffer, room: BatchRoom, authority: Authority): Answer {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const operation = request.method === 'POST' ? OPERATIONS[pathname.toLowerCase()] : undefined;
  if (operation === undefined) {
    const known = Object.values(OPERATIONS).map(({ name }) => name);
    return refuse(404, 'UnknownOperationException', `The laptop host knows of Batch: ${known.join(', ')}.`);
  }
  const caller = authenticateCaller(request, bytes, authority, { service: 'batch', nowMs: Date.now() });
  if ('exception' in caller) return refuse(403, caller.exception, caller.message);
  try {
    const body = parseBody(bytes);
    for (const resource of operation.resourcesOf(body, room)) {
      const refusal = findRefusal(caller, { action: `batch:${operation.name}`, resource });
      if (refusal !== undefined) return refuse(403, 'AccessDeniedException', refusal);
    }
    return { status: 200, body: operation.run(body, room) };
  } catch (error) {
    if (!(error instanceof ClientException)) throw error;
    return refuse(400, 'ClientException', error.message);
  }
}

function parseBody(bytes: Buffer): JsonRecord {
  try {
    const body: unknown = JSON.parse(bytes.toString() || '{}');
    if (isRecord(body)) return body;
  } catch {
    // Told below.
  }
  throw new ClientException('The body is no JSON object.');
}

function refuse(status: number, exception: string, message: string): Answer {
  return { status, exception, body: { message } };
}

function send(response: ServerResponse, { status, body, exception }: Answer): void {
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() };
  response.writeHead(status, { ...headers, ...(exception !== undefined && { 'x-amzn-errortype': exception }) });
  response.end(JSON.stringify(body));
}
