import { isSignedWith, readHeaderSignature, readTimeMs, sha256, type SignableRequest } from '../../iam/sigv4.ts';
import type { Credentials } from '../definition.ts';

/** A request as it was signed: header names in lower case, the body's bytes as they came. */
export interface SignedRequest extends SignableRequest {
  headers: Record<string, string>;
  body: Buffer;
}

/** Why a signature is not accepted, by AWS's own error names. */
export interface SignatureFault {
  errorType: 'UnrecognizedClientException' | 'InvalidSignatureException' | 'IncompleteSignatureException';
  message: string;
}

const SKEW_MS_MAX = 5 * 60 * 1000;

/**
 * Verifies a Signature Version 4 made with the `Authorization` header; undefined when it holds.
 * Source: AWS, "Create a signed AWS API request".
 */
export function findSignatureFault(
  request: SignedRequest,
  credentials: Credentials,
  nowMs: number,
): SignatureFault | undefined {
  const signature = readHeaderSignature(request);
  if (signature === undefined)
    return fault(
      'IncompleteSignatureException',
      'Authorization header requires Credential, SignedHeaders, Signature and X-Amz-Date.',
    );
  const { accessKeyId, service, region, signedHeaders } = signature;
  if (accessKeyId !== credentials.accessKeyId || !isTokenRight(request, credentials))
    return fault('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (service !== 'appsync' || region !== credentials.region)
    return fault('InvalidSignatureException', `Credential should be scoped to ${credentials.region}/appsync.`);
  if (!(Math.abs((readTimeMs(signature) ?? NaN) - nowMs) <= SKEW_MS_MAX))
    return fault('InvalidSignatureException', `Signature expired or not yet current: ${signature.time}.`);
  if (!signedHeaders.includes('host')) return fault('InvalidSignatureException', "'Host' must be a signed header.");
  if (isSignedWith(credentials.secretAccessKey, request, signature, sha256(request.body))) return undefined;
  return fault(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided.',
  );
}

function fault(errorType: SignatureFault['errorType'], message: string): SignatureFault {
  return { errorType, message };
}

function isTokenRight(request: SignedRequest, credentials: Credentials): boolean {
  return credentials.sessionToken === undefined || request.headers['x-amz-security-token'] === credentials.sessionToken;
}
