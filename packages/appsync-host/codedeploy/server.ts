/** CodeDeploy over HTTP, JSON 1.1 as the SDKs speak it; and beside it, for whoever runs the host, releases. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { findRefusal } from '../iam/authority.ts';
import { authenticateCaller } from '../iam/json-caller.ts';
import { isRecord, type JsonRecord } from '../record.ts';
import { answerRelease, RELEASE_PATH } from '../release/serve-releases.ts';
import type { Releaser } from '../release/release.ts';
import { listenForSdks, type SdkServer } from '../sdk-server.ts';
import { ApiError, type ApiRoom, nameResource, OPERATIONS } from './api.ts';

const TARGET = 'CodeDeploy_20141006';
const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** Serves both on 127.0.0.1. */
export function startCodedeployServer(room: ApiRoom, releaser: Releaser): Promise<SdkServer> {
  return listenForSdks((request, body, response) =>
    request.url?.startsWith(RELEASE_PATH)
      ? answerRelease({ request, body, response }, releaser, room.calls.iam.administrator.secretAccessKey)
      : Promise.resolve(answerCall(request, body, response, room)),
  );
}

function answerCall(request: IncomingMessage, body: Buffer, response: ServerResponse, room: ApiRoom): void {
  const headers = { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': randomUUID() };
  try {
    const answer = runOperation(request, body, room);
    response.writeHead(200, headers).end(JSON.stringify(answer));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    response.writeHead(400, headers).end(JSON.stringify({ __type: error.code, message: error.message }));
  }
}

function runOperation(request: IncomingMessage, bytes: Buffer, room: ApiRoom): JsonRecord {
  const [target = '', name = ''] = String(request.headers['x-amz-target']).split('.');
  const operation = target === TARGET && Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation === undefined) {
    const known = Object.keys(OPERATIONS).join(', ');
    throw new ApiError('UnknownOperationException', `The laptop host does not know ${name}, only ${known}.`);
  }
  const { iam } = room.calls;
  const caller = authenticateCaller(request, bytes, iam, { service: 'codedeploy', nowMs: Date.now() });
  if ('exception' in caller) throw new ApiError(caller.exception, caller.message);
  const body = parseBody(bytes);
  const resource = nameResource(operation.groupOf(body, room));
  const refusal = findRefusal(caller, { action: `codedeploy:${name}`, resource });
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
