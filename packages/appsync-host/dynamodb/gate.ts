/**
 * Stands before dynalite: lets in only who has signed and may do what it asks, and refuses what the engine would
 * silently ignore, or take although DynamoDB does not.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { Authority } from '../iam/authority.ts';
import { authenticateCaller } from '../iam/json-caller.ts';
import { isRecord, type JsonRecord } from '../record.ts';
import { findGrantFault } from './access.ts';
import { collectBatch } from './batch-get.ts';
import type { ReadFast } from './fast-queries.ts';
import type { WriteFast } from './fast-puts.ts';
import { findLimitFault, type IndexKey } from './limits.ts';
import type { WatchCall } from './meter.ts';
import { refuse, type Refusal } from './refusal.ts';

/** Accepted by dynalite without effect; a caller that counts on one would go wrong quietly. */
const IGNORED_BY_ENGINE = ['ReturnValuesOnConditionCheckFailure', 'StreamSpecification'];

/** What the gate goes by. */
export interface GateParts {
  authority: Authority;
  indexKeys: IndexKey[];
  writeFast: WriteFast;
  readFast: ReadFast;
  /** Counts calls. */
  watch?: WatchCall;
}

/** Below this no entry can be over DynamoDB's 400 KB, whatever it is made of. */
const FAST_BYTES_MAX = 200_000;

/** A listener that passes on to the engine what may pass. */
export function createGate(
  engine: RequestListener,
  { authority, indexKeys, writeFast, readFast, watch }: GateParts,
): RequestListener {
  return (request, response) => {
    void readBody(request).then(
      (bytes) => {
        const body = parse(bytes);
        watch?.(actionOf(request), body, response);
        const refusal = findFault(request, bytes, body, authority, indexKeys);
        if (refusal !== undefined) refuse(response, refusal);
        else if (isRecord(body) && actionOf(request) === 'BatchGetItem')
          void answerBatch(engine, request, body, response);
        else if (isRecord(body) && bytes.length <= FAST_BYTES_MAX)
          // What the disk refuses ends the process, as it does within dynalite.
          void (actionOf(request) === 'Query' ? readFast(body) : writeFast(actionOf(request), body)).then((done) => {
            if (done !== undefined) answer(response, done);
            else engine(replay(request, bytes), response);
          });
        else engine(replay(request, bytes), response);
      },
      () => response.destroy(),
    );
  };
}

function answer(response: ServerResponse, body: string | Buffer): void {
  response.setHeader('x-amzn-requestid', randomUUID());
  response.setHeader('x-amz-crc32', crc32(body));
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Undefined for a call that may go to the engine, also one that only the engine can tell what is wrong with. */
function findFault(
  request: IncomingMessage,
  bytes: Buffer,
  body: unknown,
  authority: Authority,
  indexKeys: IndexKey[],
): Refusal | undefined {
  const principal = authenticateCaller(request, bytes, authority, { service: 'dynamodb', nowMs: Date.now() });
  if ('exception' in principal) return principal;
  if (!isRecord(body)) return undefined;
  const grantFault = findGrantFault(principal, actionOf(request), body);
  return grantFault ?? findIgnored(bytes) ?? findLimitFault(body, indexKeys);
}

function actionOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).split('.')[1] ?? '';
}

async function answerBatch(
  engine: RequestListener,
  request: IncomingMessage,
  body: JsonRecord,
  response: ServerResponse,
): Promise<void> {
  const { status, answer } = await collectBatch(body, (wanted) => askEngine(engine, request, wanted));
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(answer));
}

/** Keeps what the engine answers from the caller. */
function askEngine(
  engine: RequestListener,
  request: IncomingMessage,
  body: JsonRecord,
): Promise<{ status: number; answer: JsonRecord }> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; answer: JsonRecord }>();
  const kept = {
    statusCode: 200,
    setHeader: () => kept,
    end: (text = '{}') => resolve({ status: kept.statusCode, answer: JSON.parse(text) as JsonRecord }),
  };
  engine(
    replay(request, Buffer.from(JSON.stringify(body))),
    kept as unknown as ServerResponse<IncomingMessage> & { req: IncomingMessage },
  );
  return promise;
}

function findIgnored(body: Buffer): Refusal | undefined {
  const ignored = IGNORED_BY_ENGINE.find((name) => body.includes(`"${name}"`));
  if (ignored === undefined) return undefined;
  return { exception: 'ValidationException', message: `The laptop host's DynamoDB cannot honour ${ignored}.` };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A request whose body has been read already, as the engine can read it once more. */
function replay({ method, url, headers, socket }: IncomingMessage, body: Buffer): IncomingMessage {
  return Object.assign(Readable.from([body], { objectMode: false }), {
    method,
    url,
    headers,
    socket,
  }) as unknown as IncomingMessage;
}
