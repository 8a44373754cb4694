import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** A GraphQL API of AppSync, and in whose name to call it: what only IAM opens. */
export interface SignedApi {
  /** The API's GraphQL endpoint. */
  endpoint: string;
  region: string;
  credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
}

const PATIENCE_MS = 1_500;

/**
 * Sends an operation, signed (Signature Version 4); `name` is what messages call it.
 *
 * Errors: Error where it is not answered, or the answer holds an error.
 */
export async function callSigned(
  { endpoint, region, credentials }: SignedApi,
  name: string,
  operation: { query: string; variables: object },
): Promise<void> {
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });
  const url = new URL(endpoint);
  const body = JSON.stringify(operation);
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: url.pathname,
    headers: { host: url.host, 'content-type': 'application/json' },
    body,
  });
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
  const answer = (await response.json()) as { errors?: { message?: string }[] };
  if (response.ok && !answer.errors) return;
  throw new Error(`${name} was answered with status ${response.status}: ${answer.errors?.[0]?.message ?? 'no reason'}`);
}
