import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startHost } from '../../../../../packages/appsync-host/host.ts';
import { writeGuestBook } from '../../fixture-stack.ts';
import { makeFolder } from '../../temporary-folder.ts';
import { headerProtocol, joinSocket } from './socket.ts';

test('a host serves the subscriptions of its template, and ends them when it ends; requests that offer HTTP/2 are answered as any', async () => {
  const lines: string[] = [];
  const cdkOut = writeGuestBook(({ Resources }) => {
    const properties = Resources['Schema']!.Properties;
    const subscription = 'type Subscription { onSigned(name: ID): Guest @aws_subscribe(mutations: ["sign"]) }';
    properties['Definition'] = `${String(properties['Definition'])} ${subscription}`;
  });
  const options = { cdkOut, port: 0, stateFolder: makeFolder(), fresh: true, trace: false, schedules: false };
  const host = await startHost(options, { warn: (line) => lines.push(line) });
  onTestFinished(host.close);

  const authorization = { host: new URL(host.endpoint).host, 'x-api-key': host.outputs['Key'] ?? '' };
  const socket = await joinSocket(host.realtimeEndpoint, ['graphql-ws', headerProtocol(authorization)]);
  await socket.start('subscription { onSigned(name: "Zoe") { name words } }', { authorization });
  const query = 'mutation { a: sign(name: "Max") { name } b: sign(name: "Zoe", words: "Hi") { name } }';
  await fetch(host.endpoint, { method: 'POST', headers: authorization, body: JSON.stringify({ query }) });
  expect((await socket.next()).payload).toEqual({ data: { onSigned: { name: 'Zoe', words: null } } });
  expect(lines).toEqual([
    'Subscription.onSigned asks for words, which Mutation.sign did not select: the subscriber gets null.',
  ]);

  const offering = request(host.endpoint, {
    method: 'POST',
    headers: { ...authorization, connection: 'Upgrade', upgrade: 'h2c' },
  });
  offering.end(JSON.stringify({ query: '{ guests { name } }' }));
  const [answer] = (await once(offering, 'response')) as [IncomingMessage];
  expect(answer.resume().statusCode).toBe(200);

  await host.close();
  expect((await socket.closed).code).toBe(1006);
});
