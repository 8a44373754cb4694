import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { openFile, readFile, readJsonLines } from '../../../packages/client/file-transfer.ts';
import type { Retrying } from '../../../packages/client/transport/retry.ts';
import { serve } from './fake-api.ts';

const NONE: Retrying = { retries: 0, wait: () => Promise.resolve() };

let bucket: Awaited<ReturnType<typeof serve>> | undefined;
afterEach(() => bucket?.close());

/** A file of a bucket that sends so many bytes of it and then hangs up, or says nothing more. */
async function fileOf(bytes: Buffer, sent = bytes.length, isSilent = false): Promise<{ name: string; url: string }> {
  bucket = await serve((_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, sent), () => {
      if (sent === bytes.length) response.end();
      else if (!isSilent) response.destroy();
    });
  });
  return { name: 'answers.jsonl.gz', url: bucket.endpoint };
}

async function gather<T>(several: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of several) all.push(one);
  return all;
}

it('the lines of a file are read member by member, a member at a time', async () => {
  const members = [gzipSync('{"n":1}\n{"n":"é🍷"}\n'), gzipSync('{"n":3}\n')];
  const file = await fileOf(Buffer.concat(members));
  const lines = readJsonLines(
    await openFile(NONE, file),
    members.map(({ length }) => length),
  );
  expect(await gather(lines)).toEqual([{ n: 1 }, { n: 'é🍷' }, { n: 3 }]);
});

it('a file that breaks off while it is read is told as one that can be fetched again', async () => {
  const member = gzipSync(Array.from({ length: 9_000 }, (_, n) => `{"n":${Math.sin(n)}}\n`).join(''));
  const broken = {
    errorType: 'Unreachable',
    retryable: true,
    message: expect.stringContaining('fetch it again') as string,
  };
  const file = await fileOf(member, 30_000);
  const lines = readJsonLines(await openFile(NONE, file), [member.length]);
  await expect(gather(lines)).rejects.toMatchObject(broken);
  await expect(gather(readFile(NONE, file))).rejects.toMatchObject(broken);
});

it('one that is no longer wanted ends by the reason of its signal', async () => {
  const stopped = new AbortController();
  const bytes = readFile(NONE, await fileOf(Buffer.alloc(2_000), 1_000, true), stopped.signal);
  await bytes.next();
  stopped.abort(new Error('Enough.'));
  await expect(gather(bytes)).rejects.toThrow('Enough.');
});
