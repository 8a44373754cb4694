import { TerroirError, type ErrorRule } from './errors.ts';
import type { PredictionJobFile, Upload } from './generated/graphql.ts';
import { retry, type Retrying } from './transport/retry.ts';

/** The Blob of the platform, a File among them; where the platform's types declare none, whatever looks like one. */
export type PlatformBlob = typeof globalThis extends { Blob: { prototype: infer Known } }
  ? Known
  : { readonly size: number; readonly type: string };

/**
 * What a file may be given as: a Blob (a File of a page, `await openAsBlob(path)` of Node), its bytes, or its bytes as
 * they come (a stream of Node or of the platform).
 */
export type FileContent = PlatformBlob | Uint8Array | AsyncIterable<Uint8Array>;

/** A file that is ready to be sent: how many bytes it has, and what makes a body of it. */
export interface Sendable {
  bytes: number;
  /** A body for one attempt. */
  body: () => Blob | ReadableStream<Uint8Array>;
  /** Whether it can be sent a second time. */
  isRepeatable: boolean;
  /** How many bytes a stream was found to have, where they are not those that were told. */
  otherBytes?: () => number | undefined;
}

/**
 * A file as it can be sent. What comes as a stream is gathered in memory unless its size is told: S3 takes nothing
 * whose length it does not know.
 *
 * Errors: TerroirError InvalidInput where it is nothing that can be sent, or empty.
 */
export async function toSendable(content: FileContent, bytes: number | undefined): Promise<Sendable> {
  if (typeof content !== 'object' || (content as unknown) === null) throw refuse('file', 'type', MUST_BE);
  if (bytes === 0 || (isBlob(content) && content.size === 0)) throw refuse('bytes', 'range', EMPTY);
  if (isBlob(content)) return { bytes: content.size, body: () => content, isRepeatable: true };
  if (content instanceof Uint8Array) return toSendable(new Blob([content as BlobPart]), undefined);
  if (!(Symbol.asyncIterator in content)) throw refuse('file', 'type', MUST_BE);
  if (bytes === undefined) return toSendable(await gather(content), undefined);
  let found: number | undefined;
  const note = (count: number): void => void (found = count);
  return { bytes, body: () => toStream(content, bytes, note), isRepeatable: false, otherBytes: () => found };
}

const EMPTY = 'The file is empty: it has 0 bytes.';
const MUST_BE = 'file must be a Blob, bytes or a stream of bytes; Node opens a path by `await openAsBlob(path)`.';

function refuse(field: string, rule: ErrorRule, message: string): TerroirError {
  return new TerroirError(message, { errorType: 'InvalidInput', field, rule });
}

function isBlob(content: FileContent): content is Blob {
  return typeof (content as Partial<Blob>).size === 'number' && typeof (content as Partial<Blob>).slice === 'function';
}

async function gather(content: AsyncIterable<Uint8Array>): Promise<Blob> {
  const parts: BlobPart[] = [];
  for await (const part of content) parts.push(part as BlobPart);
  return new Blob(parts);
}

/** Ends with an error where there are more or fewer bytes than were told, and notes how many came by then. */
function toStream(
  content: AsyncIterable<Uint8Array>,
  bytes: number,
  note: (count: number) => void,
): ReadableStream<Uint8Array> {
  const iterator = content[Symbol.asyncIterator]();
  let count = 0;
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      count += next.done === true ? 0 : next.value.length;
      if (next.done === true ? count < bytes : count > bytes) {
        note(count);
        controller.error(new Error('The stream has not as many bytes as were told.'));
      } else if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel(reason) {
      await iterator.return?.(reason);
    },
  });
}

/**
 * Puts a file at the address of an upload. A stream is sent once; whatever else is sent again where that is worth it.
 *
 * Errors: TerroirError InvalidInput where a stream has not as many bytes as were told; Unreachable where the bucket
 * does not answer; BadAnswer where it refuses the file; the signal's reason where that is aborted.
 */
export async function putFile(
  retrying: Retrying,
  { url, headers }: Upload,
  { bytes, body, isRepeatable, otherBytes }: Sendable,
  signal?: AbortSignal,
): Promise<void> {
  const given = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
  const put = async (): Promise<void> => {
    // Of a stream the platform wants to be told that the answer comes after it.
    const request = { method: 'PUT', headers: given, body: body(), signal: signal ?? null, duplex: 'half' };
    await ask(url, request, 'The file could not be put').catch((error: unknown) => {
      const found = otherBytes?.();
      if (found === undefined) throw error;
      const has = found < bytes ? `only ${found}` : `${found} or more`;
      const message = `bytes says that the stream has ${bytes} bytes, and it has ${has}.`;
      throw refuse('bytes', 'range', `${message} Tell its size, or leave it out.`);
    });
  };
  await retry(isRepeatable ? retrying : { ...retrying, retries: 0 }, put, signal);
}

/** The bytes of a file that a job has written, as they come. Errors: as of putFile(), also of what breaks off. */
export async function openFile(
  retrying: Retrying,
  { name, url }: Pick<PredictionJobFile, 'name' | 'url'>,
  signal?: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const get = (): Promise<Response> => ask(url, { signal: signal ?? null }, `${name} could not be fetched`);
  const { body } = await retry(retrying, get, signal);
  if (body === null) throw new TerroirError(`${name} came without bytes.`, { errorType: 'BadAnswer' });
  return tellBreak(body, name, signal);
}

/** Bytes as they come; that no more of them come is told in the words of the client. */
function tellBreak(bytes: ReadableStream<Uint8Array>, name: string, signal?: AbortSignal): ReadableStream<Uint8Array> {
  const reader = bytes.getReader();
  return new ReadableStream({
    async pull(controller) {
      const read = reader.read().catch((cause: unknown) => {
        signal?.throwIfAborted();
        const message = `${name} broke off while it was fetched: fetch it again.`;
        throw new TerroirError(message, { errorType: 'Unreachable', retryable: true, cause });
      });
      const { done, value } = await read;
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** The bytes of a file that a job has written, as they come: what every platform can go through. */
export async function* readFile(
  retrying: Retrying,
  file: Pick<PredictionJobFile, 'name' | 'url'>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const reader = (await openFile(retrying, file, signal)).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * The lines of a gzipped file of JSON lines, parsed, in their order. It may have several members, of so many bytes
 * each: a browser unzips one, and takes the next for rubbish.
 */
export async function* readJsonLines<Line>(
  bytes: ReadableStream<Uint8Array>,
  members: readonly number[],
): AsyncGenerator<Line, void> {
  const reader = bytes.getReader();
  const rest: Rest = { reader, left: new Uint8Array(0) };
  try {
    for (const member of members) yield* readMember<Line>(rest, member);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** What is yet to come of a file: the beginning of it may be here already. */
interface Rest {
  reader: ReadableStreamDefaultReader<Uint8Array>;
  left: Uint8Array;
}

/** Takes so many bytes, as they come. */
function takeBytes(rest: Rest, count: number): ReadableStream<Uint8Array> {
  let missing = count;
  return new ReadableStream({
    async pull(controller) {
      if (rest.left.length === 0) {
        const { value } = await rest.reader.read();
        if (value === undefined)
          throw new TerroirError('A file ended early. Fetch it again.', { errorType: 'BadAnswer' });
        rest.left = value;
      }
      const taken = rest.left.subarray(0, missing);
      rest.left = rest.left.subarray(taken.length);
      missing -= taken.length;
      controller.enqueue(taken);
      if (missing === 0) controller.close();
    },
  });
}

async function* readMember<Line>(whole: Rest, member: number): AsyncGenerator<Line, void> {
  const gunzip = new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>;
  const unzipped = takeBytes(whole, member).pipeThrough(gunzip);
  const decoder = new TextDecoder();
  let rest = '';
  const reader = unzipped.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) if (line !== '') yield JSON.parse(line) as Line;
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function ask(url: string, request: RequestInit, failure: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, request);
  } catch (cause) {
    (request.signal as AbortSignal | null)?.throwIfAborted();
    const message = `${failure}: the bucket cannot be reached. Check the network, or try again.`;
    throw new TerroirError(message, { errorType: 'Unreachable', retryable: true, cause });
  }
  if (response.ok) return response;
  const told = /<Code>(\w+)<\/Code>/.exec(await response.text().catch(() => ''))?.[1] ?? `status ${response.status}`;
  const retryable = response.status >= 500 || response.status === 429;
  const advice = retryable ? 'Try again.' : 'Ask for another address.';
  throw new TerroirError(`${failure}: the bucket answered ${told}. ${advice}`, {
    errorType: 'BadAnswer',
    retryable,
  });
}
