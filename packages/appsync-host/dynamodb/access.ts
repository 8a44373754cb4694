/** Who may call DynamoDB, and do what: signatures, and the policies of roles. */
import type { IncomingMessage } from 'node:http';
import { type Authority, findPrincipal, findRefusal, type Principal } from '../iam/authority.ts';
import { isSignedWith, readHeaderSignature, readTimeMs, sha256 } from '../iam/sigv4.ts';
import { isRecord, type JsonRecord } from '../record.ts';
import { arnOf, REGION } from '../template/identity.ts';
import type { Refusal } from './refusal.ts';

const SKEW_MS_MAX = 15 * 60 * 1000;

/** Who signed a request, or why the signature is not accepted (messages as DynamoDB words them). */
export function authenticate(
  request: IncomingMessage,
  body: Buffer,
  authority: Authority,
  nowMs: number,
): Principal | Refusal {
  const { method = 'POST', url = '/', headers } = request;
  if (headers.authorization === undefined) {
    return { exception: 'MissingAuthenticationTokenException', message: 'Request is missing Authentication Token' };
  }
  const signature = readHeaderSignature({ method, url, headers });
  if (signature === undefined) {
    const needs = 'Credential, Signature, SignedHeaders, and the header X-Amz-Date';
    return { exception: 'IncompleteSignatureException', message: `Authorization header requires ${needs}.` };
  }
  const { time, region, service, signedHeaders } = signature;
  if (!(Math.abs((readTimeMs(signature) ?? NaN) - nowMs) <= SKEW_MS_MAX)) {
    return invalid(`Signature expired or not yet current: ${time}.`);
  }
  if (!signedHeaders.includes('host')) {
    return invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (region !== REGION) return invalid(`Credential should be scoped to a valid region, not '${region}'.`);
  if (service !== 'dynamodb') return invalid("Credential should be scoped to correct service: 'dynamodb'.");
  const principal = findPrincipal(authority, signature.accessKeyId, signature.sessionToken);
  if (principal === undefined) {
    const message = 'The security token included in the request is invalid.';
    return { exception: 'UnrecognizedClientException', message };
  }
  if (isSignedWith(principal.keys.secretAccessKey, { method, url, headers }, signature, sha256(body))) return principal;
  return invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
      'and signing method. Consult the service documentation for details.',
  );
}

function invalid(message: string): Refusal {
  return { exception: 'InvalidSignatureException', message };
}

/** Why a caller may not do this; undefined where its policies allow it on every table that the call names. */
export function findGrantFault(principal: Principal, action: string, body: JsonRecord): Refusal | undefined {
  for (const resource of listResources(body)) {
    const message = findRefusal(principal, { action: `dynamodb:${action}`, resource });
    if (message !== undefined) return { exception: 'AccessDeniedException', message };
  }
  return undefined;
}

/** The ARNs of the tables, or of the index, that a call is about; `*` where it is about none. */
function listResources({ TableName, IndexName, RequestItems }: JsonRecord): string[] {
  if (typeof TableName === 'string') {
    return [nameTable(TableName) + (typeof IndexName === 'string' ? `/index/${IndexName}` : '')];
  }
  return isRecord(RequestItems) ? Object.keys(RequestItems).map(nameTable) : ['*'];
}

function nameTable(table: string): string {
  return table.startsWith('arn:') ? table : arnOf('dynamodb', `table/${table}`);
}
