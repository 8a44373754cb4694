import { randomUUID } from 'node:crypto';
import {
  type CompleteMultipartUploadCommandInput,
  PutObjectCommand,
  type UploadPartCommandInput,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../../store/bucket.ts';

/** What was uploaded in parts. */
export interface Multiparts {
  /** How many bytes each part had, in the order in which they came. */
  partBytes: number[];
  /** Uploads that are neither complete nor given up. */
  open: Map<string, Map<number, Buffer>>;
}

/** Teaches a bucket's client to upload in parts, which come together as one PUT. */
export function learnMultipart(bucket: Bucket): Multiparts {
  const taught: Multiparts = { partBytes: [], open: new Map() };
  const send = bucket.s3.send.bind(bucket.s3) as (command: object) => Promise<object>;
  const steps: Record<string, (input: never) => Promise<object> | object> = {
    CreateMultipartUploadCommand() {
      const UploadId = randomUUID();
      taught.open.set(UploadId, new Map());
      return { UploadId };
    },
    UploadPartCommand({ UploadId = '', PartNumber = 0, Body }: UploadPartCommandInput) {
      const bytes = Buffer.from(Body as Buffer);
      taught.open.get(UploadId)?.set(PartNumber, bytes);
      taught.partBytes.push(bytes.length);
      return { ETag: `"${PartNumber}"` };
    },
    CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId = '',
      MultipartUpload,
    }: CompleteMultipartUploadCommandInput) {
      const parts = taught.open.get(UploadId);
      taught.open.delete(UploadId);
      const bytes = (MultipartUpload?.Parts ?? []).map(
        ({ PartNumber = 0 }) => parts?.get(PartNumber) ?? Buffer.alloc(0),
      );
      return send(new PutObjectCommand({ Bucket, Key, Body: Buffer.concat(bytes) }));
    },
    AbortMultipartUploadCommand({ UploadId = '' }: UploadPartCommandInput) {
      taught.open.delete(UploadId);
      return {};
    },
  };
  bucket.s3.send = (async (command: { constructor: { name: string }; input: never }) => {
    const step = steps[command.constructor.name];
    return step === undefined ? send(command) : step(command.input);
  }) as never;
  return taught;
}
