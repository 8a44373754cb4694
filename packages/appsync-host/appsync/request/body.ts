import type { IncomingMessage } from 'node:http';
import { refuseRequest } from './refusal.ts';

/** Above the 6 MB that a Lambda may be handed; AppSync's own limit on a request is not documented. */
const BODY_BYTES_MAX = 10 * 1024 * 1024;

/**
 * Reads a body whole. One that is too long is refused at once, and what still comes is read and dropped, so that memory
 * stays as it is and the client, which may answer only when it is done sending, still gets to read the refusal.
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuseLength = () => {
      chunks.length = 0;
      request.removeAllListeners('data');
      request.resume();
      reject(refuseRequest(413, 'RequestEntityTooLargeException', `Request body exceeds ${BODY_BYTES_MAX} bytes.`));
    };
    if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return refuseLength();
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > BODY_BYTES_MAX) refuseLength();
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
