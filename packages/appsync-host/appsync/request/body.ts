import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuseRequest } from './refusal.ts';

/** Above the 6 MB that a Lambda may be handed; AppSync's own limit on a request is not documented. */
const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** What callers whom nobody knows yet may have the host hold at once, all together. */
const STRANGERS_BYTES_MAX = 32 * 1024 * 1024;

/** Reads a body whole; `isKnown` tells whether its caller has proven who it is. Errors: Refusal. */
export type BodyReader = (request: IncomingMessage, response: ServerResponse, isKnown: boolean) => Promise<Buffer>;

/**
 * Makes a reader that holds no more than so much for strangers until they are answered. A body that is too long is refused at once, and what
 * still comes is read and dropped, so that memory stays as it is and the client, which may answer only when it is done
 * sending, still gets to read the refusal.
 */
export function createBodyReader(): BodyReader {
  let heldForStrangers = 0;
  return (request, response, isKnown) => {
    if (isKnown) return readBody(request, () => undefined);
    let held = 0;
    response.once('close', () => (heldForStrangers -= held));
    const hold = (bytes: number): void => {
      held += bytes;
      heldForStrangers += bytes;
      if (heldForStrangers > STRANGERS_BYTES_MAX)
        throw refuseRequest(429, 'TooManyRequestsException', 'Rate exceeded.');
    };
    return readBody(request, hold);
  };
}

/** `hold` is told of every part that is kept, and may refuse it. */
function readBody(request: IncomingMessage, hold: (bytes: number) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const drop = (refusal: unknown): void => {
      chunks.length = 0;
      request.removeAllListeners('data');
      request.resume();
      reject(refusal as Error);
    };
    const limit = `Request body exceeds ${BODY_BYTES_MAX} bytes.`;
    const tooLong = () => refuseRequest(413, 'RequestEntityTooLargeException', limit);
    if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return drop(tooLong());
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > BODY_BYTES_MAX) return drop(tooLong());
      try {
        hold(chunk.length);
        chunks.push(chunk);
      } catch (refusal) {
        drop(refusal);
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
