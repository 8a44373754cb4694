import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType, parse, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createJobPublisher } from '../../functions/bulk/publish-job.ts';
import { createPublisher, publisherOf } from '../../functions/publish.ts';
import { findSignatureFault } from '../../packages/appsync-host/appsync/access/sigv4.ts';
import { beginRun } from '../../store/models/runs.ts';
import { storedJob, toldOf } from '../resolvers/jobs.ts';

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
  expect(variables).toEqual({ run });
  expectWhole(query, ['TrainingRun', 'GateDecision', 'GateCheck']);
});

it('publishes a job with every field of PredictionJob', async () => {
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/graphql`;
  const job = storedJob();
  await createJobPublisher(publisherOf({ ...environment, GRAPHQL_ENDPOINT: endpoint }))(job);
  const { query, variables } = JSON.parse(String(received[0]?.body)) as { query: string; variables: object };
  expect(variables).toEqual({ job: toldOf(job) });
  expectWhole(query, ['PredictionJob', 'FailedChunk', 'PredictionJobFailure']);
});

/** Subscribers get what the mutation itself selects: that must be all that these types have. */
function expectWhole(query: string, types: string[]): void {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const selected = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, { Field: ({ name }) => void selected.add(`${info.getParentType()?.name}.${name.value}`) }),
  );
  for (const name of types) {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no type of the schema.`);
    for (const field of Object.keys(type.getFields())) expect(selected).toContain(`${name}.${field}`);
  }
}

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
