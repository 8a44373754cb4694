import { describe, expect, it } from 'vitest';
import { functionArn, MACHINE_ARN, openRoom, throwAs } from '../machine-room.ts';

const only = (state: object) => ({ StartAt: 'Only', States: { Only: { ...state, End: true } } });
const pass = (more: object = {}) => only({ Type: 'Pass', ...more });

describe('input and output', () => {
  const outputOf = async (definition: object, input: unknown = {}) => {
    const { output, error, cause } = await openRoom().run(definition, input);
    return error === undefined ? output : [error, cause];
  };

  it.each([
    ['what comes is handed on', {}, { a: 1 }, { a: 1 }],
    ['InputPath chooses a part', { InputPath: '$.a' }, { a: { b: 1 } }, { b: 1 }],
    ['InputPath null is an empty object', { InputPath: null }, { a: 1 }, {}],
    ['OutputPath chooses a part', { OutputPath: '$.a' }, { a: { b: 1 } }, { b: 1 }],
    ['OutputPath null is an empty object', { OutputPath: null }, { a: 1 }, {}],
    ['a Result replaces the input', { Result: [1] }, { a: 1 }, [1]],
    ['ResultPath puts it beside', { Result: 1, ResultPath: '$.x.y' }, { a: 1 }, { a: 1, x: { y: 1 } }],
    ['ResultPath replaces an entry of a list', { Result: 9, ResultPath: '$.l[1]' }, { l: [1, 2] }, { l: [1, 9] }],
    ['ResultPath null drops it', { Result: 1, ResultPath: null }, { a: 1 }, { a: 1 }],
    [
      'Parameters are filled',
      { Parameters: { 'x.$': '$.a', y: { 'z.$': '$.l[0]' }, n: null } },
      { a: 1, l: [2] },
      { x: 1, y: { z: 2 }, n: null },
    ],
    ['a name in brackets', { InputPath: "$['a b']['c.d']" }, { 'a b': { 'c.d': 1 } }, 1],
    ['null is a value', { InputPath: '$.a' }, { a: null }, null],
  ])('%s', async (_, more, input, output) => {
    expect(await outputOf(pass(more), input)).toEqual(output);
  });

  it('the context object tells of execution, machine and state', async () => {
    const Parameters = {
      'id.$': '$$.Execution.Id',
      'input.$': '$$.Execution.Input.a',
      'state.$': '$$.State.Name',
      'machine.$': '$$.StateMachine',
    };
    expect(await outputOf(pass({ Parameters }), { a: 7 })).toEqual({
      id: `${MACHINE_ARN.replace('stateMachine', 'execution')}:run-0`,
      input: 7,
      state: 'Only',
      machine: { Id: MACHINE_ARN, Name: 'Cellar' },
    });
  });

  it('ResultSelector shapes what a function returns', async () => {
    const room = openRoom({ functions: { taste: (payload: object) => ({ payload, notes: ['plum', 'oak'] }) } });
    const { output } = await room.run(
      only({
        ...{ Type: 'Task', Resource: functionArn('taste'), InputPath: '$.wine', Parameters: { 'name.$': '$.n' } },
        ...{ ResultSelector: { 'first.$': '$.notes[0]', 'of.$': '$.payload' }, ResultPath: '$.tasted' },
      }),
      { wine: { n: 'Merlot' } },
    );
    expect(output).toEqual({ wine: { n: 'Merlot' }, tasted: { first: 'plum', of: { name: 'Merlot' } } });
  });
});

describe('a Choice', () => {
  const choose = async (rule: object, input: unknown) => {
    const room = openRoom();
    const { output, error } = await room.run(
      {
        StartAt: 'Ask',
        States: {
          Ask: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
          Yes: { Type: 'Pass', Result: 'yes', End: true },
          No: { Type: 'Pass', Result: 'no', End: true },
        },
      },
      input,
    );
    return error ?? output;
  };
  const of = (operator: string, value: unknown) => ({ Variable: '$.v', [operator]: value });

  it.each<[object, unknown, string]>([
    [of('StringEquals', 'a'), 'a', 'yes'],
    [of('StringEquals', 'a'), 1, 'no'],
    [of('StringLessThan', 'b'), 'a', 'yes'],
    [of('StringGreaterThanEquals', 'b'), 'a', 'no'],
    [of('StringEqualsPath', '$.w'), 'w', 'yes'],
    [of('StringMatches', 'log-*.txt'), 'log-2026.txt', 'yes'],
    [of('StringMatches', 'a\\*'), 'ab', 'no'],
    [of('StringMatches', 'a\\*'), 'a*', 'yes'],
    [of('NumericEquals', 1), 1, 'yes'],
    [of('NumericEquals', 1), '1', 'no'],
    [of('NumericLessThanEquals', 5), 5, 'yes'],
    [of('NumericGreaterThan', 5), 5, 'no'],
    [of('NumericGreaterThanEquals', 5), 5, 'yes'],
    [of('BooleanEquals', true), true, 'yes'],
    [of('BooleanEquals', false), true, 'no'],
    [of('TimestampLessThan', '2026-11-28T12:00:00Z'), '2026-11-28T12:00:00+01:00', 'yes'],
    [of('IsNull', true), null, 'yes'],
    [of('IsString', true), 1, 'no'],
    [of('IsNumeric', true), 1, 'yes'],
    [of('IsTimestamp', true), 'yesterday', 'no'],
    [of('IsPresent', true), 1, 'yes'],
    [{ Variable: '$.x', IsPresent: false }, 1, 'yes'],
    [{ Not: of('NumericEquals', 1) }, 2, 'yes'],
    [{ And: [of('NumericGreaterThan', 1), of('NumericLessThan', 3)] }, 2, 'yes'],
    [{ And: [of('NumericGreaterThan', 1), of('NumericLessThan', 3)] }, 3, 'no'],
    [{ Or: [of('NumericEquals', 1), of('NumericEquals', 3)] }, 3, 'yes'],
    [{ Variable: '$.x', StringEquals: 'a' }, 1, 'States.Runtime'],
  ])('by %j of %j goes to %s', async (rule, v, next) => {
    expect(await choose(rule, { v, w: 'w' })).toBe(next);
  });

  it('as AWS documents it: not private, or with a value from 20 up to 30', async () => {
    const room = openRoom();
    const definition = {
      StartAt: 'ChoiceStateX',
      States: {
        ChoiceStateX: {
          Type: 'Choice',
          Choices: [
            { Not: { Variable: '$.type', StringEquals: 'Private' }, Next: 'Public' },
            { Variable: '$.value', NumericEquals: 0, Next: 'ValueIsZero' },
            {
              And: [
                { Variable: '$.value', NumericGreaterThanEquals: 20 },
                { Variable: '$.value', NumericLessThan: 30 },
              ],
              Next: 'ValueInTwenties',
            },
          ],
          Default: 'DefaultState',
        },
        ...Object.fromEntries(
          ['Public', 'ValueIsZero', 'ValueInTwenties', 'DefaultState'].map((name) => [
            name,
            { Type: 'Pass', Result: name, End: true },
          ]),
        ),
      },
    };
    const to = async (input: object) => (await room.run(definition, input)).output;
    expect(await to({ type: 'Private', value: 22 })).toBe('ValueInTwenties');
    expect(await to({ type: 'Public', value: 22 })).toBe('Public');
    expect(await to({ type: 'Private', value: 0 })).toBe('ValueIsZero');
    expect(await to({ type: 'Private', value: 30 })).toBe('DefaultState');
  });

  it('without a rule that holds, and without a Default, is States.NoChoiceMatched', async () => {
    const room = openRoom();
    const definition = {
      StartAt: 'Ask',
      States: {
        Ask: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'End' }] },
        End: { Type: 'Succeed' },
      },
    };
    expect(await room.run(definition, { a: 2 })).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });
});

describe('a Wait', () => {
  const waits = async (wait: object, input: object = {}) => {
    const room = openRoom();
    const execution = await room.begin(only({ Type: 'Wait', ...wait }), input);
    const missingMs = await room.clock.nextWait();
    room.clock.move(missingMs - 1);
    expect(execution.status).toBe('RUNNING');
    room.clock.move(1);
    expect((await room.ended(execution)).output).toEqual(input);
    return missingMs / 1000;
  };

  it.each([
    [{ Seconds: 90 }, {}, 90],
    [{ SecondsPath: '$.s' }, { s: 5 }, 5],
    [{ Timestamp: '2026-11-28T01:00:00Z' }, {}, 3600],
    [{ TimestampPath: '$.t' }, { t: '2026-11-28T00:00:30Z' }, 30],
  ])('%j ends then, and not before', async (wait, input, seconds) => {
    expect(await waits(wait, input)).toBe(seconds);
  });

  it('for something that is no time fails', async () => {
    const { error } = await openRoom().run(only({ Type: 'Wait', SecondsPath: '$.s' }), { s: 'soon' });
    expect(error).toBe('States.Runtime');
  });
});

describe('a Map within its execution', () => {
  const map = (
    more: object = {},
    states: object = { Pour: { Type: 'Task', Resource: functionArn('pour'), End: true } },
  ) =>
    only({
      Type: 'Map',
      ItemsPath: '$.wines',
      ItemProcessor: { StartAt: Object.keys(states)[0], States: states },
      ...more,
    });

  it('answers what its iterations come to, in the order of the items', async () => {
    const room = openRoom({
      functions: { pour: ({ wine, n }: { wine: string; n: number }) => `${wine} ${String(n)}` },
    });
    const ItemSelector = { 'wine.$': '$$.Map.Item.Value', 'n.$': '$$.Map.Item.Index' };
    const { output, events } = await room.run(map({ ItemSelector }), { wines: ['Merlot', 'Malbec'] });
    expect(output).toEqual(['Merlot 0', 'Malbec 1']);
    expect(events.filter((type) => type.startsWith('Map')).sort()).toEqual([
      ...['MapIterationStarted', 'MapIterationStarted', 'MapIterationSucceeded', 'MapIterationSucceeded'],
      ...['MapStateEntered', 'MapStateExited', 'MapStateStarted', 'MapStateSucceeded'],
    ]);
  });

  it('runs no more iterations at once than it may', async () => {
    let [running, most] = [0, 0];
    const act = async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    };
    const wines = Array.from({ length: 50 }, (_, n) => n);
    for (const [MaxConcurrency, expected] of [
      [3, 3],
      [0, 40],
    ] as const) {
      most = 0;
      await openRoom({ functions: { pour: act } }).run(map({ MaxConcurrency }), { wines });
      expect(most).toBe(expected);
    }
  });

  it('fails with the first error of an iteration', async () => {
    const act = (wine: string) => (wine === 'bad' ? throwAs('Corked') : wine);
    const { status, error, events } = await openRoom({ functions: { pour: act } }).run(map(), {
      wines: ['good', 'bad'],
    });
    expect([status, error]).toEqual(['FAILED', 'Corked']);
    expect(events).toEqual(expect.arrayContaining(['MapIterationFailed', 'MapStateFailed']));
  });

  it('of nothing is an empty list, and of what is no list an error', async () => {
    expect((await openRoom().run(map(), { wines: [] })).output).toEqual([]);
    expect((await openRoom().run(map(), { wines: 'none' })).error).toBe('States.Runtime');
  });
});
