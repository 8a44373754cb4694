/**
 * Stands before dynalite: lets in only who holds the host's credentials, and refuses what the engine would silently
 * ignore. Everything else goes through unread.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

/** Accepted by dynalite without effect; a caller that counts on one would go wrong quietly. */
const IGNORED_BY_ENGINE = ['ReturnValuesOnConditionCheckFailure', 'StreamSpecification'];

/** A listener that passes on to the engine what may pass. */
export function createGate(engine: RequestListener, accessKeyId: string): RequestListener {
  return (request, response) => {
    if (!request.headers.authorization?.includes(`Credential=${accessKeyId}/`)) {
      refuse(response, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
      return;
    }
    void readBody(request).then(
      (body) => {
        const ignored = IGNORED_BY_ENGINE.find((name) => body.includes(`"${name}"`));
        if (ignored === undefined) engine(replay(request, body), response);
        else refuse(response, 'ValidationException', `The laptop host's DynamoDB cannot honour ${ignored}.`);
      },
      () => response.destroy(),
    );
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A request whose body has been read already, as the engine can read it once more. */
function replay({ method, url, headers, socket }: IncomingMessage, body: Buffer): IncomingMessage {
  return Object.assign(Readable.from([body], { objectMode: false }), {
    method,
    url,
    headers,
    socket,
  }) as unknown as IncomingMessage;
}

function refuse(response: ServerResponse, exception: string, message: string): void {
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${exception}`, message }));
}
