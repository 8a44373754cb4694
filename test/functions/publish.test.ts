import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPublisher, publisherOf } from '../../functions/publish.ts';
import { findSignatureFault } from '../../packages/appsync-host/appsync/access/sigv4.ts';
import { beginRun } from '../../store/models/runs.ts';

const environment = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'publisher',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
};
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const schema = buildSchema(`${read('schema.graphql')}\n${read('packages/appsync-host/appsync.graphql')}`);
const run = beginRun('01KASX0000000000000000000R', 'schedule', null, '2026-11-23T12:00:00.000Z');

let server: Server;
let received: { url: string; method: string; headers: Record<string, string>; body: Buffer }[];
let answer: { status: number; body: string };
beforeEach(async () => {
  received = [];
  answer = { status: 200, body: '{"data":{}}' };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ url: request.url ?? '', method: request.method ?? '', headers, body: Buffer.concat(chunks) });
      response.writeHead(answer.status).end(answer.body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());
const publisher = () => {
  const { port } = server.address() as AddressInfo;
  return createPublisher(publisherOf({ ...environment, GRAPHQL_ENDPOINT: `http://127.0.0.1:${port}/graphql` }));
};

it('publishes a run by a mutation of the schema, with every field of TrainingRun, signed for AppSync', async () => {
  await publisher()('publishTrainingProgress', run);
  const [request] = received;
  if (request === undefined) throw new Error('Nothing was published.');
  const credentials = {
    accessKeyId: 'publisher',
    secretAccessKey: 'secret',
    sessionToken: 'session',
    region: 'eu-west-1',
    accountId: '',
    userName: '',
  };
  expect(findSignatureFault(request, credentials, Date.now())).toBeUndefined();
  const { query, variables } = JSON.parse(request.body.toString()) as { query: string; variables: object };
  expect(validate(schema, parse(query))).toEqual([]);
  expect(variables).toEqual({ run });
  for (const type of ['TrainingRun', 'GateDecision', 'GateCheck']) {
    const found = schema.getType(type);
    const fields = found && 'getFields' in found ? Object.keys(found.getFields()) : [];
    expect(fields.length).toBeGreaterThan(2);
    for (const field of fields) expect(query).toMatch(new RegExp(`\\b${field}\\b`));
  }
});

it.each([
  [200, '{"data":null,"errors":[{"message":"Not Authorized"}]}', 'Not Authorized'],
  [401, '{"errors":[{"message":"The security token is invalid."}]}', 'status 401'],
])('a publication that is answered with %d and an error has failed', async (status, body, reason) => {
  answer = { status, body };
  await expect(publisher()('publishTrainingCompleted', run)).rejects.toThrow(reason);
});

it('a part of the environment that is missing is named', () => {
  expect(() => publisherOf(environment)).toThrow('GRAPHQL_ENDPOINT');
});
