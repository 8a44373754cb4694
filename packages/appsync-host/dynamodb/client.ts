/** The host's own calls of its DynamoDB: JSON 1.0 over HTTP, as the SDK speaks it. */
import { assumeRole, type Authority } from '../iam/authority.ts';
import { sha256, signHeaders } from '../iam/sigv4.ts';
import type { CallDynamodb } from '../service-calls.ts';
import { REGION } from '../template/identity.ts';

/** A fault that DynamoDB reported; its name is the exception's, such as ConditionalCheckFailedException. */
class DynamodbError extends Error {
  readonly statusCode: number;

  constructor(name: string, message: string, statusCode: number) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
  }
}

/** Calls go to `endpoint`, signed by whoever calls. */
export function createCaller(endpoint: string, authority: Authority): CallDynamodb {
  const { host } = new URL(endpoint);
  return async (action, body, session) => {
    const text = JSON.stringify(body);
    const target = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${action}` };
    const request = { method: 'POST', url: '/', headers: { host, ...target } };
    const scope = { region: REGION, service: 'dynamodb', nowMs: Date.now() };
    const headers = signHeaders(assumeRole(authority, session), request, sha256(text), scope);
    const response = await fetch(endpoint, { method: 'POST', headers, body: text });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return answer;
    const [type, message] = [answer['__type'], answer['message'] ?? answer['Message']];
    const name = typeof type === 'string' ? type.split('#').at(-1) : undefined;
    throw new DynamodbError(name ?? 'InternalServerError', typeof message === 'string' ? message : '', response.status);
  };
}

/** Whether DynamoDB said that there is no such table. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}
