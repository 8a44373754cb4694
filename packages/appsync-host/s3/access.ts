/** Who may call S3, and do what: signatures in headers or in a presigned address, and the policies of roles. */
import type { IncomingMessage } from 'node:http';
import { type Authority, findPrincipal, findRefusal, type Principal } from '../iam/authority.ts';
import type { Access } from '../iam/policy.ts';
import { isSignedWith, readHeaderSignature, readQuerySignature, readTimeMs, type Signature } from '../iam/sigv4.ts';
import { REGION } from '../template/identity.ts';
import type { S3Call } from './call.ts';
import { S3Error } from './errors.ts';

const SKEW_MS_MAX = 15 * 60 * 1000;
/** A presigned address holds a week at most. */
const EXPIRES_SECONDS_MAX = 604_800;

/**
 * Who signed a request. Errors: S3Error AccessDenied, InvalidAccessKeyId, SignatureDoesNotMatch and the like, as S3
 * words them.
 */
export function authenticate(request: IncomingMessage, authority: Authority, nowMs: number): Principal {
  const { method = 'GET', url = '/', headers } = request;
  const isPresigned = headers.authorization === undefined;
  if (isPresigned && !/[?&]X-Amz-(Signature|Credential)=/.test(url)) throw new S3Error('AccessDenied', 'Access Denied');
  const signature = isPresigned
    ? readQuerySignature({ method, url, headers })
    : readHeaderSignature({ method, url, headers });
  if (signature === undefined) throw malformed(isPresigned, 'A part of the signature is missing.');
  checkScope(signature, isPresigned);
  const principal = findPrincipal(authority, signature.accessKeyId, signature.sessionToken);
  if (principal === undefined) throw unknownCaller(signature, authority);
  const { 'x-amz-content-sha256': told } = headers;
  if (!isPresigned && told === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  const payloadHash = isPresigned ? 'UNSIGNED-PAYLOAD' : String(told);
  const { secretAccessKey } = principal.keys;
  if (!isSignedWith(secretAccessKey, { method, url, headers }, signature, payloadHash, 'once')) {
    const advice = 'Check your key and signing method.';
    const reason = 'The request signature we calculated does not match the signature you provided.';
    throw new S3Error('SignatureDoesNotMatch', `${reason} ${advice}`);
  }
  checkTime(signature, nowMs);
  return principal;
}

function malformed(isPresigned: boolean, message: string): S3Error {
  return new S3Error(isPresigned ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed', message);
}

function checkScope({ region, service, signedHeaders, expiresSeconds }: Signature, isPresigned: boolean): void {
  if (region !== REGION) throw malformed(isPresigned, `The region '${region}' is wrong; expecting '${REGION}'`);
  if (service !== 's3') throw malformed(isPresigned, `The service '${service}' is wrong; expecting 's3'`);
  if (!signedHeaders.includes('host')) throw malformed(isPresigned, 'The header host must be signed.');
  if ((expiresSeconds ?? 0) > EXPIRES_SECONDS_MAX) {
    throw malformed(isPresigned, 'X-Amz-Expires must be less than a week (in seconds)');
  }
}

/** A token that does not belong to its key is told from a key that nobody has. */
function unknownCaller({ accessKeyId, sessionToken }: Signature, { administrator }: Authority): S3Error {
  if (sessionToken !== undefined || accessKeyId === administrator.accessKeyId) {
    return new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  return new S3Error('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
}

function checkTime(signature: Signature, nowMs: number): void {
  const ageMs = nowMs - (readTimeMs(signature) ?? NaN);
  const { expiresSeconds } = signature;
  if (expiresSeconds === undefined) {
    if (Math.abs(ageMs) <= SKEW_MS_MAX) return;
    const reason = 'The difference between the request time and the current time is too large.';
    throw new S3Error('RequestTimeTooSkewed', reason);
  }
  if (ageMs > expiresSeconds * 1000) throw new S3Error('AccessDenied', 'Request has expired');
  if (!(ageMs >= -SKEW_MS_MAX)) throw new S3Error('AccessDenied', 'Request is not valid yet');
}

/** Errors: S3Error AccessDenied where a caller's policies do not allow this call. */
export function checkGrant(principal: Principal, call: S3Call): void {
  for (const access of listAccesses(call)) {
    const refusal = findRefusal(principal, access);
    if (refusal !== undefined) throw new S3Error('AccessDenied', quoteResource(refusal, access));
  }
}

/**
 * What a caller may know of an object that is not there: without the right to list, S3 answers as if it were forbidden.
 * A list that is allowed for a prefix only does not count, for this call names none.
 */
export function veilAbsence(principal: Principal, call: S3Call, error: unknown): unknown {
  if (!(error instanceof S3Error) || !/^NoSuch(Key|Version)$/.test(error.code)) return error;
  const resource = nameBucket(call);
  const action = error.code === 'NoSuchKey' ? 's3:ListBucket' : 's3:ListBucketVersions';
  const refusal = findRefusal(principal, { action, resource });
  return refusal === undefined ? error : new S3Error('AccessDenied', quoteResource(refusal, { action, resource }));
}

/** S3 puts the resource between quotes. */
function quoteResource(refusal: string, { resource }: Access): string {
  return refusal.replace(`on resource: ${resource} `, () => `on resource: "${resource}" `);
}

function listAccesses(call: S3Call): Access[] {
  const { method, bucketName, key, query, headers } = call;
  const bucket = nameBucket(call);
  if (bucketName === '') return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
  if (key === '') {
    const action = query.has('versions') ? 's3:ListBucketVersions' : 's3:ListBucket';
    return [{ action, resource: bucket, context: { 's3:prefix': query.get('prefix') ?? undefined } }];
  }
  const ofVersion = query.has('versionId') ? 'Version' : '';
  const one = (action: string): Access => ({ action, resource: `${bucket}/${key}` });
  if (query.has('uploadId') && method === 'DELETE') return [one('s3:AbortMultipartUpload')];
  if (query.has('uploadId') && method === 'GET') return [one('s3:ListMultipartUploadParts')];
  switch (method) {
    case 'PUT':
    case 'POST':
      // Who replaces what it knows is told whether it knows it.
      return [one('s3:PutObject'), ...(headers['if-match'] === undefined ? [] : [one('s3:GetObject')])];
    case 'DELETE':
      return [one(`s3:DeleteObject${ofVersion}`)];
    default:
      return [one(`s3:GetObject${ofVersion}`)];
  }
}

function nameBucket({ bucketName }: S3Call): string {
  return `arn:aws:s3:::${bucketName}`;
}
