/** Reads which parts an upload is completed with. */
import type { IncomingMessage } from 'node:http';
import { CHECKSUM_NAMES, type ChecksumName } from './checksums.ts';
import { S3Error } from './errors.ts';

/** A part that is to be in the object. */
export interface WantedPart {
  partNumber: number;
  /** Without its quotes. */
  etag: string;
  checksums: Partial<Record<ChecksumName, string>>;
}

/** Ten thousand parts with a checksum each are no more than this. */
const BODY_BYTES_MAX = 4 * 1024 ** 2;
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', '#34': '"', amp: '&', lt: '<', gt: '>' };

/** Errors: S3Error MalformedXML for a body that names no parts. */
export async function readCompletion(request: IncomingMessage): Promise<WantedPart[]> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw malformed();
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  const [, list] = /<CompleteMultipartUpload[^>]*>(.*)<\/CompleteMultipartUpload>/s.exec(text) ?? [];
  const parts = [...(list ?? '').matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => readPart(part));
  if (parts.length === 0) throw malformed();
  return parts;
}

function readPart(xml: string): WantedPart {
  const read = (name: string): string | undefined =>
    new RegExp(`<${name}>(.*?)</${name}>`, 's')
      .exec(xml)?.[1]
      ?.replaceAll(/&([^;]+);/g, (found, entity: string) => ENTITIES[entity] ?? found);
  const [partNumber, etag] = [Number(read('PartNumber')), read('ETag')];
  if (!Number.isInteger(partNumber) || etag === undefined) throw malformed();
  const checksums = CHECKSUM_NAMES.flatMap((name) => {
    const value = read(`Checksum${name.toUpperCase()}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { partNumber, etag: etag.trim().replaceAll('"', ''), checksums: Object.fromEntries(checksums) };
}

function malformed(): S3Error {
  const reason = 'was not well-formed or did not validate against our published schema';
  return new S3Error('MalformedXML', `The XML you provided ${reason}`);
}
