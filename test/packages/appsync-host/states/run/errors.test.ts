import { describe, expect, it } from 'vitest';
import type { Retrier } from '../../../../../packages/appsync-host/states/language/definition.ts';
import { chooseDelayMs } from '../../../../../packages/appsync-host/states/run/retry.ts';
import { functionArn, openRoom, Refusal, throwAs } from '../machine-room.ts';

const retrier = (more: Partial<Retrier> = {}): Retrier => ({
  ...{ errorEquals: ['States.ALL'], intervalSeconds: 1, attemptsMax: 3, backoffRate: 2, hasJitter: false },
  ...more,
});
const delays = (how: Retrier, count: number, random = () => 0.5) =>
  Array.from({ length: count }, (_, retries) => chooseDelayMs(how, retries, random) / 1000);

const pour = (more: object = {}) => ({
  StartAt: 'Pour',
  States: {
    Pour: { Type: 'Task', Resource: functionArn('pour'), End: true, ...more },
    Apologize: { Type: 'Pass', End: true },
  },
});
const sequence = (...names: string[]) => {
  const rest = [...names];
  return () => {
    const name = rest.shift();
    return name === undefined ? 'poured' : throwAs(name);
  };
};

describe('the pause before another attempt', () => {
  it('is as AWS documents it: 3 s, then 4.5 s, for an interval of 3 and a rate of 1.5', () => {
    expect(delays(retrier({ intervalSeconds: 3, backoffRate: 1.5 }), 2)).toEqual([3, 4.5]);
  });

  it('is 1, 2 and 4 s unless told otherwise', () => {
    expect(delays(retrier(), 3)).toEqual([1, 2, 4]);
  });

  it('does not outgrow MaxDelaySeconds: 3, 5, 5 s as in the guide', () => {
    expect(delays(retrier({ intervalSeconds: 3, backoffRate: 2, delaySecondsMax: 5 }), 3)).toEqual([3, 5, 5]);
  });

  it('is anything up to that with full jitter', () => {
    const how = retrier({ intervalSeconds: 2, hasJitter: true });
    expect(delays(how, 3, () => 0)).toEqual([0, 0, 0]);
    expect(delays(how, 3, () => 0.999)).toEqual([1.998, 3.996, 7.992]);
  });
});

describe('a task that fails', () => {
  it('is tried again after each pause, by the retrier that names its error, each with its own count', async () => {
    // The example of the guide: ErrorA, ErrorB, ErrorC, ErrorB; the first retrier has two attempts.
    const act = sequence('ErrorA', 'ErrorB', 'ErrorC', 'ErrorB');
    const room = openRoom({ functions: { pour: act } });
    const execution = await room.begin(
      pour({
        Retry: [
          { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
          { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Apologize' }],
      }),
    );
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const pause = await room.clock.nextWait();
      pauses.push(pause / 1000);
      room.clock.move(pause);
    }
    const { status, output } = await room.ended(execution);
    expect(pauses).toEqual([1, 2, 5]);
    expect({ status, output }).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'ErrorB' } });
  });

  it('is not tried again where MaxAttempts is 0, and fails the execution with its error', async () => {
    const room = openRoom({ functions: { pour: () => throwAs('Corked', 'bad smell') } });
    const { status, error, cause } = await room.run(pour({ Retry: [{ ErrorEquals: ['Corked'], MaxAttempts: 0 }] }));
    expect([status, error]).toEqual(['FAILED', 'Corked']);
    expect(JSON.parse(cause ?? '')).toEqual({ errorType: 'Corked', errorMessage: 'bad smell', trace: [] });
  });

  it('hands its error on at the place of ResultPath, beside its input', async () => {
    const room = openRoom({ functions: { pour: () => throwAs('Corked') } });
    const Catch = [{ ErrorEquals: ['Corked'], ResultPath: '$.trouble', Next: 'Apologize' }];
    const { output } = await room.run(pour({ InputPath: '$.wine', Catch }), { wine: { name: 'Merlot' } });
    expect(output).toEqual({
      wine: { name: 'Merlot' },
      trouble: { Error: 'Corked', Cause: expect.stringContaining('"errorType":"Corked"') as string },
    });
  });

  it.each([
    ['States.ALL', 'States.Timeout', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'Corked', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.Runtime', 'States.Runtime', false],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['corked', 'Corked', false],
  ])('%s catches %s: %s', async (name, error, isCaught) => {
    const room = openRoom({ functions: { pour: () => throwAs(error) } });
    const { status } = await room.run(pour({ Catch: [{ ErrorEquals: [name], Next: 'Apologize' }] }));
    expect(status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
  });

  it.each([
    ['TooManyRequestsException', 'Lambda.TooManyRequestsException', 'Status Code: 429'],
    ['ResourceNotFoundException', 'Lambda.ResourceNotFoundException', 'Status Code: 404'],
    ['AccessDeniedException', 'Lambda.AWSLambdaException', 'Error Code: AccessDeniedException'],
  ])('that Lambda refuses by %s has the error %s', async (exception, error, cause) => {
    const refuse = () => {
      throw new Refusal(exception, 'No.');
    };
    const room = openRoom({ functions: { pour: refuse } });
    expect(await room.run(pour())).toMatchObject({ error, cause: expect.stringContaining(cause) as string });
  });

  it('after its TimeoutSeconds has the error States.Timeout', async () => {
    const room = openRoom({ functions: { pour: () => new Promise(() => undefined) } });
    const execution = await room.begin(pour({ TimeoutSeconds: 30 }));
    expect(await room.clock.nextWait()).toBe(30_000);
    room.clock.move(30_000);
    expect(await room.ended(execution)).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
      events: expect.arrayContaining(['LambdaFunctionTimedOut']) as string[],
    });
  });

  it('by what is too large for a state has the error States.DataLimitExceeded', async () => {
    const room = openRoom({ functions: { pour: () => 'x'.repeat(262_143) } });
    expect(await room.run(pour())).toMatchObject({ error: 'States.DataLimitExceeded' });
    const small = openRoom({ functions: { pour: () => 'x'.repeat(262_142) } });
    expect(await small.run(pour())).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('by a path that leads nowhere fails the execution with States.Runtime, and says where', async () => {
    const room = openRoom({ functions: { pour: () => 1 } });
    const { error, cause } = await room.run(pour({ Parameters: { 'wine.$': '$.wine' } }), { beer: 1 });
    expect([error, cause]).toEqual([
      'States.Runtime',
      "An error occurred while executing the state 'Pour' (entered at the event id #2). The JSONPath '$.wine' " +
        `specified for the field 'wine.$' could not be found in the input '{"beer":1}'`,
    ]);
  });

  it('by a ResultPath that does not fit has the error States.ResultPathMatchFailure', async () => {
    const room = openRoom({ functions: { pour: () => 1 } });
    expect(await room.run(pour({ ResultPath: '$.a' }), 'text')).toMatchObject({
      error: 'States.ResultPathMatchFailure',
    });
  });

  it('knows in its context how often it was tried again', async () => {
    const seen: unknown[] = [];
    const act = ({ retries }: { retries: number }) => {
      seen.push(retries);
      return retries < 2 ? throwAs('Corked') : retries;
    };
    const room = openRoom({ functions: { pour: act } });
    const Retry = [{ ErrorEquals: ['Corked'] }];
    const execution = await room.begin(pour({ Parameters: { 'retries.$': '$$.State.RetryCount' }, Retry }));
    room.clock.move(await room.clock.nextWait());
    room.clock.move(await room.clock.nextWait());
    expect((await room.ended(execution)).output).toBe(2);
    expect(seen).toEqual([0, 1, 2]);
  });
});

describe('an execution', () => {
  it('fails by a Fail state, with its error and cause, also from a path', async () => {
    const room = openRoom();
    const fail = (more: object) => ({ StartAt: 'End', States: { End: { Type: 'Fail', ...more } } });
    expect(await room.run(fail({ Error: 'Empty', Cause: 'No wine.' }))).toMatchObject({
      status: 'FAILED',
      error: 'Empty',
      cause: 'No wine.',
    });
    expect(await room.run(fail({ ErrorPath: '$.why' }), { why: 'Drunk' })).toMatchObject({ error: 'Drunk' });
    expect(await room.run(fail({}))).not.toHaveProperty('error');
  });

  it('is TIMED_OUT after the TimeoutSeconds of its machine', async () => {
    const room = openRoom({ functions: { pour: () => new Promise(() => undefined) } });
    const execution = await room.begin({ ...pour(), TimeoutSeconds: 100 });
    expect(await room.clock.nextWait()).toBe(100_000);
    room.clock.move(100_000);
    expect(await room.ended(execution)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });
});
