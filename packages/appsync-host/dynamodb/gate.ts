/**
 * Stands before dynalite: lets in only who has signed and may do what it asks, and refuses what the engine would
 * silently ignore, or take although DynamoDB does not.
 */
import type { IncomingMessage, RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import type { Authority } from '../iam/authority.ts';
import { isRecord } from '../record.ts';
import { authenticate, findGrantFault } from './access.ts';
import { refuse, type Refusal } from './refusal.ts';

/** Accepted by dynalite without effect; a caller that counts on one would go wrong quietly. */
const IGNORED_BY_ENGINE = ['ReturnValuesOnConditionCheckFailure', 'StreamSpecification'];

/** A listener that passes on to the engine what may pass. */
export function createGate(engine: RequestListener, authority: Authority): RequestListener {
  return (request, response) => {
    void readBody(request).then(
      (body) => {
        const refusal = findFault(request, body, authority);
        if (refusal === undefined) engine(replay(request, body), response);
        else refuse(response, refusal);
      },
      () => response.destroy(),
    );
  };
}

/** Undefined for a call that may go to the engine, also one that only the engine can tell what is wrong with. */
function findFault(request: IncomingMessage, bytes: Buffer, authority: Authority): Refusal | undefined {
  const principal = authenticate(request, bytes, authority, Date.now());
  if ('exception' in principal) return principal;
  const [, action = ''] = String(request.headers['x-amz-target']).split('.');
  const body = parse(bytes);
  if (!isRecord(body)) return undefined;
  return findGrantFault(principal, action, body) ?? findIgnored(bytes);
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
