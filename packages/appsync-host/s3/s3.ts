/** The host's S3: the part of its REST API that objects, versions and listings need, path-style, on disk. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Authority } from '../iam/authority.ts';
import { explainFolderFault, systemCode } from '../failure.ts';
import { authenticate, checkGrant, veilAbsence } from './access.ts';
import { notImplemented, parseCall, type S3Answer, type S3Call } from './call.ts';
import { answerPreflight, type CorsRule, listCorsHeaders } from './cors.ts';
import { S3Error } from './errors.ts';
import { listObjects, listVersions } from './list.ts';
import { callMultipart } from './multipart.ts';
import { deleteObject, putObject, readObject } from './objects.ts';
import { openVersions, type Versions } from './versions.ts';
import { writeXml } from './xml.ts';

/** A bucket as the template describes it. */
export interface BucketDefinition {
  bucketName: string;
  isVersioned: boolean;
  corsRules?: readonly CorsRule[];
}

/** S3 at work. */
export interface S3 {
  /** For SDKs: AWS_ENDPOINT_URL_S3. */
  endpoint: string;
  close: () => Promise<void>;
}

/** What S3 is started with. */
export interface S3Parts {
  folder: string;
  buckets: BucketDefinition[];
  authority: Authority;
}

interface Bucket {
  versions: Versions;
  corsRules: readonly CorsRule[];
}

/** Opens the buckets' folders and listens on 127.0.0.1. */
export async function startS3({ folder, buckets, authority }: S3Parts): Promise<S3> {
  const opened = new Map<string, Bucket>(
    buckets.map(({ bucketName, isVersioned, corsRules = [] }) => [
      bucketName,
      { versions: openVersions(join(folder, bucketName), isVersioned), corsRules },
    ]),
  );
  const server = createServer((request, response) => {
    void answerRequest(opened, authority, request, response).catch(() => response.destroy());
  });
  // Whoever calls decides how long an idle connection is kept: one that is closed here just as a request goes out is
  // lost.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answerRequest(
  buckets: ReadonlyMap<string, Bucket>,
  authority: Authority,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('x-amz-request-id', randomUUID());
  const corsRules = findBucket(buckets, request)?.corsRules ?? [];
  response.setHeaders(new Map(Object.entries(listCorsHeaders(corsRules, request))));
  try {
    if (request.method === 'OPTIONS') return await send(request, response, answerPreflight(corsRules, request));
    await send(request, response, await answer(buckets, authority, request));
  } catch (error) {
    if (response.headersSent) throw error;
    await send(request, response, describeFault(request, error));
  }
  // What was not read of a refused body must not be taken for the next request.
  if (!request.complete) request.resume();
}

/** Before anything is known of who asks: a preflight is not signed. */
function findBucket(buckets: ReadonlyMap<string, Bucket>, { url = '/' }: IncomingMessage): Bucket | undefined {
  return buckets.get(/^\/([^/?]*)/.exec(url)?.[1] ?? '');
}

async function answer(
  buckets: ReadonlyMap<string, Bucket>,
  authority: Authority,
  request: IncomingMessage,
): Promise<S3Answer> {
  const principal = authenticate(request, authority, Date.now());
  const call = parseCall(request);
  const versions = buckets.get(call.bucketName)?.versions;
  if (call.bucketName !== '' && versions === undefined)
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist');
  checkGrant(principal, call);
  if (versions === undefined) throw notImplemented('ListBuckets');
  try {
    return await (call.key === '' ? callBucket(versions, call) : callObject(versions, call));
  } catch (error) {
    throw veilAbsence(principal, call, error);
  }
}

function callBucket(versions: Versions, call: S3Call): S3Answer {
  if (call.method === 'HEAD') return { status: 200, headers: {} };
  if (call.method !== 'GET') throw notImplemented(`${call.method} of a bucket`);
  return call.query.has('versions') ? listVersions(versions, call) : listObjects(versions, call);
}

function callObject(versions: Versions, call: S3Call): S3Answer | Promise<S3Answer> {
  const ofParts = callMultipart(versions, call);
  if (ofParts !== undefined) return ofParts;
  switch (call.method) {
    case 'GET':
    case 'HEAD':
      return readObject(versions, call);
    case 'PUT':
      return putObject(versions, call);
    case 'DELETE':
      return deleteObject(versions, call);
    default:
      throw notImplemented(`${call.method} of an object`);
  }
}

async function send(request: IncomingMessage, response: ServerResponse, answer: S3Answer): Promise<void> {
  response.writeHead(answer.status, answer.headers);
  const { body } = answer;
  if (body === undefined || request.method === 'HEAD') response.end();
  else if (typeof body === 'string') response.end(body);
  else await pipeline(createReadStream(body.path, { start: body.start, end: body.end }), response);
}

function describeFault(request: IncomingMessage, error: unknown): S3Answer {
  const fault = error instanceof S3Error ? error : describeUnforeseen(error);
  const [path = ''] = (request.url ?? '').split('?');
  const body = writeXml(
    'Error',
    { Code: fault.code, Message: fault.message, Resource: path, RequestId: randomUUID() },
    false,
  );
  return { status: fault.status, headers: { ...fault.headers, 'content-type': 'application/xml' }, body };
}

function describeUnforeseen(error: unknown): S3Error {
  const reason =
    systemCode(error) === undefined ? 'We encountered an internal error.' : explainFolderFault(error, 'S3').message;
  return new S3Error('InternalError', reason);
}
