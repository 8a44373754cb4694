import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCaller } from '../iam/callers.ts';
import { makeFolder } from '../temporary-folder.ts';
import { connect, failure, get, keys, place, put, start } from './cellar.ts';

const MIB = 1024 ** 2;
const first = Buffer.alloc(5 * MIB, 'grapes ');
const second = Buffer.from('and must');
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();

const begin = async (client: S3Client, input: Partial<CreateMultipartUploadCommandInput> = {}) => {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...place, ...input }));
  return { ...place, UploadId };
};
const upload = async (client: S3Client, input: Awaited<ReturnType<typeof begin>>, PartNumber: number, Body: Buffer) => {
  const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand({ ...input, PartNumber, Body }));
  return { PartNumber, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) };
};

describe('an upload in parts', () => {
  it('becomes one object, whose ETag is the MD5 of the MD5s with their number', async () => {
    const client = connect(await start());
    const begun = await begin(client, { ContentType: 'text/plain', ChecksumAlgorithm: 'CRC32' });
    const Parts = [await upload(client, begun, 1, first), await upload(client, begun, 2, second)];
    expect((await client.send(new ListObjectsV2Command({ Bucket: 'models' }))).Contents).toBeUndefined();
    const { ETag, VersionId } = await client.send(
      new CompleteMultipartUploadCommand({ ...begun, MultipartUpload: { Parts } }),
    );
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(first), md5(second)])).toString('hex')}-2"`);
    const { text = '', ...read } = await get(client, { ChecksumMode: 'ENABLED' });
    expect(text === `${first.toString()}and must`).toBe(true);
    expect(read).toMatchObject({ ContentType: 'text/plain', ETag, VersionId });
    expect((await get(client, { VersionId, Range: `bytes=${String(5 * MIB)}-` })).text).toBe('and must');
  });

  it('may have a checksum of the whole', async () => {
    const client = connect(await start());
    const begun = await begin(client, { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const Parts = [await upload(client, begun, 1, first), await upload(client, begun, 2, second)];
    const told = await client.send(new CompleteMultipartUploadCommand({ ...begun, MultipartUpload: { Parts } }));
    const { ChecksumCRC32 } = await put(client, { Body: Buffer.concat([first, second]) });
    expect(told).toMatchObject({ ChecksumCRC32, ChecksumType: 'FULL_OBJECT' });
  });

  it('tells its parts page by page, also after the host has come up again', async () => {
    const folder = makeFolder();
    const before = await start(folder);
    const begun = await begin(connect(before));
    for (const [index, text] of ['a', 'bb', 'ccc'].entries())
      await upload(connect(before), begun, index + 1, Buffer.from(text));
    await before.close();
    const client = connect(await start(folder));
    const page = await client.send(new ListPartsCommand({ ...begun, MaxParts: 2 }));
    expect(page).toMatchObject({
      IsTruncated: true,
      NextPartNumberMarker: '2',
      Parts: [{ PartNumber: 1, Size: 1 }, { Size: 2 }],
    });
    const rest = await client.send(new ListPartsCommand({ ...begun, PartNumberMarker: page.NextPartNumberMarker }));
    expect(rest).toMatchObject({
      IsTruncated: false,
      Parts: [{ PartNumber: 3, Size: 3, ETag: `"${md5(Buffer.from('ccc')).toString('hex')}"` }],
    });
  });

  it('replaces a part of the same number', async () => {
    const client = connect(await start());
    const begun = await begin(client);
    await upload(client, begun, 1, Buffer.from('sour'));
    const Parts = [await upload(client, begun, 1, second)];
    await client.send(new CompleteMultipartUploadCommand({ ...begun, MultipartUpload: { Parts } }));
    expect((await get(client)).text).toBe('and must');
  });

  it('leaves nothing when it is aborted', async () => {
    const client = connect(await start());
    const begun = await begin(client);
    const Parts = [await upload(client, begun, 1, second)];
    await client.send(new AbortMultipartUploadCommand(begun));
    const complete = client.send(new CompleteMultipartUploadCommand({ ...begun, MultipartUpload: { Parts } }));
    await expect(complete).rejects.toEqual(failure('NoSuchUpload', 404));
    await expect(upload(client, begun, 2, second)).rejects.toEqual(failure('NoSuchUpload', 404));
    await expect(client.send(new HeadObjectCommand(place))).rejects.toEqual(failure('NotFound', 404));
  });
});

describe('completing an upload is refused', () => {
  const tryIt = async (
    choose: (parts: { PartNumber: number; ETag: string | undefined }[]) => unknown[],
    more: object = {},
  ) => {
    const client = connect(await start());
    const begun = await begin(client);
    const parts = [await upload(client, begun, 1, second), await upload(client, begun, 2, second)];
    const MultipartUpload = { Parts: choose(parts) as typeof parts };
    return client.send(new CompleteMultipartUploadCommand({ ...begun, MultipartUpload, ...more }));
  };

  it.each([
    ['a part but the last is smaller than 5 MB', 'EntityTooSmall', (parts: unknown[]) => parts],
    ['parts are not in order', 'InvalidPartOrder', (parts: unknown[]) => [...parts].reverse()],
    ['a part is there twice', 'InvalidPartOrder', ([, last]: unknown[]) => [last, last]],
    ['a part has not come', 'InvalidPart', ([, last]: unknown[]) => [{ ...(last as object), PartNumber: 7 }]],
    ['a part is another one', 'InvalidPart', ([, last]: unknown[]) => [{ ...(last as object), ETag: '"00"' }]],
    ['it names no parts', 'MalformedXML', () => []],
  ])('where %s', async (_, code, choose) => {
    await expect(tryIt(choose)).rejects.toEqual(failure(code, 400));
  });

  it('where the object is there already and must not be', async () => {
    const client = connect(await start());
    const begun = await begin(client);
    const Parts = [await upload(client, begun, 1, second)];
    await put(client);
    const complete = new CompleteMultipartUploadCommand({ ...begun, MultipartUpload: { Parts }, IfNoneMatch: '*' });
    await expect(client.send(complete)).rejects.toEqual(failure('PreconditionFailed', 412));
    expect((await get(client)).text).toBe('grapes');
  });

  it('where its size is not what was told', async () => {
    await expect(tryIt(([, last]) => [last], { MpuObjectSize: 3 })).rejects.toEqual(failure('InvalidRequest', 400));
  });
});

it('a part has a number from 1 to 10,000', async () => {
  const client = connect(await start());
  const begun = await begin(client);
  await expect(upload(client, begun, 0, second)).rejects.toEqual(failure('InvalidArgument', 400));
  await expect(upload(client, begun, 10_001, second)).rejects.toEqual(failure('InvalidArgument', 400));
});

it('a role needs s3:PutObject to upload parts, and other rights to list and abort them', async () => {
  const grant = (Action: string) => ({ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::models/*' });
  const put = createCaller(keys, grant('s3:PutObject'));
  const s3 = await start(makeFolder(), put.authority);
  const client = connect(s3, put.keys);
  const begun = await begin(client);
  const Parts = [await upload(client, begun, 1, second)];
  await expect(client.send(new ListPartsCommand(begun))).rejects.toEqual(failure('AccessDenied', 403));
  await expect(client.send(new AbortMultipartUploadCommand(begun))).rejects.toEqual(failure('AccessDenied', 403));
  await client.send(new CompleteMultipartUploadCommand({ ...begun, MultipartUpload: { Parts } }));
  const reading = createCaller(keys, grant('s3:GetObject'));
  const closed = connect(await start(makeFolder(), reading.authority), reading.keys);
  await expect(begin(closed)).rejects.toEqual(failure('AccessDenied', 403));
  const rights = ['s3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'];
  const all = createCaller(keys, ...rights.map(grant));
  const open = connect(await start(makeFolder(), all.authority), all.keys);
  const other = await begin(open);
  await open.send(new ListPartsCommand(other));
  await open.send(new AbortMultipartUploadCommand(other));
});

it('an upload is of one key', async () => {
  const client = connect(await start());
  const begun = await begin(client);
  await expect(upload(client, { ...begun, Key: 'other' }, 1, second)).rejects.toEqual(failure('NoSuchUpload', 404));
});
