import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Refusal, refuseRequest } from './refusal.ts';

/** Above the 6 MB that a Lambda may be handed; AppSync's own limit on a request is not documented. */
const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** What callers whom nobody knows yet may have the host hold at once, all together. */
const STRANGERS_BYTES_MAX = 32 * 1024 * 1024;

/** Reads a body whole; `isKnown` tells whether its caller has proven who it is. Errors: Refusal. */
export type BodyReader = (request: IncomingMessage, response: ServerResponse, isKnown: boolean) => Promise<Buffer>;

/** Makes a reader that holds no more than so much for strangers, each until it is answered. */
export function createBodyReader(): BodyReader {
  let heldForStrangers = 0;
  return (request, response, isKnown) => {
    if (isKnown) return readBody(request, () => undefined);
    let held = 0;
    const release = (): void => {
      heldForStrangers -= held;
      held = 0;
    };
    response.once('close', release);
    return readBody(request, (bytes) => {
      held += bytes;
      heldForStrangers += bytes;
      if (heldForStrangers <= STRANGERS_BYTES_MAX) return undefined;
      release();
      return refuseRequest(429, 'TooManyRequestsException', 'Rate exceeded.');
    });
  };
}

/**
 * Reads a body whole; `hold` is told of every part that is kept, and says why it may not be. One that is refused is at
 * once, and what still comes is read and dropped, so that memory stays as it is and the client, which may answer only
 * when it is done sending, still gets to read the refusal.
 */
function readBody(request: IncomingMessage, hold: (bytes: number) => Refusal | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const drop = (refusal: Refusal): void => {
      chunks.length = 0;
      request.removeAllListeners('data');
      request.resume();
      reject(refusal);
    };
    const limit = `Request body exceeds ${BODY_BYTES_MAX} bytes.`;
    const tooLong = () => refuseRequest(413, 'RequestEntityTooLargeException', limit);
    if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return drop(tooLong());
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      const refusal = length > BODY_BYTES_MAX ? tooLong() : hold(chunk.length);
      if (refusal) drop(refusal);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
