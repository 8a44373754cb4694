/** The host's own calls of its DynamoDB: JSON 1.0 over HTTP, as the SDK speaks it. */
import type { CallDynamodb } from '../service-calls.ts';

/** A fault that DynamoDB reported; its name is the exception's, such as ConditionalCheckFailedException. */
class DynamodbError extends Error {
  readonly statusCode: number;

  constructor(name: string, message: string, statusCode: number) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
  }
}

/** Calls go to `endpoint`, signed in by name only: the engine checks who, not the signature. */
export function createCaller(endpoint: string, accessKeyId: string): CallDynamodb {
  const credential = `Credential=${accessKeyId}/20000101/us-east-1/dynamodb/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0`,
    'x-amz-date': '20000101T000000Z',
  };
  return async (action, body) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { ...headers, 'x-amz-target': `DynamoDB_20120810.${action}` },
      body: JSON.stringify(body),
    });
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
