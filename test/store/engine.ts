import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import dynalite from 'dynalite';

/** The project's tables, as tests call them. */
const TABLE_NAME = /"(Predictions|Clients|Models|Usage|Jobs)"/g;

/**
 * A server that answers as DynamoDB, not listening yet: dynalite in memory, or what listens at DYNAMODB_ENDPOINT, by
 * which the tests can be held against other engines. There the tables have names of their own, for everybody's are in
 * one place.
 */
export function openEngine({ DYNAMODB_ENDPOINT: endpoint } = process.env): Server {
  if (endpoint === undefined) return dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const prefix = `T${randomBytes(6).toString('hex')}-`;
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void forward(endpoint, prefix, request, Buffer.concat(chunks).toString(), response));
  });
}

async function forward(
  endpoint: string,
  prefix: string,
  { headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const { authorization = '', 'x-amz-target': target = '', 'x-amz-date': date = '' } = headers;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': String(date),
      'x-amz-target': String(target),
    },
    body: body.replace(TABLE_NAME, `"${prefix}$1"`),
  });
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end((await answer.text()).replaceAll(prefix, ''));
}
