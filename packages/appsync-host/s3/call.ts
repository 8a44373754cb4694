/** A request as S3 understands it: path-style address, query, headers. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { S3Error } from './errors.ts';

/** A request to S3, read. */
export interface S3Call {
  request: IncomingMessage;
  method: string;
  bucketName: string;
  /** Empty when the call is about the bucket. */
  key: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

/** What S3 answers a request with. */
export interface S3Answer {
  status: number;
  headers: Record<string, string>;
  /** A text, or a file's bytes. */
  body?: string | { path: string; start: number; end: number };
}

/** Query parameters that change nothing here: the SDK's name of the operation, and signatures, checked by now. */
const HARMLESS_PARAMETERS = new RegExp(
  '^(x-id|x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|user-agent))$',
  'i',
);
const KEY_BYTES_MAX = 1024;

/** Reads a request. Errors: S3Error for a key that is too long, and for an address that is not UTF-8. */
export function parseCall(request: IncomingMessage): S3Call {
  const { method = 'GET', url = '/', headers } = request;
  const [path = '/', search = ''] = url.split(/\?(.*)/s);
  const [, bucketName = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const query = new URLSearchParams(search);
  for (const [name, value] of [...query]) {
    // A presigned address may have headers in it.
    if (/^x-amz-/i.test(name) && !HARMLESS_PARAMETERS.test(name)) headers[name.toLowerCase()] ??= value;
    if (/^(x-id$|x-amz-)/i.test(name)) query.delete(name);
  }
  const call = { request, method, bucketName: decode(bucketName), key: decode(key), query, headers };
  if (Buffer.byteLength(call.key) > KEY_BYTES_MAX) throw new S3Error('KeyTooLongError', 'Your key is too long');
  return call;
}

/**
 * Lets a call have these query parameters and headers x-amz-… only. Errors: S3Error NotImplemented for any other, which
 * would be ignored in silence.
 */
export function allowOnly(call: S3Call, parameters: readonly string[], header: RegExp = /^$/): void {
  const parameter = [...call.query.keys()].find((name) => !parameters.includes(name));
  if (parameter !== undefined) throw notImplemented(`the parameter ${parameter} of ${call.method}`);
  const unknown = Object.keys(call.headers).find(
    (name) => name.startsWith('x-amz-') && !ALWAYS_ALLOWED.test(name) && !header.test(name),
  );
  if (unknown !== undefined) throw notImplemented(`the header ${unknown} of ${call.method}`);
}

const ALWAYS_ALLOWED =
  /^x-amz-(content-sha256|date|security-token|user-agent|expected-bucket-owner|request-payer|id-2)$/;

/** What a call is answered with that S3 knows and this host does not. */
export function notImplemented(what: string): S3Error {
  return new S3Error('NotImplemented', `The laptop host's S3 does not implement ${what}.`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidArgument', 'The address is not valid percent-encoded UTF-8.');
  }
}
