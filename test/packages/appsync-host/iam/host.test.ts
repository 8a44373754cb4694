import { expect, it, onTestFinished } from 'vitest';
import { type Host, startHost } from '../../../../packages/appsync-host/host.ts';
import { type GuestBook, writeGuestBook } from '../fixture-stack.ts';
import { makeFolder } from '../temporary-folder.ts';

async function start(change?: (template: GuestBook) => void) {
  const lines: string[] = [];
  const options = { cdkOut: writeGuestBook(change), stateFolder: makeFolder() };
  const host = await startHost(options, { warn: (line) => lines.push(line) });
  onTestFinished(host.close);
  return { host, lines };
}

async function ask({ endpoint, outputs }: Host, query: string): Promise<unknown> {
  const headers = { 'x-api-key': outputs['Key'] ?? '' };
  return (await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
}

it('data sources do only what their roles may', async () => {
  const { host, lines } = await start(({ Resources: { SourceRole } }) => {
    Object.assign(SourceRole!.Properties, { Policies: [] });
  });
  expect(lines).toEqual([]);
  const who = 'User: arn:aws:sts::000000000000:assumed-role/GuestBook-SourceRole/APPSYNC_ASSUME_ROLE';
  const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/GuestBook-Guests';
  const denied = `${who} is not authorized to perform: dynamodb:PutItem on resource: ${table} because no identity-based`;
  expect(await ask(host, 'mutation { sign(name: "Ann") { name } }')).toMatchObject({
    errors: [{ errorType: 'DynamoDB:AccessDeniedException', message: expect.stringContaining(denied) as string }],
  });
  const invoke = `${who} is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:`;
  expect(await ask(host, '{ greet(name: "Ann") { by } }')).toMatchObject({
    errors: [{ errorType: 'Lambda:AccessDeniedException', message: expect.stringContaining(invoke) as string }],
  });
});

it('whoever has a role that the stack does not have is named at start, and not checked', async () => {
  const { host, lines } = await start(({ Resources: { GuestsSource, Greeter } }) => {
    delete GuestsSource!.Properties['ServiceRoleArn'];
    Object.assign(Greeter!.Properties, { Role: 'arn:aws:iam::000000000000:role/elsewhere' });
  });
  expect(lines).toEqual([
    'GuestBook-Greeter has no role of the stack: what it does is not checked.',
    'The data source guests has no role of the stack: what it does is not checked.',
  ]);
  expect(await ask(host, '{ guests { name } }')).toEqual({ data: { guests: [] } });
});
