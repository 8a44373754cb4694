import { DescribeMapRunCommand, ListMapRunsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { makeFolder } from '../temporary-folder.ts';
import { forkCellar, GREETINGS, waitForEnd, writeCellar } from './cellar-stack.ts';

/** Tells the test whom it greets, and waits for its leave. */
const code = `
  export const handler = async ({ name }) => {
    await fetch(process.env.BELL + name);
    return { greeted: name };
  };`;

/** Hears whom functions greet; leaves them waiting with Ben until it is told to let everybody go. */
async function listenForGuests() {
  const guests: string[] = [];
  const { promise: benIsHere, resolve } = Promise.withResolvers<undefined>();
  const bell = { guests, benIsHere, letsGo: false, url: '' };
  const server = createServer(({ url = '' }, response) => {
    guests.push(url.slice(1));
    if (url === '/Ben') resolve(undefined);
    if (url !== '/Ben' || bell.letsGo) response.end();
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  bell.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  return bell;
}

it('a host that is killed in a Map goes on with the children that had not ended, and loses none', async () => {
  const [bell, data] = [await listenForGuests(), makeFolder()];
  const { Each } = GREETINGS.States;
  const cdkOut = writeCellar({
    code,
    definition: { ...GREETINGS, States: { Each: { ...Each, MaxConcurrency: 1 } } },
    change: ({ Resources: { Greeter } }) =>
      Object.assign(Greeter?.Properties ?? {}, { Timeout: 60, Environment: { Variables: { BELL: bell.url } } }),
  });
  const before = await forkCellar(cdkOut, data);
  const { bucket, stateMachineArn } = before;
  await before.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'lists/a', Body: '["Ann","Ben","Cleo"]' }));
  const input = JSON.stringify({ key: 'lists/a' });
  const { executionArn } = await before.sfn.send(new StartExecutionCommand({ stateMachineArn, input, name: 'once' }));
  await bell.benIsHere;
  await before.kill();
  bell.letsGo = true;
  const after = await forkCellar(cdkOut, data);
  const { status, output } = await waitForEnd(after.sfn, executionArn);
  expect(status).toBe('SUCCEEDED');
  expect(bell.guests).toEqual(['Ann', 'Ben', 'Ben', 'Cleo']);
  const { mapRuns = [] } = await after.sfn.send(new ListMapRunsCommand({ executionArn }));
  expect(mapRuns).toHaveLength(1);
  const run = await after.sfn.send(new DescribeMapRunCommand({ mapRunArn: mapRuns[0]?.mapRunArn }));
  expect(run.itemCounts).toMatchObject({ succeeded: 3, total: 3 });
  const { Key } = (JSON.parse(output ?? '') as { run: { ResultWriterDetails: { Key: string } } }).run
    .ResultWriterDetails;
  const results = await after.s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: Key.replace('manifest.json', 'SUCCEEDED_0.jsonl') }),
  );
  expect(await results.Body?.transformToString()).toBe(
    ['Ann', 'Ben', 'Cleo'].map((name) => `{"greeted":"${name}"}`).join('\n'),
  );
});
