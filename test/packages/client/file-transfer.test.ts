import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClient } from '../../../packages/client/client.ts';
import { openFiles, type FileContent, type Files } from '../../../packages/client/files.ts';
import { serve } from './fake-api.ts';

/** What was put, and how many addresses were asked for. */
let put: string[];
let addresses: number;
/** The status of a bucket that takes nothing. */
let trouble: number | undefined;
let api: Awaited<ReturnType<typeof serve>>;
let files: Files;

beforeEach(async () => {
  [put, addresses, trouble] = [[], 0, undefined];
  api = await serve((request, response) => void answer(request, response).catch(() => response.destroy()));
  files = openFiles(createClient({ endpoint: api.endpoint, key: `trr_${'a'.repeat(40)}`, retries: 0 }));
});
afterEach(() => api.close());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString();
  if (request.method === 'PUT' && trouble !== undefined) {
    response.writeHead(trouble).end('<Code>InternalError</Code>');
    return;
  }
  if (request.method === 'PUT') {
    put.push(body);
    response.end();
    return;
  }
  addresses += 1;
  const { bytes } = (JSON.parse(body) as { variables: { bytes: number } }).variables;
  const createUpload = {
    id: '01KASTV5XJ0123456789ABCDEG',
    url: `${new URL(api.endpoint).origin}/uploads/x`,
    headers: [{ name: 'content-length', value: String(bytes) }],
    expiresAt: '2026-11-28T17:00:00.000Z',
  };
  response.end(JSON.stringify({ data: { createUpload } }));
}

async function* streamOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

it('puts a stream of as many bytes as were told', async () => {
  await files.uploadFile(streamOf('note\n', 'Plum.\n'), { bytes: 11 });
  expect(put).toEqual(['note\nPlum.\n']);
});

it.each([
  [500, 'the bucket answered InternalError. Try again.'],
  [403, 'the bucket answered InternalError. Ask for another address.'],
])('says what to do where the bucket answers %i', async (status, message) => {
  trouble = status;
  await expect(files.uploadFile(new Blob(['note\nPlum.\n']))).rejects.toThrow(message);
});

it.each([
  ['fewer', 12, 'bytes says that the stream has 12 bytes, and it has only 11. Tell its size, or leave it out.'],
  ['more', 7, 'bytes says that the stream has 7 bytes, and it has 11 or more. Tell its size, or leave it out.'],
])('says that a stream has %s bytes than were told, and leaves nothing', async (_, bytes, message) => {
  const refused = { name: 'TerroirError', errorType: 'InvalidInput', field: 'bytes', retryable: false, message };
  await expect(files.uploadFile(streamOf('note\n', 'Plum.\n'), { bytes })).rejects.toMatchObject(refused);
  expect(put).toEqual([]);
});

it.each<[string, unknown, string]>([
  ['a path', 'cellar.csv', 'file must be a Blob, bytes or a stream of bytes; Node opens a path by `await openAsBlob'],
  ['nothing', undefined, 'file must be a Blob'],
  ['null', null, 'file must be a Blob'],
  ['an object', { name: 'cellar.csv' }, 'file must be a Blob'],
  ['an empty file', new Blob([]), 'The file is empty'],
  ['an empty stream', streamOf(), 'The file is empty'],
  ['no bytes', new Uint8Array(0), 'The file is empty'],
])('refuses %s before anything is asked for', async (_, content, message) => {
  const error: unknown = await files.uploadFile(content as FileContent).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'TerroirError', errorType: 'InvalidInput' });
  expect((error as Error).message).toContain(message);
  expect(addresses).toBe(0);
});
