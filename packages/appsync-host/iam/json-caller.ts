/** Who signed a call of a service that speaks JSON over POST. */
import type { IncomingMessage } from 'node:http';
import { REGION } from '../template/identity.ts';
import { type Authority, findPrincipal, type Principal } from './authority.ts';
import { isSignedWith, readHeaderSignature, readTimeMs, sha256 } from './sigv4.ts';

const SKEW_MS_MAX = 15 * 60 * 1000;

/** Why a signature is not accepted, by AWS's own names. */
export interface SignatureFault {
  exception: string;
  message: string;
}

/** Who signed a request for that service, or why the signature is not accepted (messages as DynamoDB words them). */
export function authenticateCaller(
  { method = 'POST', url = '/', headers }: IncomingMessage,
  body: Buffer,
  authority: Authority,
  { service, nowMs }: { service: string; nowMs: number },
): Principal | SignatureFault {
  if (headers.authorization === undefined) {
    return { exception: 'MissingAuthenticationTokenException', message: 'Request is missing Authentication Token' };
  }
  const signature = readHeaderSignature({ method, url, headers });
  if (signature === undefined) {
    const needs = 'Credential, Signature, SignedHeaders, and the header X-Amz-Date';
    return { exception: 'IncompleteSignatureException', message: `Authorization header requires ${needs}.` };
  }
  if (!(Math.abs((readTimeMs(signature) ?? NaN) - nowMs) <= SKEW_MS_MAX)) {
    return invalid(`Signature expired or not yet current: ${signature.time}.`);
  }
  if (!signature.signedHeaders.includes('host'))
    return invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  if (signature.region !== REGION)
    return invalid(`Credential should be scoped to a valid region, not '${signature.region}'.`);
  if (signature.service !== service) return invalid(`Credential should be scoped to correct service: '${service}'.`);
  const principal = findPrincipal(authority, signature.accessKeyId, signature.sessionToken);
  if (principal === undefined) {
    return {
      exception: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
  }
  if (isSignedWith(principal.keys.secretAccessKey, { method, url, headers }, signature, sha256(body))) return principal;
  return invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
      'and signing method. Consult the service documentation for details.',
  );
}

function invalid(message: string): SignatureFault {
  return { exception: 'InvalidSignatureException', message };
}
