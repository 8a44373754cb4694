/** Objects of S3, read and written as the role of a machine. */
import { type Authority, assumeRole, type RoleSession } from '../../iam/authority.ts';
import { sha256, signHeaders } from '../../iam/sigv4.ts';
import type { HostAccess } from '../../service-calls.ts';
import { REGION } from '../../template/identity.ts';

/** Objects as Step Functions reaches them. A refusal is in S3's words. */
export interface ObjectStore {
  get: (bucket: string, key: string, versionId?: string) => Promise<{ bytes: Buffer } | { refusal: string }>;
  /** Answers why it could not be written; undefined where it was. */
  put: (bucket: string, key: string, bytes: Buffer) => Promise<string | undefined>;
}

/** Reaches the host's S3 over its own API, so that policies are checked as for everybody. */
export function createObjectStore(access: HostAccess, authority: Authority, session: RoleSession): ObjectStore {
  const send = async (method: string, url: string, bytes?: Buffer): Promise<Response> => {
    const endpoint = access.endpoints['s3'] ?? '';
    const payloadHash = sha256(bytes ?? '');
    const headers = {
      host: new URL(endpoint).host,
      'x-amz-content-sha256': payloadHash,
      'content-type': 'application/json',
    };
    const scope = { region: REGION, service: 's3', nowMs: Date.now() };
    const signed = signHeaders(assumeRole(authority, session), { method, url, headers }, payloadHash, scope, 'once');
    return fetch(endpoint + url, { method, headers: signed, ...(bytes && { body: new Uint8Array(bytes) }) });
  };
  return {
    get: async (bucket, key, versionId) => {
      const query = versionId === undefined ? '' : `?versionId=${encodeURIComponent(versionId)}`;
      const response = await send('GET', addressOf(bucket, key) + query);
      if (response.ok) return { bytes: Buffer.from(await response.arrayBuffer()) };
      return { refusal: describeRefusal(response.status, await response.text()) };
    },
    put: async (bucket, key, bytes) => {
      const response = await send('PUT', addressOf(bucket, key), bytes);
      const text = await response.text();
      return response.ok ? undefined : describeRefusal(response.status, text);
    },
  };
}

function addressOf(bucket: string, key: string): string {
  return `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

function describeRefusal(status: number, xml: string): string {
  const read = (name: string): string => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1] ?? '';
  return `${read('Message')} (Service: Amazon S3; Status Code: ${String(status)}; Error Code: ${read('Code')})`;
}
