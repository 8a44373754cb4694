import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FunctionDefinition } from '../../../../packages/appsync-host/lambda/definition.ts';
import { assumeRole, createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import { createLambda, type Lambda, type LambdaParts } from '../../../../packages/appsync-host/lambda/lambda.ts';
import { createCaller } from '../iam/callers.ts';
import { makeFolder, makeFolderOf } from '../temporary-folder.ts';

const access = {
  accessKeyId: 'LAPTOP',
  secretAccessKey: 'secret',
  endpoints: { dynamodb: 'http://127.0.0.1:1', s3: 'http://127.0.0.1:2' },
};

function define(code: string, overrides: Partial<FunctionDefinition> = {}): FunctionDefinition {
  return {
    name: 'Stack-Greet',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:Stack-Greet',
    version: '$LATEST',
    folder: makeFolderOf({ 'index.mjs': code, 'greeting.txt': 'hello' }),
    handler: 'index.handler',
    timeoutMs: 5000,
    memoryMb: 256,
    environment: { TABLE: 'Stack-Table' },
    ...overrides,
  };
}

function run(definition: FunctionDefinition, parts: Partial<LambdaParts> = {}): Lambda {
  const lambda = createLambda({
    definitions: [definition],
    access,
    authority: createAuthority(access),
    logFolder: makeFolder(),
    ...parts,
  });
  onTestFinished(() => lambda.close());
  // A payload is parsed when it is asked for: a copy has it only if it was.
  const invoke: Lambda['invoke'] = async (...asked) => {
    const outcome = await lambda.invoke(...asked);
    return 'error' in outcome ? outcome : { ...outcome, payload: outcome.payload };
  };
  return { ...lambda, invoke };
}

const call = (lambda: Lambda, payload: unknown = {}) => lambda.invoke('Stack-Greet', payload, 'RequestResponse');
const unhandled = (message: unknown) => ({ error: { type: 'Lambda:Unhandled', message } });

/** Takes as long as it is told, and answers how many were before. */
const COUNTING = `let calls = 0;
  export const handler = async ({ ms }) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return ++calls;
  };`;

describe('a function', () => {
  it('answers with what its handler returns, found by name, ARN or ARN with a qualifier', async () => {
    const definition = define('export const handler = async ({ name }) => ({ greeting: `hello ${name}` })');
    const live = { logicalId: 'Live', functionName: definition.name, name: 'live', routing: { version: '1' } };
    const versions = [definition, { ...definition, version: '1' }];
    const lambda = run(definition, { definitions: versions, aliases: [live] });
    const greeting = { payload: { greeting: 'hello ann' } };
    expect(await call(lambda, { name: 'ann' })).toEqual(greeting);
    expect(await lambda.invoke(definition.arn, { name: 'ann' }, 'RequestResponse')).toEqual(greeting);
    expect(await lambda.invoke(`${definition.arn}:live`, { name: 'ann' }, 'RequestResponse')).toEqual(greeting);
  });

  it('answers null when it returns nothing', async () => {
    expect(await call(run(define('export const handler = () => undefined')))).toEqual({ payload: null });
  });

  it('finds its own folder, the environment of the template and of Lambda, and nothing of the user', async () => {
    vi.stubEnv('SECRET_OF_THE_USER', 'x');
    onTestFinished(() => void vi.unstubAllEnvs());
    const definition = define(`import { readFileSync } from 'node:fs';
      const text = readFileSync('greeting.txt', 'utf8');
      export const handler = () => ({ text, env: process.env, ipc: typeof process.send });`);
    expect(await call(run(definition))).toMatchObject({
      payload: {
        text: 'hello',
        ipc: 'undefined',
        env: {
          TABLE: 'Stack-Table',
          LAMBDA_TASK_ROOT: definition.folder,
          AWS_REGION: 'us-east-1',
          AWS_LAMBDA_FUNCTION_NAME: 'Stack-Greet',
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
          AWS_ACCESS_KEY_ID: 'LAPTOP',
          AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
          AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2',
        },
      },
    });
    const answer = (await call(run(definition))) as { payload: { env: object } };
    expect(answer.payload.env).not.toHaveProperty('SECRET_OF_THE_USER');
    expect(answer.payload.env).not.toHaveProperty('HOME');
  });

  it('gets a context', async () => {
    const code = `export const handler = (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() })`;
    const { payload } = (await call(run(define(code)))) as { payload: Record<string, unknown> };
    expect(payload).toMatchObject({
      functionName: 'Stack-Greet',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: expect.stringMatching(/^arn:aws:lambda:.*Stack-Greet$/) as string,
      logGroupName: '/aws/lambda/Stack-Greet',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(payload['left']).toBeGreaterThan(1000);
    expect(payload['left']).toBeLessThanOrEqual(5000);
  });

  it('keeps its process for the next call', async () => {
    const lambda = run(define('let calls = 0; export const handler = () => ++calls'));
    expect(await call(lambda)).toEqual({ payload: 1 });
    expect(await call(lambda)).toEqual({ payload: 2 });
  });

  it.runIf(process.platform === 'linux')(
    'gives a process back that has grown large, and keeps the others',
    async () => {
      const code = `let kept; export const handler = ({ mb }) => { kept = Buffer.alloc(mb * 2 ** 20, 1); return process.pid; }`;
      const lambda = run(define(code, { memoryMb: 2048, timeoutMs: 20_000 }));
      const pid = async (mb: number) => ((await call(lambda, { mb })) as { payload: number }).payload;
      const small = await pid(1);
      const large = await pid(600);
      expect(large).toBe(small);
      expect(await pid(1)).not.toBe(large);
      const isGone = () => expect(() => process.kill(large, 0)).toThrow(/ESRCH/);
      await vi.waitFor(isGone, { timeout: 10_000, interval: 20 });
    },
  );

  it('has one call at a time in a process, and as many processes as calls need, up to a limit', async () => {
    const code = `let running = 0;
      export const handler = async ({ ms }) => {
        const together = ++running;
        await new Promise((resolve) => setTimeout(resolve, ms));
        running--;
        return { pid: process.pid, together };
      };`;
    const lambda = run(define(code), { workersMax: 2 });
    const calls = Array.from({ length: 6 }, () => call(lambda, { ms: 100 }));
    const answers = (await Promise.all(calls)) as { payload: { pid: number; together: number } }[];
    expect(answers.map(({ payload }) => payload.together)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(new Set(answers.map(({ payload }) => payload.pid)).size).toBe(2);
  });

  it('goes before calls of other services that wait, since AppSync gives up soon', async () => {
    const lambda = run(define(COUNTING), { workersMax: 1 });
    const ofService = { functionName: 'Stack-Greet', invocationType: 'RequestResponse', payload: '{"ms":50}' } as const;
    const waiting = Array.from({ length: 4 }, () => lambda.call({ ...ofService, refuse: () => undefined }));
    const hurried = [call(lambda, { ms: 0 }), call(lambda, { ms: 0 })];
    expect(await Promise.all(hurried)).toEqual([{ payload: 2 }, { payload: 3 }]);
    const answered = (payload: string) => expect.objectContaining({ kind: 'answered', payload }) as unknown;
    expect(await Promise.all(waiting)).toEqual([answered('1'), answered('4'), answered('5'), answered('6')]);
  });

  it('has calls of several groups take turns where they wait, each group’s in their order', async () => {
    const lambda = run(define(COUNTING), { workersMax: 1 });
    const ofService = { functionName: 'Stack-Greet', invocationType: 'RequestResponse', payload: '{"ms":5}' } as const;
    const [many, few] = [{}, {}];
    const ask = (group: object) => lambda.call({ ...ofService, group, refuse: () => undefined });
    const ofMany = Array.from({ length: 6 }, () => ask(many));
    const ofFew = [ask(few), ask(few)];
    const answered = (payload: string) => expect.objectContaining({ kind: 'answered', payload }) as unknown;
    expect(await Promise.all(ofFew)).toEqual(['3', '5'].map(answered));
    expect(await Promise.all(ofMany)).toEqual(['1', '2', '4', '6', '7', '8'].map(answered));
  });

  it('is throttled beyond the concurrency that it is given, while events wait', async () => {
    const code = `export const handler = async ({ ms, text }) => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        if (text) console.log(text);
        return 1;
      };`;
    const echo = vi.fn<(text: string) => void>();
    const lambda = run(define(code), { concurrency: 5, echo });
    const calls = Array.from({ length: 6 }, () => call(lambda, { ms: 300 }));
    expect(await lambda.invoke('Stack-Greet', { ms: 0, text: 'later' }, 'Event')).toEqual({ payload: null });
    const throttled = { error: { type: 'Lambda:TooManyRequestsException', message: 'Rate Exceeded.' } };
    expect(await calls[5]).toEqual(throttled);
    expect(await Promise.all(calls.slice(0, 5))).toEqual(Array.from({ length: 5 }, () => ({ payload: 1 })));
    const isDone = () => expect(echo.mock.calls.flat().join('')).toContain('later');
    await vi.waitFor(isDone, { timeout: 5000, interval: 10 });
    expect(await call(lambda, { ms: 0 })).toEqual({ payload: 1 });
  });

  it('is throttled beyond the concurrency that the template reserves for it, and takes none of another function', async () => {
    const slow = 'export const handler = ({ ms }) => new Promise((resolve) => setTimeout(resolve, ms, 1));';
    const other = define(slow, {
      name: 'Stack-Other',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:Stack-Other',
    });
    const reserved = define(slow, { reservedConcurrency: 2 });
    const lambda = run(reserved, { definitions: [reserved, other] });
    const calls = Array.from({ length: 3 }, () => call(lambda, { ms: 300 }));
    expect(await calls[2]).toEqual({ error: { type: 'Lambda:TooManyRequestsException', message: 'Rate Exceeded.' } });
    expect(await lambda.invoke('Stack-Other', { ms: 0 }, 'RequestResponse')).toEqual({ payload: 1 });
    expect(await Promise.all(calls.slice(0, 2))).toEqual([{ payload: 1 }, { payload: 1 }]);
    expect(await call(lambda, { ms: 0 })).toEqual({ payload: 1 });
  });

  it('has the keys of its own role, with a session token', async () => {
    const definition = define(`export const handler = () => process.env`);
    const { authority } = createCaller(access);
    const [roleArn = ''] = Object.keys(authority.roles);
    const answer = await call(run({ ...definition, roleArn }, { authority }));
    const { accessKeyId, secretAccessKey, sessionToken } = assumeRole(authority, {
      roleArn,
      sessionName: 'Stack-Greet',
    });
    expect(accessKeyId).not.toBe(access.accessKeyId);
    expect(answer).toMatchObject({
      payload: {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    });
  });

  it('writes to the folder for temporary files, and not beside its code, in threads either', async () => {
    const code = `import { writeFileSync, readdirSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      import { Worker } from 'node:worker_threads';
      export const handler = async ({ where }) => {
        const beside = join(import.meta.dirname, 'note');
        if (where === 'thread') {
          const thread = new Worker('require("node:fs").writeFileSync(' + JSON.stringify(beside) + ', "")', { eval: true });
          return new Promise((resolve, reject) => thread.once('exit', resolve).once('error', reject));
        }
        writeFileSync(where === 'tmp' ? join(tmpdir(), 'note') : beside, 'grapes');
        return readdirSync(tmpdir());
      };`;
    const definition = define(code);
    const lambda = run(definition);
    expect(await call(lambda, { where: 'tmp' })).toEqual({ payload: ['note'] });
    for (const where of ['beside', 'thread']) {
      expect(await call(lambda, { where })).toEqual(unhandled(expect.stringMatching(/Access to this API has been/)));
    }
    expect(readdirSync(definition.folder).sort()).toEqual(['greeting.txt', 'index.mjs']);
  });

  it('is found by a path, and by an export in an export', async () => {
    const folder = makeFolderOf({ 'src/app.cjs': 'exports.on = { call: async () => 1 };' });
    expect(await call(run(define('', { folder, handler: 'src/app.on.call' })))).toEqual({ payload: 1 });
  });

  it('writes what it prints to its log', async () => {
    const logFolder = makeFolder();
    const echo = vi.fn<(text: string) => void>();
    const lambda = run(define(`export const handler = () => { console.log('one'); console.error('two'); }`), {
      logFolder,
      echo,
    });
    await call(lambda);
    await lambda.close();
    expect(readFileSync(join(logFolder, 'Stack-Greet.log'), 'utf8')).toMatch(/one\n[^]*REPORT RequestId: /);
    expect(echo.mock.calls.flat().join('')).toContain('two');
  });
});

describe('a function that fails', () => {
  it('is answered as unhandled with the message it threw, and goes on', async () => {
    const lambda = run(
      define(`export const handler = (event) => { if (event.bad) throw new TypeError('no wine'); return 1; }`),
    );
    expect(await call(lambda, { bad: true })).toEqual(unhandled('no wine'));
    expect(await call(lambda)).toEqual({ payload: 1 });
  });

  it('is stopped at its timeout, and the next call gets a new process', async () => {
    const lambda = run(
      define('export const handler = (event) => { while (event.forever); return process.pid; }', { timeoutMs: 300 }),
    );
    const { payload: before } = (await call(lambda)) as { payload: number };
    const answer = await call(lambda, { forever: true });
    expect(answer).toEqual(
      unhandled(expect.stringMatching(/^RequestId: \S{36} Error: Task timed out after 0.30 seconds$/)),
    );
    const { payload: after } = (await call(lambda)) as { payload: number };
    expect(after).not.toBe(before);
    expect(() => process.kill(before, 0)).toThrow(/ESRCH/);
  });

  it('is killed when it takes more memory than the template gives it, on the heap or beside it', async () => {
    const code = `const kept = [];
      export const handler = async ({ where }) => {
        for (;;) {
          kept.push(where === 'heap' ? Array.from({ length: 1e5 }, (_, i) => ({ i })) : Buffer.alloc(2e7, 1));
          await new Promise(setImmediate);
        }
      };`;
    const lambda = run(define(code, { memoryMb: 128, timeoutMs: 20_000 }));
    const killed = unhandled(expect.stringMatching(/Error: Runtime exited with error: signal: killed$/));
    expect(await call(lambda, { where: 'heap' })).toEqual(killed);
    expect(await call(lambda, { where: 'buffers' })).toEqual(killed);
  });

  it('is answered when it leaves, rejects behind its own back, or throws there', async () => {
    const code = `export const handler = async ({ how }) => {
        if (how === 'exit') process.exit(3);
        if (how === 'leave') process.exit(0);
        if (how === 'reject') Promise.reject(new Error('unseen'));
        if (how === 'throw') setImmediate(() => { throw new Error('aside'); });
        return new Promise(() => setTimeout(() => undefined, 60_000));
      };`;
    const lambda = run(define(code));
    expect(await call(lambda, { how: 'exit' })).toEqual(
      unhandled(expect.stringMatching(/Runtime exited with error: exit status 3$/)),
    );
    expect(await call(lambda, { how: 'leave' })).toEqual(
      unhandled(expect.stringMatching(/^RequestId: \S{36} Error: Runtime exited without providing a reason$/)),
    );
    expect(await call(lambda, { how: 'reject' })).toEqual(unhandled('Error: unseen'));
    expect(await call(lambda, { how: 'throw' })).toEqual(unhandled('aside'));
  });

  it('is answered when it cannot be loaded, and tried anew at the next call', async () => {
    const absent = "Error: Cannot find module 'absent'\nRequire stack:\n- /var/runtime/index.mjs";
    const requires = 'import { createRequire } from "node:module"; createRequire(import.meta.url)("nowhere")';
    const callback = 'export const handler = (event, context, callback) => callback(null, 1)';
    const cases: [string, string, string, RegExp][] = [
      ['throw new RangeError("no model"); export const handler = 1', 'index.handler', 'RangeError', /^no model$/],
      ['export const other = 1', 'index.handler', 'HandlerNotFound', /^index.handler is undefined or not exported$/],
      ['export const handler = 1', 'index.handler', 'HandlerNotFound', /^index.handler is not a function$/],
      ['export const handler = () => 1', 'index', 'MalformedHandlerName', /^Bad handler$/],
      ['export const handler = () => 1', 'absent.handler', 'ImportModuleError', RegExp(`^${absent}$`)],
      [requires, 'index.handler', 'ImportModuleError', /^Error: Cannot find module 'nowhere'/],
      ['import "nowhere"', 'index.handler', 'Error', /^Cannot find package 'nowhere' imported from/],
      ['export const handler = () => {', 'index.handler', 'UserCodeSyntaxError', /^SyntaxError: /],
      [callback, 'index.handler', 'CallbackHandlerDeprecated', /callback-based/],
    ];
    for (const [code, handler, type, message] of cases) {
      const echo = vi.fn<(text: string) => void>();
      const lambda = run(define(code, { handler }), { echo });
      expect(await call(lambda)).toEqual(unhandled(expect.stringMatching(message)));
      expect(await call(lambda)).toEqual(unhandled(expect.stringMatching(message)));
      expect(echo.mock.calls.flat().join('')).toMatch(RegExp(`ERROR RequestId: \\S+ (Runtime\\.)?${type}: `));
    }
  });

  it('may neither get nor give more than 6 MB', async () => {
    const lambda = run(define('export const handler = ({ give = 0 }) => "x".repeat(give)'));
    expect(await call(lambda, { text: 'x'.repeat(6_291_456) })).toMatchObject({
      error: { type: 'Lambda:RequestEntityTooLargeException' },
    });
    expect(await call(lambda, { give: 6_300_000 })).toEqual(
      unhandled(expect.stringMatching(/^Response payload size exceeded/)),
    );
    expect(await call(lambda, { give: 6_000_000 })).toHaveProperty('payload');
  });

  it('is given up by AppSync after its own limit', async () => {
    const lambda = run(define('export const handler = () => new Promise(() => setInterval(() => undefined, 1000))'), {
      callerLimitMs: 20,
    });
    expect(await call(lambda)).toEqual({
      error: { type: 'Lambda:ExecutionTimeoutException', message: 'Execution timed out.' },
    });
  });

  it('is named when there is none of that name', async () => {
    expect(await run(define('')).invoke('Stack-Other', {}, 'RequestResponse')).toMatchObject({
      error: { type: 'Lambda:ResourceNotFoundException', message: expect.stringMatching(/Stack-Other/) as string },
    });
  });
});

it('answers an event at once, and runs it', async () => {
  const echo = vi.fn<(text: string) => void>();
  const lambda = run(define(`export const handler = () => console.log('done')`), { echo });
  expect(await lambda.invoke('Stack-Greet', {}, 'Event')).toEqual({ payload: null });
  await vi.waitFor(() => expect(echo.mock.calls.flat().join('')).toContain('done'), { timeout: 5000, interval: 10 });
});

it('is not started ahead for calls that nobody waits for', async () => {
  const echo = vi.fn<(text: string) => void>();
  const lambda = run(define(`console.log('started'); export const handler = () => 1`, { timeoutMs: 900_000 }), {
    echo,
  });
  await lambda.warm();
  expect(echo).not.toHaveBeenCalled();
  expect(await call(lambda)).toEqual({ payload: 1 });
});

it('has a process ready after warming, and none after closing', async () => {
  const lambda = run(define('const since = Date.now(); export const handler = () => ({ pid: process.pid, since })'));
  await lambda.warm();
  const warmAt = Date.now();
  const { payload } = (await call(lambda)) as { payload: { pid: number; since: number } };
  expect(payload.since).toBeLessThanOrEqual(warmAt);
  await lambda.close();
  expect(() => process.kill(payload.pid, 0)).toThrow(/ESRCH/);
});
