import type { ServerResponse } from 'node:http';

/** What a call is refused with, by DynamoDB's own names. */
export interface Refusal {
  exception: string;
  message: string;
}

/** Whose names exceptions are: those that every service of AWS has, or DynamoDB's own. */
const GENERAL = /^(MissingAuthenticationToken|IncompleteSignature|InvalidSignature|UnrecognizedClient|AccessDenied)/;

/** Answers with a refusal, in DynamoDB's form. */
export function refuse(response: ServerResponse, { exception, message }: Refusal): void {
  const space = GENERAL.test(exception) ? 'com.amazon.coral.service' : 'com.amazonaws.dynamodb.v20120810';
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: `${space}#${exception}`, message }));
}
