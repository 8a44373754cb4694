import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAuthority } from '../../../../../packages/appsync-host/iam/authority.ts';
import type { AccessKeys } from '../../../../../packages/appsync-host/iam/sigv4.ts';
import { readDefinition } from '../../../../../packages/appsync-host/states/language/read-definition.ts';
import { startStatesServer } from '../../../../../packages/appsync-host/states/api/server.ts';
import { createCaller } from '../../iam/callers.ts';
import { functionArn, MACHINE_ARN, openRoom, type RoomOptions } from '../machine-room.ts';

const keys = { accessKeyId: 'LAPTOP', secretAccessKey: 'x' };
const rest = { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 60, End: true } } };
const own = { stateMachineArn: MACHINE_ARN };
const refusal = (name: string, message: string | RegExp) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) as string }) as Error;

/** The API over machines whose functions are given, with a client of the unmodified SDK. */
async function serve(
  definition: object = rest,
  options: RoomOptions = {},
  caller?: { authority: ReturnType<typeof createAuthority>; keys: AccessKeys },
) {
  const room = openRoom(options);
  const text = JSON.stringify(definition);
  const machine = {
    arn: MACHINE_ARN,
    name: 'Cellar',
    roleArn: 'arn:aws:iam::000000000000:role/Cellar',
    definition: text,
  };
  const machines = new Map([[MACHINE_ARN, { ...machine, machine: readDefinition(text, 'Cellar') }]]);
  const api = { machines: () => machines, executions: room.executions, createdMs: 1_000 };
  const server = await startStatesServer(api, caller?.authority ?? createAuthority(keys));
  const credentials = caller?.keys ?? keys;
  const sfn = new SFNClient({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  onTestFinished(() => server.close());
  onTestFinished(() => sfn.destroy());
  const start = (more: object = {}) => sfn.send(new StartExecutionCommand({ ...own, ...more }));
  return { ...room, sfn, start };
}

describe('StartExecution', () => {
  it('of the same name and input is answered alike while that runs', async () => {
    const { start, executions } = await serve();
    const { executionArn, startDate } = await start({ name: 'a', input: '{"b":1}' });
    expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:Cellar:a');
    expect(await start({ name: 'a', input: '{"b":1}' })).toMatchObject({ executionArn, startDate });
    expect(executions.list()).toHaveLength(1);
  });

  it('of the same name is ExecutionAlreadyExists with another input, or once it has ended', async () => {
    const { start, executions } = await serve();
    const { executionArn = '' } = await start({ name: 'a' });
    const exists = refusal('ExecutionAlreadyExists', `^Execution Already Exists: '${executionArn}'$`);
    await expect(start({ name: 'a', input: '{ }' })).rejects.toEqual(exists);
    await executions.stop(executionArn, {});
    await expect(start({ name: 'a' })).rejects.toEqual(exists);
  });

  it('gives a name where there is none', async () => {
    const { start } = await serve();
    expect((await start()).executionArn).toMatch(/:Cellar:[0-9a-f-]{36}$/);
  });

  it.each(['a b', 'a:b', 'a/b', 'a*', 'a?', 'a"', 'a#', 'a%', '<a', '{a', '[a', 'a,', 'a\u0007', 'x'.repeat(81)])(
    'refuses the name %j',
    async (name) => {
      const { start } = await serve();
      await expect(start({ name })).rejects.toEqual(refusal('InvalidName', /^Invalid Name: '/));
    },
  );

  it.each(['a.b', '..', 'ä_1-@!', 'x'.repeat(80)])('takes the name %j', async (name) => {
    const { start, executions } = await serve();
    const { executionArn = '' } = await start({ name });
    expect(executions.find(executionArn)?.folder).toMatch(/[\\/][0-9a-f]{32}$/);
  });

  it('refuses what is no JSON, what is too large, and a machine that is not there', async () => {
    const { start } = await serve();
    await expect(start({ input: '{' })).rejects.toEqual(
      refusal('InvalidExecutionInput', /^Invalid State Machine Execution Input: '/),
    );
    const large = JSON.stringify('x'.repeat(262_143));
    await expect(start({ input: large })).rejects.toEqual(
      refusal('ValidationException', /less than or equal to 262144/),
    );
    const stateMachineArn = `${MACHINE_ARN}2`;
    const gone = refusal('StateMachineDoesNotExist', `^State Machine Does Not Exist: '${stateMachineArn}'$`);
    await expect(start({ stateMachineArn })).rejects.toEqual(gone);
    await expect(start({ stateMachineArn: 'Cellar' })).rejects.toEqual(refusal('InvalidArn', /^Invalid Arn: '/));
  });
});

describe('an execution', () => {
  it('is described from its start to its end', async () => {
    const { start, sfn, clock, ended, executions } = await serve();
    const { executionArn = '' } = await start({ name: 'a', input: '[1]' });
    const describeIt = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
    const running = await describeIt();
    expect(running).toMatchObject({
      ...own,
      executionArn,
      name: 'a',
      status: 'RUNNING',
      input: '[1]',
      startDate: new Date(clock.now()),
    });
    expect(running).not.toHaveProperty('stopDate');
    clock.move(await clock.nextWait());
    const execution = executions.find(executionArn);
    if (execution) await ended(execution);
    expect(await describeIt()).toMatchObject({ status: 'SUCCEEDED', output: '[1]', stopDate: new Date(clock.now()) });
  });

  it('can be stopped, with an error and a cause', async () => {
    const { start, sfn, clock } = await serve();
    const { executionArn } = await start();
    const { stopDate } = await sfn.send(new StopExecutionCommand({ executionArn, error: 'Drunk', cause: 'Enough.' }));
    expect(stopDate).toEqual(new Date(clock.now()));
    const told = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(told).toMatchObject({ status: 'ABORTED', error: 'Drunk', cause: 'Enough.' });
    const { events } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    expect(events).toMatchObject([
      { type: 'ExecutionAborted', executionAbortedEventDetails: { error: 'Drunk', cause: 'Enough.' } },
    ]);
    // Again changes nothing.
    expect(await sfn.send(new StopExecutionCommand({ executionArn }))).toMatchObject({ stopDate });
  });

  it('that is not there is ExecutionDoesNotExist', async () => {
    const { sfn } = await serve();
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:Cellar:a';
    const gone = refusal('ExecutionDoesNotExist', `^Execution Does Not Exist: '${executionArn}'$`);
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toEqual(gone);
    await expect(sfn.send(new StopExecutionCommand({ executionArn }))).rejects.toEqual(gone);
    await expect(sfn.send(new GetExecutionHistoryCommand({ executionArn }))).rejects.toEqual(gone);
    await expect(sfn.send(new ListMapRunsCommand({ executionArn }))).rejects.toEqual(gone);
  });

  it('is listed with the others, the newest first, by status, page by page', async () => {
    const { start, sfn, clock } = await serve();
    const arns: (string | undefined)[] = [];
    for (const name of ['a', 'b', 'c']) {
      arns.push((await start({ name })).executionArn);
      clock.move(1);
    }
    await sfn.send(new StopExecutionCommand({ executionArn: arns[1] }));
    const list = (more: object) => sfn.send(new ListExecutionsCommand({ ...own, ...more }));
    const page = await list({ maxResults: 2 });
    expect(page.executions?.map(({ name }) => name)).toEqual(['c', 'b']);
    expect((await list({ nextToken: page.nextToken })).executions?.map(({ name }) => name)).toEqual(['a']);
    expect((await list({ statusFilter: 'ABORTED' })).executions?.map(({ name }) => name)).toEqual(['b']);
    await expect(list({ nextToken: 'x' })).rejects.toEqual(refusal('InvalidToken', /^Invalid Token/));
  });

  it('has a history that numbers its events, with inputs and outputs unless they are left out', async () => {
    const definition = {
      StartAt: 'Pour',
      States: { Pour: { Type: 'Task', Resource: functionArn('pour'), End: true } },
    };
    const { start, sfn, executions, ended } = await serve(definition, { functions: { pour: () => ({ ml: 125 }) } });
    const { executionArn = '' } = await start({ input: '{"wine":"Merlot"}' });
    const execution = executions.find(executionArn);
    if (execution) await ended(execution);
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'TaskStateEntered'],
      [3, 2, 'LambdaFunctionScheduled'],
      [4, 3, 'LambdaFunctionStarted'],
      [5, 4, 'LambdaFunctionSucceeded'],
      [6, 5, 'TaskStateExited'],
      [7, 6, 'ExecutionSucceeded'],
    ]);
    expect(events?.[1]?.stateEnteredEventDetails).toMatchObject({ name: 'Pour', input: '{"wine":"Merlot"}' });
    expect(events?.[2]?.lambdaFunctionScheduledEventDetails).toMatchObject({ resource: functionArn('pour') });
    expect(events?.[4]?.lambdaFunctionSucceededEventDetails).toMatchObject({ output: '{"ml":125}' });
    const bare = await sfn.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'Pour' });
  });
});

describe('a Map run', () => {
  const States = { Pour: { Type: 'Task', Resource: functionArn('pour'), End: true } };
  const map = {
    StartAt: 'Each',
    States: {
      Each: {
        ...{ Type: 'Map', MaxConcurrency: 2, ToleratedFailureCount: 1, End: true },
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Pour', States },
      },
    },
  };

  it('tells how many children are how far, and ends them soon when its execution is stopped', async () => {
    const { promise: both, resolve } = Promise.withResolvers<undefined>();
    const called: number[] = [];
    const pour = (n: number) => {
      called.push(n);
      if (called.length === 3) resolve(undefined);
      return n === 0 ? n : new Promise(() => undefined);
    };
    const { start, sfn } = await serve(map, { functions: { pour } });
    const { executionArn } = await start({ input: '[0,1,2,3,4]' });
    await both;
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns[0]?.mapRunArn;
    const describeIt = () => sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(await describeIt()).toMatchObject({
      ...{
        executionArn,
        status: 'RUNNING',
        maxConcurrency: 2,
        toleratedFailureCount: 1,
        toleratedFailurePercentage: 0,
      },
      itemCounts: { succeeded: 1, running: 2, pending: 2, total: 5 },
    });
    await sfn.send(new StopExecutionCommand({ executionArn }));
    const over = await describeIt();
    expect(over).toMatchObject({ status: 'ABORTED', itemCounts: { succeeded: 1, aborted: 2, pending: 2, running: 0 } });
    expect(called).toEqual([0, 1, 2]);
    await expect(sfn.send(new DescribeMapRunCommand({ mapRunArn: `${String(mapRunArn)}0` }))).rejects.toEqual(
      refusal('ResourceNotFound', /^Resource not found/),
    );
  });
});

describe('machines', () => {
  it('are listed and described', async () => {
    const { sfn } = await serve();
    const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}));
    expect(stateMachines).toMatchObject([{ ...own, name: 'Cellar', type: 'STANDARD' }]);
    const told = await sfn.send(new DescribeStateMachineCommand(own));
    expect(told).toMatchObject({ ...own, status: 'ACTIVE', definition: JSON.stringify(rest) });
  });
});

describe('who calls', () => {
  it('may do what its role allows', async () => {
    const Statement = { Effect: 'Allow', Action: 'states:StartExecution', Resource: MACHINE_ARN };
    const { start, sfn } = await serve(rest, {}, createCaller(keys, Statement));
    const { executionArn } = await start();
    const message = [
      '^User: arn:aws:sts::000000000000:assumed-role/Taster/taste is not authorized to perform: states:StopExecution',
      'on resource: arn:aws:states:us-east-1:000000000000:execution:Cellar:[0-9a-f-]+',
      'because no identity-based policy allows the states:StopExecution action$',
    ].join(' ');
    await expect(sfn.send(new StopExecutionCommand({ executionArn }))).rejects.toEqual(
      refusal('AccessDeniedException', message),
    );
  });

  it('is turned away with a key that nobody has', async () => {
    const { start } = await serve(
      rest,
      {},
      { authority: createAuthority(keys), keys: { ...keys, secretAccessKey: 'y' } },
    );
    await expect(start()).rejects.toEqual(refusal('InvalidSignatureException', /does not match/));
  });

  it('is told which operations there are', async () => {
    const { sfn } = await serve();
    const unknown = refusal(
      'UnknownOperationException',
      /does not know SendTaskSuccess, only StartExecution, StopExecution/,
    );
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken: 'a', output: '1' }))).rejects.toEqual(unknown);
  });
});
