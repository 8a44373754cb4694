import { GetObjectCommand, PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished } from 'vitest';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import type { AccessKeys } from '../../../../packages/appsync-host/iam/sigv4.ts';
import type { CorsRule } from '../../../../packages/appsync-host/s3/cors.ts';
import { type S3, startS3 } from '../../../../packages/appsync-host/s3/s3.ts';
import { makeFolder } from '../temporary-folder.ts';

export const keys = { accessKeyId: 'LAPTOP', secretAccessKey: 'x' };
const buckets = [
  { bucketName: 'models', isVersioned: true },
  { bucketName: 'plain', isVersioned: false },
];

/** S3 with a versioned bucket `models` and a plain one, until the test ends. */
export async function start(
  folder = makeFolder(),
  authority = createAuthority(keys),
  corsRules: readonly CorsRule[] = [],
): Promise<S3> {
  const s3 = await startS3({ folder, buckets: buckets.map((bucket) => ({ ...bucket, corsRules })), authority });
  onTestFinished(() => s3.close());
  return s3;
}

export function connect({ endpoint }: S3, credentials: AccessKeys = keys): S3Client {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return client;
}

export const place = { Bucket: 'models', Key: 'models/v1/model.onnx' };
export const put = (client: S3Client, input: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ ...place, Body: 'grapes', ...input }));
export const get = async (client: S3Client, input: object = {}) => {
  const { Body, ...rest } = await client.send(new GetObjectCommand({ ...place, ...input }));
  return { ...rest, text: await Body?.transformToString() };
};
export const failure = (name: string, status: number) =>
  expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode: status }) as object }) as Error;
