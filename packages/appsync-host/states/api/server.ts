/** Step Functions over HTTP, JSON 1.0 as the SDKs speak it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Authority, findRefusal } from '../../iam/authority.ts';
import { authenticateCaller } from '../../iam/json-caller.ts';
import { isRecord, type JsonRecord } from '../../record.ts';
import { listenForSdks, type SdkServer } from '../../sdk-server.ts';
import { ApiError } from './api-error.ts';
import { type ApiRoom, OPERATIONS } from './api.ts';

const TARGET = 'AWSStepFunctions';
const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** Serves the API on 127.0.0.1. */
export function startStatesServer(room: ApiRoom, authority: Authority): Promise<SdkServer> {
  return listenForSdks((request, body, response) => answerCall(request, body, response, room, authority));
}

async function answerCall(
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  room: ApiRoom,
  authority: Authority,
): Promise<void> {
  const headers = { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': randomUUID() };
  try {
    const answer = await runOperation(request, body, room, authority);
    response.writeHead(200, headers).end(JSON.stringify(answer));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    response.writeHead(400, headers).end(JSON.stringify({ __type: error.code, message: error.message }));
  }
}

function runOperation(
  request: IncomingMessage,
  bytes: Buffer,
  room: ApiRoom,
  authority: Authority,
): JsonRecord | Promise<JsonRecord> {
  const [target = '', name = ''] = String(request.headers['x-amz-target']).split('.');
  const operation = target === TARGET && Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation === undefined) {
    const known = Object.keys(OPERATIONS).join(', ');
    throw new ApiError('UnknownOperationException', `The laptop host does not know ${name}, only ${known}.`);
  }
  const caller = authenticateCaller(request, bytes, authority, { service: 'states', nowMs: Date.now() });
  if ('exception' in caller) throw new ApiError(caller.exception, caller.message);
  const body = parseBody(bytes);
  const refusal = findRefusal(caller, { action: `states:${name}`, resource: operation.resourceOf(body) });
  if (refusal !== undefined) throw new ApiError('AccessDeniedException', refusal);
  return operation.run(body, room);
}

function parseBody(bytes: Buffer): JsonRecord {
  try {
    const body: unknown = JSON.parse(bytes.toString() || '{}');
    if (isRecord(body)) return body;
  } catch {
    // Told below.
  }
  throw new ApiError('SerializationException', 'The body is no JSON object.');
}
