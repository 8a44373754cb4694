/** What the services of the host do for each other, whichever of them does it. */

/**
 * Invokes a Lambda by its name or ARN. Never rejects: what the function threw, or kept it from running, comes as a
 * value. With 'Event' the answer is null, at once.
 */
export type InvokeLambda = (
  functionName: string,
  payload: unknown,
  invocationType: 'RequestResponse' | 'Event',
) => Promise<{ payload: unknown } | { error: { message: string; type: string } }>;

/**
 * Calls an action of DynamoDB's JSON API, such as `GetItem`. Errors: Error whose name is the exception's, such as
 * ConditionalCheckFailedException.
 */
export type CallDynamodb = (action: string, body: object) => Promise<Record<string, unknown>>;

/** The calls by the service that answers them. One more service that others call is one more line here. */
export interface ServiceCalls {
  dynamodb: CallDynamodb;
  lambda: InvokeLambda;
}

/** How an AWS SDK reaches the services of the host, and what it signs with. */
export interface HostAccess {
  accessKeyId: string;
  secretAccessKey: string;
  /** By the service's name, as in AWS_ENDPOINT_URL_<NAME>, in small letters. */
  endpoints: Record<string, string>;
}
