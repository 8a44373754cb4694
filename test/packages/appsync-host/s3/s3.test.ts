import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { signHeaders } from '../../../../packages/appsync-host/iam/sigv4.ts';
import type { S3 } from '../../../../packages/appsync-host/s3/s3.ts';
import { makeFolder } from '../temporary-folder.ts';
import { connect, failure, get, keys, place, put, start } from './cellar.ts';

/** What the host answers to bytes that no SDK would send. */
async function sendRaw(s3: S3, body: string, headers: Record<string, string>) {
  const { host } = new URL(s3.endpoint);
  const payloadHash = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  const request = {
    method: 'PUT',
    url: '/models/raw',
    headers: { ...headers, host, 'x-amz-content-sha256': payloadHash },
  };
  const scope = { region: 'us-east-1', service: 's3', nowMs: Date.now() };
  const signed = signHeaders(keys, request, payloadHash, scope, 'once');
  const response = await fetch(s3.endpoint + request.url, { method: 'PUT', body, headers: signed });
  return { status: response.status, code: /<Code>(.*)<\/Code>/.exec(await response.text())?.[1] };
}

describe('an object', () => {
  it('comes back as it was put: bytes, type, metadata, ETag and checksum', async () => {
    const client = connect(await start());
    const { ETag, ChecksumCRC32 } = await put(client, { ContentType: 'text/plain', Metadata: { origin: 'Béziers' } });
    expect(ETag).toBe(`"${createHash('md5').update('grapes').digest('hex')}"`);
    const read = await get(client);
    expect(read).toMatchObject({ text: 'grapes', ContentType: 'text/plain', ContentLength: 6, ETag, ChecksumCRC32 });
    expect(read.Metadata).toHaveProperty('origin');
    const head = await client.send(new HeadObjectCommand({ ...place, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ ContentLength: 6, ETag, ChecksumCRC32, VersionId: read.VersionId });
    expect(head.LastModified?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('may be a stream, which the SDK sends in chunks with a trailer', async () => {
    const client = connect(await start());
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    await put(client, {
      Body: Readable.from([bytes.subarray(0, 100_001), bytes.subarray(100_001)]),
      ContentLength: bytes.length,
    });
    const { Body, ContentEncoding } = await client.send(new GetObjectCommand(place));
    expect(Buffer.compare(Buffer.from((await Body?.transformToByteArray()) ?? []), bytes)).toBe(0);
    expect(ContentEncoding).toBeUndefined();
  });

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    'is proven and kept with a %s checksum',
    async (algorithm) => {
      const client = connect(await start());
      const stored = await put(client, { ChecksumAlgorithm: algorithm });
      const read = await get(client, { ChecksumMode: 'ENABLED' });
      expect(read.text).toBe('grapes');
      expect(read[`Checksum${algorithm}`]).toBe(stored[`Checksum${algorithm}`]);
      expect(read[`Checksum${algorithm}`]).toMatch(/=$/);
    },
  );

  it('may be empty, and may have any key', async () => {
    const client = connect(await start());
    const keys = ['a b+c%20é/ü', '../../etc/passwd', 'x'.repeat(1024), '"<&>'];
    for (const Key of keys) await put(client, { Key, Body: '' });
    for (const Key of keys) expect((await get(client, { Key })).text).toBe('');
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'models' }));
    expect(Contents.map(({ Key }) => Key)).toEqual([...keys].sort());
  });

  it('is read in parts whose ends are included', async () => {
    const client = connect(await start());
    await put(client);
    expect(await get(client, { Range: 'bytes=0-0' })).toMatchObject({ text: 'g', ContentRange: 'bytes 0-0/6' });
    expect(await get(client, { Range: 'bytes=4-' })).toMatchObject({ text: 'es', ContentRange: 'bytes 4-5/6' });
    expect(await get(client, { Range: 'bytes=-3' })).toMatchObject({ text: 'pes', ContentLength: 3 });
    expect((await get(client, { Range: 'bytes=2-99' })).$metadata.httpStatusCode).toBe(206);
    await expect(get(client, { Range: 'bytes=6-' })).rejects.toEqual(failure('InvalidRange', 416));
  });

  it('survives a restart, and leaves nothing else behind', async () => {
    const folder = makeFolder();
    const s3 = await start(folder);
    await put(connect(s3));
    await put(connect(s3), { Body: 'wine' });
    await s3.close();
    writeFileSync(join(folder, 'models', 'half.part'), 'x');
    writeFileSync(join(folder, 'models', 'orphan.bytes'), 'x');
    const client = connect(await start(folder));
    expect((await get(client)).text).toBe('wine');
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: 'models' }));
    expect(Versions).toHaveLength(2);
    expect(existsSync(join(folder, 'models', 'half.part'))).toBe(false);
    expect(existsSync(join(folder, 'models', 'orphan.bytes'))).toBe(false);
  });
});

describe('versions', () => {
  it('are all kept in a versioned bucket, and read by id', async () => {
    const client = connect(await start());
    const first = await put(client);
    const second = await put(client, { Body: 'wine' });
    expect(first.VersionId).not.toBe(second.VersionId);
    expect((await get(client)).text).toBe('wine');
    expect((await get(client, { VersionId: first.VersionId })).text).toBe('grapes');
    await expect(get(client, { VersionId: 'other' })).rejects.toEqual(failure('NoSuchVersion', 404));
  });

  it('are hidden by a delete marker, which can be taken away', async () => {
    const client = connect(await start());
    const { VersionId } = await put(client);
    const deleted = await client.send(new DeleteObjectCommand(place));
    expect(deleted).toMatchObject({ DeleteMarker: true });
    await expect(get(client)).rejects.toEqual(failure('NoSuchKey', 404));
    expect((await get(client, { VersionId })).text).toBe('grapes');
    const listed = await client.send(new ListObjectVersionsCommand({ Bucket: 'models' }));
    expect(listed.DeleteMarkers).toMatchObject([{ Key: place.Key, VersionId: deleted.VersionId, IsLatest: true }]);
    expect(listed.Versions).toMatchObject([{ Key: place.Key, VersionId, IsLatest: false, Size: 6 }]);
    expect((await client.send(new ListObjectsV2Command({ Bucket: 'models' }))).KeyCount).toBe(0);
    await client.send(new DeleteObjectCommand({ ...place, VersionId: deleted.VersionId }));
    expect((await get(client)).text).toBe('grapes');
  });

  it('are gone for good when deleted by id', async () => {
    const client = connect(await start());
    const first = await put(client);
    const second = await put(client, { Body: 'wine' });
    await client.send(new DeleteObjectCommand({ ...place, VersionId: second.VersionId }));
    expect(await get(client)).toMatchObject({ text: 'grapes', VersionId: first.VersionId });
  });

  it('replace each other in a bucket without versioning', async () => {
    const folder = makeFolder();
    const client = connect(await start(folder));
    await put(client, { Bucket: 'plain' });
    expect((await put(client, { Bucket: 'plain', Body: 'wine' })).VersionId).toBeUndefined();
    expect((await get(client, { Bucket: 'plain' })).text).toBe('wine');
    expect(readdirSync(join(folder, 'plain'))).toHaveLength(2);
    await client.send(new DeleteObjectCommand({ ...place, Bucket: 'plain' }));
    await expect(get(client, { Bucket: 'plain' })).rejects.toEqual(failure('NoSuchKey', 404));
    expect(readdirSync(join(folder, 'plain'))).toEqual([]);
  });
});

describe('conditions', () => {
  it('let one of many creators win', async () => {
    const client = connect(await start());
    const attempts = Array.from({ length: 8 }, (_, index) => put(client, { Body: `by ${index}`, IfNoneMatch: '*' }));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toEqual(failure('PreconditionFailed', 412));
    }
    await client.send(new DeleteObjectCommand(place));
    await put(client, { IfNoneMatch: '*' });
  });

  it('let only who knows the present object replace it', async () => {
    const client = connect(await start());
    await expect(put(client, { IfMatch: '"0"' })).rejects.toEqual(failure('NoSuchKey', 404));
    const { ETag } = await put(client);
    await put(client, { Body: 'wine', IfMatch: ETag });
    await expect(put(client, { Body: 'water', IfMatch: ETag })).rejects.toEqual(failure('PreconditionFailed', 412));
    expect((await get(client)).text).toBe('wine');
  });

  it('spare or refuse a read', async () => {
    const client = connect(await start());
    const { ETag } = await put(client);
    expect((await get(client, { IfMatch: ETag })).text).toBe('grapes');
    await expect(get(client, { IfMatch: '"0"' })).rejects.toEqual(failure('PreconditionFailed', 412));
    await expect(get(client, { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });
});

describe('listings', () => {
  const keys = ['a/1', 'a/2', 'a/b/3', 'c', 'd/4', 'é', '\u{1F347}'];

  it('fold keys at a delimiter', async () => {
    const client = connect(await start());
    for (const Key of keys) await put(client, { Key });
    const top = await client.send(new ListObjectsV2Command({ Bucket: 'models', Delimiter: '/' }));
    expect(top.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'd/' }]);
    expect(top.Contents?.map(({ Key }) => Key)).toEqual(['c', 'é', '\u{1F347}']);
    const under = await client.send(new ListObjectsV2Command({ Bucket: 'models', Delimiter: '/', Prefix: 'a/' }));
    expect(under.Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2']);
    expect(under.CommonPrefixes).toEqual([{ Prefix: 'a/b/' }]);
  });

  it.each([undefined, '/'])('have pages that make the whole, delimiter %s', async (Delimiter) => {
    const client = connect(await start());
    for (const Key of keys) await put(client, { Key });
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: 'models', MaxKeys: 2, ContinuationToken, Delimiter }),
      );
      found.push(
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found.toSorted()).toEqual((Delimiter ? ['a/', 'c', 'd/', 'é', '\u{1F347}'] : keys).toSorted());
  });

  it('of versions have pages too', async () => {
    const client = connect(await start());
    for (const Body of ['1', '2', '3']) await put(client, { Key: 'a', Body });
    await put(client, { Key: 'b' });
    const found: (string | undefined)[] = [];
    let [KeyMarker, VersionIdMarker]: (string | undefined)[] = [];
    do {
      const page: ListObjectVersionsCommandOutput = await client.send(
        new ListObjectVersionsCommand({ Bucket: 'models', MaxKeys: 2, KeyMarker, VersionIdMarker }),
      );
      found.push(...(page.Versions ?? []).map(({ Key }) => Key));
      [KeyMarker, VersionIdMarker] = [page.NextKeyMarker, page.NextVersionIdMarker];
    } while (KeyMarker !== undefined);
    expect(found).toEqual(['a', 'a', 'a', 'b']);
  });
});

describe('refusals', () => {
  it('name what does not exist', async () => {
    const client = connect(await start());
    await expect(get(client)).rejects.toEqual(failure('NoSuchKey', 404));
    await expect(get(client, { Bucket: 'other' })).rejects.toEqual(failure('NoSuchBucket', 404));
    await expect(client.send(new HeadObjectCommand(place))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(put(client, { Key: 'x'.repeat(1025) })).rejects.toEqual(failure('KeyTooLongError', 400));
  });

  it('name what is not implemented, also a header that would be ignored', async () => {
    const client = connect(await start());
    await expect(client.send(new GetObjectTaggingCommand(place))).rejects.toEqual(failure('NotImplemented', 501));
    await expect(put(client, { Tagging: 'a=b' })).rejects.toEqual(failure('NotImplemented', 501));
    await expect(put(client, { ChecksumAlgorithm: 'CRC64NVME', ChecksumCRC64NVME: 'AAAAAAAAAAA=' })).rejects.toEqual(
      failure('NotImplemented', 501),
    );
  });

  it('name a storage class or an encryption that means nothing here, and take what S3 does anyhow', async () => {
    const client = connect(await start());
    await put(client, { StorageClass: 'STANDARD', ServerSideEncryption: 'AES256' });
    const odd: Partial<PutObjectCommandInput>[] = [
      { StorageClass: 'GLACIER' },
      { ServerSideEncryption: 'aws:kms' },
      { SSEKMSKeyId: 'key' },
      { BucketKeyEnabled: true },
      { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'x'.repeat(32) },
    ];
    for (const input of odd) await expect(put(client, input)).rejects.toEqual(failure('NotImplemented', 501));
  });

  it('keep metadata within 2 KB, in UTF-8 and names included', async () => {
    const client = connect(await start());
    await put(client, { Metadata: { a: 'x'.repeat(1000), bcd: 'é'.repeat(522) } });
    const tooLarge = put(client, { Metadata: { a: 'x'.repeat(1001), bcd: 'é'.repeat(522) } });
    await expect(tooLarge).rejects.toEqual(failure('MetadataTooLarge', 400));
  });

  it('name a continuation token that is none', async () => {
    const client = connect(await start());
    for (const Key of ['a', 'b']) await put(client, { Key });
    const list = (ContinuationToken?: string) =>
      client.send(new ListObjectsV2Command({ Bucket: 'models', MaxKeys: 1, ContinuationToken }));
    const { NextContinuationToken: token = '' } = await list();
    expect((await list(token)).Contents).toMatchObject([{ Key: 'b' }]);
    for (const wrong of ['a', 'YQ', `${token}x`, token.slice(1), 'é']) {
      await expect(list(wrong)).rejects.toEqual(failure('InvalidArgument', 400));
    }
  });

  it('keep a body that is not what was promised', async () => {
    const folder = makeFolder();
    const s3 = await start(folder);
    const client = connect(s3);
    await expect(put(client, { ChecksumCRC32: 'AAAAAA==' })).rejects.toEqual(failure('BadDigest', 400));
    await expect(put(client, { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toEqual(failure('BadDigest', 400));
    const chunked = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '6',
    };
    const trailer = { ...chunked, 'x-amz-trailer': 'x-amz-checksum-crc32' };
    const whole = '6\r\ngrapes\r\n0\r\nx-amz-checksum-crc32:';
    expect(await sendRaw(s3, `${whole}AAAAAA==\r\n\r\n`, trailer)).toEqual({ status: 400, code: 'BadDigest' });
    expect(await sendRaw(s3, '6\r\ngrapes\r\n0\r\n\r\n', trailer)).toEqual({ status: 400, code: 'InvalidRequest' });
    expect(await sendRaw(s3, '6\r\ngra', chunked)).toEqual({ status: 400, code: 'IncompleteBody' });
    expect(await sendRaw(s3, 'nonsense', chunked)).toEqual({ status: 400, code: 'IncompleteBody' });
    expect(await sendRaw(s3, '3\r\ngra\r\n0\r\n\r\n', chunked)).toEqual({ status: 400, code: 'IncompleteBody' });
    const hash = { 'x-amz-content-sha256': '0'.repeat(64) };
    expect(await sendRaw(s3, 'grapes', hash)).toEqual({ status: 400, code: 'XAmzContentSHA256Mismatch' });
    expect(await sendRaw(s3, '6\r\ngrapes\r\n0\r\n\r\n', chunked)).toEqual({ status: 200, code: undefined });
    expect(readdirSync(join(folder, 'models'))).toHaveLength(2);
  });

  it('meet callers without the credentials of the host', async () => {
    const s3 = await start();
    await expect(put(connect(s3, { ...keys, accessKeyId: 'STRANGER' }))).rejects.toEqual(
      failure('InvalidAccessKeyId', 403),
    );
    expect((await fetch(`${s3.endpoint}/models/a`)).status).toBe(403);
  });
});
