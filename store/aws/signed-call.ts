import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** In whose name a request is signed, and for which region. */
export interface SignedBy {
  region: string;
  credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
}

/** A GraphQL API of AppSync, and in whose name to call it: what only IAM opens. */
export interface SignedApi extends SignedBy {
  /** The API's GraphQL endpoint. */
  endpoint: string;
}

const PATIENCE_MS = 1_500;

/**
 * Sends an operation, signed (Signature Version 4); `name` is what messages call it.
 *
 * Errors: Error where it is not answered, or the answer holds an error.
 */
export async function callSigned(
  { endpoint, ...signedBy }: SignedApi,
  name: string,
  operation: { query: string; variables: object },
): Promise<void> {
  const url = new URL(endpoint);
  const body = JSON.stringify(operation);
  const headers = await signPost(url, 'appsync', signedBy, body, { 'content-type': 'application/json' });
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
  const answer = (await response.json()) as { errors?: { message?: string }[] };
  if (response.ok && !answer.errors) return;
  throw new Error(`${name} was answered with status ${response.status}: ${answer.errors?.[0]?.message ?? 'no reason'}`);
}

/** The headers by which a POST is signed for a service of AWS (Signature Version 4): those given, and the signature. */
export async function signPost(
  url: URL,
  service: string,
  { region, credentials }: SignedBy,
  body: string,
  given: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: url.pathname,
    headers: { host: url.host, ...given },
    body,
  });
  return headers;
}
