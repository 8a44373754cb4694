import { describe, expect, it } from 'vitest';
import { createFieldRunner, type FieldRunnerParts } from '../../../../packages/appsync-host/resolver/runner.ts';
import type { DataSource, ResolverDefinition } from '../../../../packages/appsync-host/resolver/definition.ts';
import type { FieldContext, TraceEvent } from '../../../../packages/appsync-host/resolver/field.ts';
import type { InvokeLambda } from '../../../../packages/appsync-host/service-calls.ts';
import { resolverOf } from './run-code.ts';

const none: DataSource = { name: 'none', type: 'NONE' };
const lambda: DataSource = { name: 'predict', type: 'AWS_LAMBDA', functionName: 'predict-function' };

function contextOf(special: Partial<FieldContext> = {}, selectionSetList: string[] = []): FieldContext {
  return {
    arguments: {},
    identity: null,
    source: null,
    request: { headers: {}, domainName: null },
    info: { fieldName: 'wine', parentTypeName: 'Query', variables: {}, selectionSetList, selectionSetGraphQL: '' },
    env: {},
    ...special,
  };
}

function runnerOf(definition: Partial<ResolverDefinition>, special: Partial<FieldRunnerParts> = {}) {
  const runner = createFieldRunner({
    definitions: [{ typeName: 'Query', fieldName: 'wine', kind: 'UNIT', ...definition }],
    dynamodb: () => Promise.reject(new Error('no DynamoDB here')),
    invoke: () => Promise.reject(new Error('no Lambda here')),
    tokenKey: new Uint8Array(32),
    ...special,
  });
  const wine = async (context = contextOf()) => {
    const outcome = await runner.run('Query', 'wine', context);
    // Its value is worked out when it is asked for: a copy has it only if it was.
    return { ...outcome, value: outcome.value };
  };
  return { ...runner, wine };
}

const unit = (request: string, response?: string, dataSource = none): Partial<ResolverDefinition> => ({
  code: resolverOf(request, response),
  dataSource,
});

describe('a unit resolver', () => {
  it('gives its data source the request, and the client what response returns', async () => {
    const runner = runnerOf(unit('return { payload: ctx.args.a };', 'return [ctx.result, ctx.args.a];'));
    expect(await runner.wine(contextOf({ arguments: { a: 1 } }))).toEqual({ value: [1, 1], errors: [] });
  });

  it('is known by type and field', () => {
    const runner = runnerOf(unit(''));
    expect([runner.has('Query', 'wine'), runner.has('Query', 'beer'), runner.has('Wine', 'wine')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('keeps its stash from request to response', async () => {
    const runner = runnerOf(unit('ctx.stash.a = 1; return {};', 'return ctx.stash;'));
    expect((await runner.wine()).value).toEqual({ a: 1 });
    expect((await runner.wine()).value).toEqual({ a: 1 });
  });

  it('that returns early skips data source and response', async () => {
    const runner = runnerOf(unit(`runtime.earlyReturn({ early: true }); return {};`, `util.error('not me');`, lambda));
    expect(await runner.wine()).toEqual({ value: { early: true }, errors: [] });
  });

  it('aborted with util.error has no value and that error, its data cut to the selection set', async () => {
    const raise = `util.error('no', 'Wrong', { id: 1, secret: 2, deep: { a: 1, b: 2 }, list: [{ a: 1, b: 2 }] }, { secret: 3 });`;
    const outcome = await runnerOf(unit(raise)).wine(contextOf({}, ['id', 'deep', 'deep/a', 'list', 'list/a']));
    expect(outcome).toEqual({
      value: null,
      errors: [
        {
          message: 'no',
          errorType: 'Wrong',
          data: { id: 1, deep: { a: 1 }, list: [{ a: 1 }] },
          errorInfo: { secret: 3 },
        },
      ],
    });
  });

  it('gives an error without a type the type null', async () => {
    const { errors } = await runnerOf(unit(`util.error('no');`)).wine();
    expect(errors).toEqual([{ message: 'no', errorType: null, data: null, errorInfo: null }]);
  });

  it('refuses access with util.unauthorized', async () => {
    const { errors } = await runnerOf(unit('util.unauthorized();')).wine();
    expect(errors).toMatchObject([
      { message: 'Not Authorized to access wine on type Query', errorType: 'Unauthorized' },
    ]);
  });

  it('keeps its value beside appended errors', async () => {
    const response = `util.appendError('one', 'A'); util.appendError('two', 'B'); return ctx.outErrors.length;`;
    const outcome = await runnerOf(unit('return {};', response)).wine();
    expect(outcome).toMatchObject({ value: 0, errors: [{ message: 'one' }, { message: 'two' }] });
  });

  it('at fault has an error of type Code', async () => {
    const { value, errors } = await runnerOf(unit('return ctx.args.a.b.c;')).wine();
    expect(value).toBeNull();
    expect(errors).toMatchObject([
      { errorType: 'Code', message: expect.stringMatching(/^code\.js:3:\d+: TypeError/) as string },
    ]);
  });

  it('tells the GraphQL engine its headers and its subscription filter', async () => {
    const response = `util.http.addResponseHeader('x-a', 'b'); extensions.setSubscriptionFilter({ filterGroup: [] });`;
    expect(await runnerOf(unit('return {};', response)).wine()).toMatchObject({
      responseHeaders: { 'x-a': 'b' },
      subscriptionFilter: { filterGroup: [] },
    });
  });
});

describe('a Lambda data source', () => {
  const invoked: unknown[][] = [];
  const answering =
    (answer: Awaited<ReturnType<InvokeLambda>>): InvokeLambda =>
    (...call) => {
      invoked.push(call);
      return Promise.resolve(answer);
    };
  const invoke = `return { operation: 'Invoke', payload: { a: ctx.args.a } };`;

  it('gets the payload alone, and its answer is the result', async () => {
    const runner = runnerOf(unit(invoke, undefined, lambda), { invoke: answering({ payload: { ok: true } }) });
    expect((await runner.wine(contextOf({ arguments: { a: 1 } }))).value).toEqual({ ok: true });
    expect(invoked.at(-1)).toEqual(['predict-function', { a: 1 }, 'RequestResponse']);
  });

  it('that throws makes ctx.error, which reaches the client only if response says so', async () => {
    const parts = { invoke: answering({ error: { message: 'boom', type: 'RangeError' } }) };
    const silent = runnerOf(unit(invoke, 'return [ctx.error, ctx.result];', lambda), parts);
    expect(await silent.wine()).toEqual({ value: [{ message: 'boom', type: 'Lambda:Unhandled' }, null], errors: [] });
    const loud = runnerOf(unit(invoke, `util.error(ctx.error.message, ctx.error.type);`, lambda), parts);
    expect((await loud.wine()).errors).toMatchObject([{ message: 'boom', errorType: 'Lambda:Unhandled' }]);
  });

  it('invoked as an event has no result', async () => {
    const event = `return { operation: 'Invoke', invocationType: 'Event', payload: 1 };`;
    const runner = runnerOf(unit(event, 'return ctx.result;', lambda), { invoke: answering({ payload: 'ignored' }) });
    expect((await runner.wine()).value).toBeNull();
    expect(invoked.at(-1)).toEqual(['predict-function', 1, 'Event']);
  });

  it.each([
    [`return { operation: 'BatchInvoke', payload: 1 };`, 'UnsupportedByHost', 'BatchInvoke'],
    [`return { payload: 1 };`, 'MappingTemplate', `Value for field '$[operation]' not found.`],
    [`return { operation: 'Invoke', payLoad: 1 };`, 'MappingTemplate', `Unsupported element '$[payLoad]'.`],
  ])('%s is refused', async (request, errorType, message) => {
    const { value, errors } = await runnerOf(unit(request, `return 'never';`, lambda)).wine();
    expect(value).toBeNull();
    expect(errors).toMatchObject([{ errorType, message: expect.stringContaining(message) as string }]);
  });

  it('without code gets the whole context, and what it throws is the error', async () => {
    const context = contextOf({ arguments: { a: 1 }, identity: { sub: 'x' } });
    const well = runnerOf({ dataSource: lambda }, { invoke: answering({ payload: 'direct' }) });
    expect(await well.wine(context)).toEqual({ value: 'direct', errors: [] });
    expect(invoked.at(-1)?.[1]).toMatchObject({
      arguments: { a: 1 },
      identity: { sub: 'x' },
      info: { fieldName: 'wine' },
    });
    const ill = runnerOf(
      { dataSource: lambda },
      { invoke: answering({ error: { message: 'boom', type: 'RangeError' } }) },
    );
    expect(await ill.wine(context)).toMatchObject({
      value: null,
      errors: [{ message: 'boom', errorType: 'RangeError' }],
    });
    const barred = { error: { message: 'secret', type: 'UnauthorizedException' } };
    expect(await runnerOf({ dataSource: lambda }, { invoke: answering(barred) }).wine(context)).toMatchObject({
      errors: [{ message: 'You are not authorized to make this call.' }],
    });
  });
});

describe('a pipeline', () => {
  const step = (name: string, request: string, response = 'return ctx.result;', dataSource = none) => ({
    name,
    code: resolverOf(request, response),
    dataSource,
  });
  const pipeline = (
    request: string,
    functions: ResolverDefinition['functions'],
    response = 'return ctx.prev.result;',
  ): Partial<ResolverDefinition> => ({
    kind: 'PIPELINE',
    code: resolverOf(request, response),
    functions: functions ?? [],
  });
  const add = (letter: string) => step(letter, `return { payload: ctx.prev.result + '${letter}' };`);

  it('hands each result to the next', async () => {
    const runner = runnerOf(pipeline(`return '';`, [add('a'), add('b')], `return ctx.prev.result + '!' + ctx.result;`));
    expect(await runner.wine()).toEqual({ value: 'ab!ab', errors: [] });
  });

  it('shares one stash', async () => {
    const write = (name: string) => step(name, `ctx.stash.${name} = true; return {};`);
    const runner = runnerOf(pipeline('ctx.stash.first = 1;', [write('a'), write('b')], 'return ctx.stash;'));
    expect((await runner.wine()).value).toEqual({ first: 1, a: true, b: true });
  });

  it('goes on with the next function after an early return', async () => {
    const early = step('early', `runtime.earlyReturn('e'); return {};`, `util.error('not me');`, lambda);
    const runner = runnerOf(pipeline(`return '';`, [early, add('b')]));
    expect((await runner.wine()).value).toBe('eb');
  });

  it('goes to its end after an early return that says so, and after one of its own request', async () => {
    const end = step('end', `runtime.earlyReturn('e', { skipTo: 'END' }); return {};`);
    expect((await runnerOf(pipeline('', [end, add('b')], `return ctx.prev.result + '!';`)).wine()).value).toBe('e!');
    const own = runnerOf(pipeline(`runtime.earlyReturn('o');`, [add('b')], `return ctx.prev.result + '!';`));
    expect((await own.wine()).value).toBe('o!');
  });

  it('stops at util.error, and keeps what was appended before', async () => {
    const noted = step('noted', `util.appendError('note'); return {};`);
    const raising = step('raising', `util.error('stop'); return {};`);
    const runner = runnerOf(pipeline('', [noted, raising, add('b')]));
    expect(await runner.wine()).toMatchObject({ value: null, errors: [{ message: 'note' }, { message: 'stop' }] });
  });

  it('has at most ten functions, and code of its own', () => {
    const eleven = Array.from({ length: 11 }, () => add('a'));
    expect(() => runnerOf(pipeline('', eleven.slice(1)))).not.toThrow();
    expect(() => runnerOf(pipeline('', eleven))).toThrow('11 functions');
    expect(() => runnerOf({ kind: 'PIPELINE', functions: [] })).toThrow('no code');
  });
});

describe('the trace', () => {
  it('tells the request, the answer, the error and the log of each step', async () => {
    const events: TraceEvent[] = [];
    const runner = runnerOf(
      unit(`console.log('go'); return { operation: 'Invoke', payload: 1 };`, `util.error('told', 'A');`, lambda),
      {
        trace: (event) => events.push(event),
        invoke: () => Promise.resolve({ error: { message: 'boom', type: 'Error' } }),
      },
    );
    await runner.wine();
    expect(events).toEqual([
      { field: 'Query.wine', kind: 'log', data: expect.stringContaining('"go"') as string },
      { field: 'Query.wine', kind: 'request', data: { operation: 'Invoke', payload: 1 } },
      { field: 'Query.wine', kind: 'result', data: null },
      { field: 'Query.wine', kind: 'error', data: { message: 'boom', type: 'Lambda:Unhandled' } },
      { field: 'Query.wine', kind: 'error', data: { message: 'told', errorType: 'A', data: null, errorInfo: null } },
    ]);
  });
});

describe('definitions that cannot run are refused at once', () => {
  it.each([
    [{ code: 'export function request() {}', dataSource: none }, `must export a function 'response'`],
    [{ code: resolverOf('') }, 'no data source'],
    [{ dataSource: none }, 'no Lambda function'],
    [{ code: resolverOf(''), dataSource: { name: 'wines', type: 'AMAZON_DYNAMODB' } as const }, 'no tableName'],
  ])('%j', (definition, message) => {
    expect(() => runnerOf(definition)).toThrow(message);
  });

  it('a field without a resolver cannot be run', async () => {
    await expect(runnerOf(unit('')).run('Query', 'beer', contextOf())).rejects.toThrow('no resolver');
  });
});

describe('many at once', () => {
  it('do not see each other', async () => {
    const runner = runnerOf(
      unit(
        `ctx.stash.id = ctx.args.id; return { operation: 'Invoke', payload: ctx.args.id };`,
        'return [ctx.stash.id, ctx.result];',
        lambda,
      ),
      { invoke: async (_, payload) => new Promise((resolve) => setImmediate(() => resolve({ payload }))) },
    );
    const ids = Array.from({ length: 50 }, (_, id) => id);
    const outcomes = await Promise.all(ids.map((id) => runner.wine(contextOf({ arguments: { id } }))));
    expect(outcomes.map(({ value }) => value)).toEqual(ids.map((id) => [id, id]));
  });
});
