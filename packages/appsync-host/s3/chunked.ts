/**
 * Takes apart an aws-chunked body: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n`, a chunk of size 0, then trailers
 * (S3 API reference, "Signature calculations: transferring payload in multiple chunks"). Signatures are not checked.
 */
import { S3Error } from './errors.ts';

const LINE_END = Buffer.from('\r\n');
/** A size with its signature is about a hundred bytes; a trailer no more than a signed checksum. */
const LINE_BYTES_MAX = 1024;

/** Yields the decoded bytes; the trailers are in `trailers` once it has ended, names in lower case. */
export async function* decodeChunks(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = createReader(body);
  for (;;) {
    const size = parseSize(await reader.line());
    if (size === 0) break;
    yield* reader.bytes(size);
    if ((await reader.line()) !== '') throw malformed();
  }
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw malformed();
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function createReader(body: AsyncIterable<Buffer>) {
  const source = body[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  /** False at the end of the body. */
  const more = async (): Promise<boolean> => {
    const next = await source.next();
    if (next.done === true) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  return {
    line: async (): Promise<string> => {
      let end = rest.indexOf(LINE_END);
      while (end < 0) {
        if (rest.length > LINE_BYTES_MAX) throw malformed();
        // Some senders leave out the empty line after the trailers.
        if (!(await more())) return takeRest();
        end = rest.indexOf(LINE_END);
      }
      const line = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + LINE_END.length);
      return line;
    },
    bytes: async function* (size: number): AsyncGenerator<Buffer> {
      for (let left = size; left > 0;) {
        if (rest.length === 0 && !(await more())) throw malformed();
        const part = rest.subarray(0, left);
        rest = rest.subarray(part.length);
        left -= part.length;
        yield part;
      }
    },
  };
  function takeRest(): string {
    if (rest.length > 0) throw malformed();
    return '';
  }
}

function parseSize(line: string): number {
  const digits = /^([0-9a-fA-F]{1,8})(;.*)?$/.exec(line)?.[1];
  if (digits === undefined) throw malformed();
  return parseInt(digits, 16);
}

function malformed(): S3Error {
  return new S3Error('IncompleteBody', 'The request body is not a whole aws-chunked body.');
}
