import { expect, it, onTestFinished } from 'vitest';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import { createLambda } from '../../../../packages/appsync-host/lambda/lambda.ts';
import { settledHeapMb } from '../settled-heap.ts';
import { makeFolder, makeFolderOf } from '../temporary-folder.ts';

const access = { accessKeyId: 'LAPTOP', secretAccessKey: 'secret', endpoints: {} };

it('an answer is forgotten once it is given, though its process lives on', async () => {
  const code = `export const handler = ({ at }) => String(at).padStart(200_000, '.')`;
  const definition = {
    name: 'Stack-Greet',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:Stack-Greet',
    version: '$LATEST',
    folder: makeFolderOf({ 'index.mjs': code }),
    handler: 'index.handler',
    timeoutMs: 5000,
    memoryMb: 256,
    environment: {},
  };
  const authority = createAuthority(access);
  const lambda = createLambda({ definitions: [definition], access, authority, logFolder: makeFolder() });
  onTestFinished(() => lambda.close());
  const call = async (times: number): Promise<void> => {
    for (let at = 0; at < times; at += 1) await lambda.invoke('Stack-Greet', { at }, 'RequestResponse');
  };
  await call(20);
  const before = await settledHeapMb();
  await call(200);
  expect((await settledHeapMb()) - before).toBeLessThan(8);
});
