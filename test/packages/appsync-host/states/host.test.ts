import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { GRANTS, GREETINGS, startCellar, waitForEnd, writeCellar } from './cellar-stack.ts';

describe('a state machine of a template, by the unmodified SDK', () => {
  it('reads a list in S3, calls a function for each entry and writes what they answer', async () => {
    const { sfn, s3, bucket, stateMachineArn } = await startCellar();
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'lists/guests.json', Body: '["Ann","Ben","Cleo"]' }));
    const input = JSON.stringify({ key: 'lists/guests.json' });
    const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, input, name: 'first' }));
    expect(started.executionArn).toMatch(/:execution:Greetings:first$/);
    const ended = await waitForEnd(sfn, started.executionArn);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', name: 'first', input, stateMachineArn });
    const output = JSON.parse(ended.output ?? '') as {
      key: string;
      run: { MapRunArn: string; ResultWriterDetails: { Key: string } };
    };
    const { Key } = output.run.ResultWriterDetails;
    const results = Key.replace('manifest.json', 'SUCCEEDED_0.jsonl');
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: results }));
    const lines = (await Body?.transformToString())?.split('\n').map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject(['Ann', 'Ben', 'Cleo'].map((name) => ({ greeting: `Welcome to GuestBook, ${name}` })));
    const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn: started.executionArn }));
    expect(mapRuns).toMatchObject([{ mapRunArn: output.run.MapRunArn, stateMachineArn: `${stateMachineArn}/Each` }]);
    const run = await sfn.send(new DescribeMapRunCommand({ mapRunArn: output.run.MapRunArn }));
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      maxConcurrency: 2,
      itemCounts: { succeeded: 3, total: 3, pending: 0 },
    });
    const children = await sfn.send(
      new ListExecutionsCommand({ mapRunArn: output.run.MapRunArn, statusFilter: 'SUCCEEDED' }),
    );
    expect(children.executions).toHaveLength(3);
    const child = await sfn.send(
      new DescribeExecutionCommand({ executionArn: children.executions?.[0]?.executionArn }),
    );
    expect(child).toMatchObject({ status: 'SUCCEEDED', input: expect.stringContaining('name') as string });
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn: started.executionArn }));
    expect(events?.map(({ type }) => type)).toEqual([
      ...['ExecutionStarted', 'MapStateEntered', 'MapRunStarted', 'MapRunSucceeded', 'MapStateExited'],
      'ExecutionSucceeded',
    ]);
  });

  it.each([
    ['invoke', 'States.ExceedToleratedFailureThreshold', /tolerated failure threshold/],
    ['read', 'States.ItemReaderFailed', /not authorized to perform: s3:GetObject/],
    ['write', 'States.ResultWriterFailed', /not authorized to perform: s3:PutObject/],
    ['start', 'States.Permissions', /assumed-role\/.*\/states is not authorized to perform: states:StartExecution/],
  ] as const)('fails where its role may not %s', async (without, error, cause) => {
    const grants = Object.entries(GRANTS).flatMap(([name, grant]) => (name === without ? [] : [grant]));
    const { sfn, s3, bucket, stateMachineArn } = await startCellar({ grants });
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'lists/guests.json', Body: '["Ann"]' }));
    const input = JSON.stringify({ key: 'lists/guests.json' });
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    expect(await waitForEnd(sfn, executionArn)).toMatchObject({
      status: 'FAILED',
      error,
      cause: expect.stringMatching(cause) as string,
    });
  });
});

it('a release changes a machine for executions that start from then on', async () => {
  const { host, sfn, stateMachineArn } = await startCellar();
  const answer = { StartAt: 'Answer', States: { Answer: { Type: 'Pass', Result: 'next', End: true } } };
  const response = await fetch(`${host.aws.endpoints.codedeploy}/release`, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.aws.secretAccessKey}` },
    body: JSON.stringify({ cdkOut: writeCellar({ definition: answer }) }),
  });
  expect((await response.text()).trim().split('\n').at(-1)).toBe('{"status":"Succeeded"}');
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  expect(await waitForEnd(sfn, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"next"' });
});

it('a machine that the host does not run stops the start, with the place', async () => {
  const { Each } = GREETINGS.States;
  const definition = { ...GREETINGS, States: { Each: { ...Each, ItemBatcher: { MaxItemsPerBatch: 2 } } } };
  const message = /^Greetings\.States\.Each\.ItemBatcher: the host does not run this field\. Take it out/;
  await expect(startCellar({ definition })).rejects.toThrow(message);
});
