import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { type AccessKeys, signHeaders } from '../../../../packages/appsync-host/iam/sigv4.ts';
import type { S3 } from '../../../../packages/appsync-host/s3/s3.ts';
import { createCaller } from '../iam/callers.ts';
import { makeFolder } from '../temporary-folder.ts';
import { connect, failure, get, keys, place, put, start } from './cellar.ts';

describe('a signature', () => {
  /** An address that reads the object, made as the SDK makes it. */
  async function presign(s3: S3, { secretAccessKey = keys.secretAccessKey, signingDate = new Date(), ...more } = {}) {
    const { hostname, port } = new URL(s3.endpoint);
    const credentials = { ...keys, secretAccessKey };
    const signer = new SignatureV4({
      service: 's3',
      region: 'us-east-1',
      uriEscapePath: false,
      credentials,
      sha256: Sha256,
      ...more,
    });
    const request = {
      method: 'GET',
      protocol: 'http:',
      hostname,
      path: '/models/a%20b/%C3%BC%27',
      headers: { host: `${hostname}:${port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      query: { 'x-id': 'GetObject' },
    };
    const { query = {} } = await signer.presign(request, { expiresIn: 60, signingDate });
    const search = new URLSearchParams(query as Record<string, string>).toString().replaceAll('+', '%20');
    return `${s3.endpoint}${request.path}?${search}`;
  }

  const read = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init);
    const text = await response.text();
    const said = (name: string) => new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1];
    return response.ok ? text : [response.status, said('Code'), said('Message')];
  };

  it('may be in the address, until that has expired', async () => {
    const s3 = await start();
    await put(connect(s3), { Key: "a b/ü'" });
    expect(await read(await presign(s3))).toBe('grapes');
    const ago = (ms: number) => ({ signingDate: new Date(Date.now() - ms) });
    expect(await read(await presign(s3, ago(50_000)))).toBe('grapes');
    expect(await read(await presign(s3, ago(61_000)))).toEqual([403, 'AccessDenied', 'Request has expired']);
    expect(await read(await presign(s3, ago(-20 * 60_000)))).toEqual([403, 'AccessDenied', 'Request is not valid yet']);
  });

  it('in an address holds for what was signed only', async () => {
    const s3 = await start();
    await put(connect(s3), { Key: "a b/ü'" });
    const url = await presign(s3);
    const mismatch = [403, 'SignatureDoesNotMatch', expect.stringMatching(/^The request signature we calculated/)];
    expect(await read(url, { method: 'DELETE' })).toEqual(mismatch);
    expect(await read(url.replace('/a%20b', '/c'))).toEqual(mismatch);
    expect(await read(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).toEqual(mismatch);
    expect(await read(`${url}&versionId=x`)).toEqual(mismatch);
    expect(await read(await presign(s3, { secretAccessKey: 'y' }))).toEqual(mismatch);
    const parameters = [400, 'AuthorizationQueryParametersError', expect.any(String)];
    expect(await read(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801'))).toEqual(parameters);
    expect(await read(url.replace('us-east-1', 'eu-west-1'))).toEqual(parameters);
    expect(await read(url.replace(/X-Amz-Date=[^&]+&/, ''))).toEqual(parameters);
  });

  it('in the header holds a quarter of an hour, of this key, service and region only', async () => {
    const s3 = await start();
    const url = '/models?list-type=2';
    const attempt = (credentials: AccessKeys, scope: object = {}, headers: object = {}) => {
      const sent = { host: new URL(s3.endpoint).host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers };
      const where = { region: 'us-east-1', service: 's3', nowMs: Date.now(), ...scope };
      return read(s3.endpoint + url, {
        headers: signHeaders(credentials, { method: 'GET', url, headers: sent }, 'UNSIGNED-PAYLOAD', where, 'once'),
      });
    };
    expect(await attempt(keys)).toMatch(/ListBucketResult/);
    expect(await attempt(keys, { nowMs: Date.now() - 14 * 60_000 })).toMatch(/ListBucketResult/);
    const refused = async (answer: Promise<unknown>) => ((await answer) as unknown[]).slice(0, 2);
    const skewed = { nowMs: Date.now() - 16 * 60_000 };
    expect(await refused(attempt(keys, skewed))).toEqual([403, 'RequestTimeTooSkewed']);
    const wrong = { ...keys, secretAccessKey: 'y' };
    expect(await refused(attempt(wrong))).toEqual([403, 'SignatureDoesNotMatch']);
    const tokened = { ...keys, sessionToken: 'x' };
    expect(await refused(attempt(tokened))).toEqual([400, 'InvalidToken']);
    for (const scope of [{ region: 'eu-west-1' }, { service: 'dynamodb' }]) {
      expect(await refused(attempt(keys, scope))).toEqual([400, 'AuthorizationHeaderMalformed']);
    }
    expect(await read(s3.endpoint + url)).toEqual([403, 'AccessDenied', 'Access Denied']);
    const basic = read(s3.endpoint + url, { headers: { authorization: 'Basic x' } });
    expect(await refused(basic)).toEqual([400, 'AuthorizationHeaderMalformed']);
  });
});

describe('a role', () => {
  const bucketArn = 'arn:aws:s3:::models';
  const allow = (Action: string, Resource: string, more: object = {}) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...more,
  });

  /** Clients of the same S3: of somebody with such a role, and of who may do everything. */
  async function startFor(...statements: object[]) {
    const caller = createCaller(keys, ...statements);
    const s3 = await start(makeFolder(), caller.authority);
    return { taster: connect(s3, caller.keys), owner: connect(s3) };
  }

  it('does what its policies allow, and is told what they do not', async () => {
    const { taster, owner } = await startFor(
      allow('s3:GetObject', `${bucketArn}/models/*`),
      allow('s3:PutObject', `${bucketArn}/labels/*`),
    );
    const { VersionId, ETag } = await put(owner);
    expect((await get(taster)).text).toBe('grapes');
    await put(taster, { Key: 'labels/1' });
    const refused = [
      [() => put(taster), 's3:PutObject', `${bucketArn}/models/v1/model.onnx`],
      [() => get(taster, { VersionId }), 's3:GetObjectVersion', `${bucketArn}/models/v1/model.onnx`],
      [() => get(taster, { Key: 'labels/1' }), 's3:GetObject', `${bucketArn}/labels/1`],
      [() => put(taster, { Key: 'labels/1', IfMatch: ETag }), 's3:GetObject', `${bucketArn}/labels/1`],
      [() => taster.send(new DeleteObjectCommand(place)), 's3:DeleteObject', `${bucketArn}/models/v1/model.onnx`],
      [() => taster.send(new ListObjectsV2Command({ Bucket: 'models' })), 's3:ListBucket', bucketArn],
      [() => taster.send(new ListObjectVersionsCommand({ Bucket: 'models' })), 's3:ListBucketVersions', bucketArn],
    ] as const;
    const who = 'User: arn:aws:sts::000000000000:assumed-role/Taster/taste is not authorized to perform:';
    for (const [call, action, resource] of refused) {
      const why = `because no identity-based policy allows the ${action} action`;
      await expect(call()).rejects.toMatchObject({
        name: 'AccessDenied',
        $metadata: { httpStatusCode: 403 },
        message: `${who} ${action} on resource: "${resource}" ${why}`,
      });
    }
    await expect(taster.send(new HeadObjectCommand({ ...place, VersionId }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('lists what is under a prefix that it may list, and nothing else', async () => {
    const Condition = { StringLike: { 's3:prefix': 'datasets/*' } };
    const { taster, owner } = await startFor(allow('s3:ListBucket', bucketArn, { Condition }));
    await put(owner, { Key: 'datasets/1' });
    const list = (Prefix?: string) => taster.send(new ListObjectsV2Command({ Bucket: 'models', Prefix }));
    expect((await list('datasets/')).KeyCount).toBe(1);
    await expect(list('models/')).rejects.toEqual(failure('AccessDenied', 403));
    await expect(list()).rejects.toEqual(failure('AccessDenied', 403));
  });

  it('learns that there is no such object only where it may list the bucket', async () => {
    const reads = allow('s3:GetObject*', `${bucketArn}/*`);
    const Condition = { StringLike: { 's3:prefix': 'models/*' } };
    const blind = await startFor(reads, allow('s3:ListBucket', bucketArn, { Condition }));
    await expect(get(blind.taster)).rejects.toEqual(failure('AccessDenied', 403));
    await expect(get(blind.owner)).rejects.toEqual(failure('NoSuchKey', 404));
    const seeing = await startFor(reads, allow('s3:ListBucket', bucketArn));
    await expect(get(seeing.taster)).rejects.toEqual(failure('NoSuchKey', 404));
    await put(seeing.owner);
    await expect(get(seeing.taster, { VersionId: 'x' })).rejects.toEqual(failure('AccessDenied', 403));
  });
});
