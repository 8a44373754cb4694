import { GetAliasCommand, InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { assumeRole } from '../../../../packages/appsync-host/iam/authority.ts';
import type { Host } from '../../../../packages/appsync-host/host.ts';
import { startReleasing, writeRelease } from '../release/released-guest-book.ts';

const CODE = `export const handler = async (event, context) => {
  if (event.fails) throw new RangeError('Too far.');
  if (event.leaves) process.exit(3);
  return { event, version: context.functionVersion, arn: context.invokedFunctionArn, client: context.clientContext };
};`;

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:GuestBook-Greeter';

async function start() {
  const { lambda, host } = await startReleasing(writeRelease({ letter: 'A', code: CODE }));
  const invoke = async (input: Partial<InvokeCommandInput> = {}) => {
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'GuestBook-Greeter', ...input }));
    const text = Buffer.from(answer.Payload ?? []).toString();
    return { ...answer, told: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
  };
  return { lambda, host, invoke };
}

describe('Invoke, by the unmodified SDK', () => {
  it('takes a name, an ARN and a partial ARN, each with its qualifier, and tells the version that ran', async () => {
    const { invoke } = await start();
    const cases = [
      [{}, '$LATEST', arn],
      [{ FunctionName: arn }, '$LATEST', arn],
      [{ Qualifier: 'live' }, '1', `${arn}:live`],
      [{ FunctionName: 'GuestBook-Greeter:1' }, '1', `${arn}:1`],
      [{ FunctionName: `${arn}:live` }, '1', `${arn}:live`],
      [{ FunctionName: '000000000000:function:GuestBook-Greeter', Qualifier: '$LATEST' }, '$LATEST', `${arn}:$LATEST`],
    ] as const;
    for (const [input, version, invokedArn] of cases) {
      const { StatusCode, ExecutedVersion, FunctionError, told } = await invoke(input);
      expect({ StatusCode, ExecutedVersion, FunctionError }).toEqual({ StatusCode: 200, ExecutedVersion: version });
      expect(told).toEqual({ event: {}, version, arn: invokedArn });
    }
  });

  it('hands on the payload and the client context as they are', async () => {
    const { invoke } = await start();
    const ClientContext = Buffer.from('{"custom":{"probe":"1"}}').toString('base64');
    const { told } = await invoke({ Payload: JSON.stringify({ name: 'Zoë' }), ClientContext });
    expect(told).toMatchObject({ event: { name: 'Zoë' }, client: { custom: { probe: '1' } } });
  });

  it('tells of what the function threw, and of what ended its process', async () => {
    const { invoke } = await start();
    const thrown = await invoke({ Payload: '{"fails":true}', Qualifier: 'live' });
    expect(thrown).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '1' });
    expect(thrown.told).toMatchObject({ errorType: 'RangeError', errorMessage: 'Too far.' });
    const left = await invoke({ Payload: '{"leaves":true}' });
    expect(left.told).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 3$/) as string,
    });
  });

  it('answers an event with 202 and a dry run with 204, at once and without an answer of the function', async () => {
    const { invoke } = await start();
    expect(await invoke({ InvocationType: 'Event' })).toMatchObject({ StatusCode: 202, told: undefined });
    expect(await invoke({ InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204, told: undefined });
  });

  it('refuses by the names that AWS has for it', async () => {
    const { invoke } = await start();
    await expect(invoke({ FunctionName: 'Nobody' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:Nobody',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(invoke({ Qualifier: '7' })).rejects.toMatchObject({ message: `Function not found: ${arn}:7` });
    await expect(invoke({ Payload: 'no JSON' })).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    await expect(invoke({ ClientContext: 'bm90aGluZw==' })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
    await expect(invoke({ Payload: JSON.stringify('x'.repeat(6_291_456)) })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  });

  it('lets nobody in whose signature is false, and a role do no more than its policy', async () => {
    const { host } = await start();
    const clientOf = (keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
      new LambdaClient({ region: 'us-east-1', credentials: keys, maxAttempts: 1, endpoint: host.aws.endpoints.lambda });
    const { accessKeyId } = host.aws;
    const stranger = clientOf({ accessKeyId, secretAccessKey: 'guess' });
    const input = { FunctionName: 'GuestBook-Greeter' };
    await expect(stranger.send(new InvokeCommand(input))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    const hook = clientOf(keysOf(host, 'GuestBook-HookRole'));
    expect(await hook.send(new InvokeCommand({ ...input, Qualifier: '1' }))).toMatchObject({ StatusCode: 200 });
    await expect(hook.send(new InvokeCommand({ ...input, Qualifier: 'live' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('GetAlias', () => {
  it('tells where an alias leads', async () => {
    const { lambda } = await start();
    const alias = await lambda.send(new GetAliasCommand({ FunctionName: 'GuestBook-Greeter', Name: 'live' }));
    expect(alias).toMatchObject({ AliasArn: `${arn}:live`, Name: 'live', FunctionVersion: '1' });
    await expect(
      lambda.send(new GetAliasCommand({ FunctionName: 'GuestBook-Greeter', Name: 'gone' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

/** The keys of a session of a role of the stack. */
function keysOf({ aws }: Host, role: string) {
  const roleArn = `arn:aws:iam::000000000000:role/${role}`;
  const { accessKeyId, secretAccessKey } = aws;
  const authority = {
    administrator: { accessKeyId, secretAccessKey },
    roles: { [roleArn]: { name: role, statements: [] } },
  };
  return assumeRole(authority, { roleArn, sessionName: 'test' });
}
