import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { connect as connectTls } from 'node:tls';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Host } from '../../../packages/appsync-host/host.ts';
import { type GuestBook, writeGuestBook } from './fixture-stack.ts';
import { makeFolder } from './temporary-folder.ts';

const mainFile = join(import.meta.dirname, '../../../packages/appsync-host/main.ts');

const empty = Readable.from([]);

interface Running {
  child: ChildProcess;
  output: () => string;
  /** Exit code, once it has ended. */
  ended: Promise<number | null>;
  kill: () => Promise<void>;
}

function launch(args: string[]): Running {
  const child = fork(mainFile, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => (printed += text));
  // Not `close` of the child, which never comes once the parent has disconnected.
  const exited = once(child, 'exit');
  const flushed = Promise.all([finished(child.stdout ?? empty), finished(child.stderr ?? empty)]);
  const ended = flushed.then(async () => ((await exited) as [number | null])[0]);
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { child, output: () => printed, ended, kill };
}

/** Runs until the test ends. */
function launchForTest(args: string[]): Running {
  const running = launch(args);
  onTestFinished(running.kill);
  return running;
}

async function start(parts: { data?: string; change?: (template: GuestBook) => void; args?: string[] } = {}) {
  const { data = makeFolder(), change, args = [] } = parts;
  return whenReady(launchForTest(['--cdk-out', writeGuestBook(change), '--data', data, '--port', '0', ...args]));
}

async function whenReady(running: Running) {
  const [message] = (await Promise.race([
    once(running.child, 'message'),
    running.ended.then(() => Promise.reject(new Error(running.output()))),
  ])) as [Host & { type: string }];
  return { ...running, host: message };
}

async function ask({ endpoint, outputs }: Host, query: string): Promise<unknown> {
  const headers = { 'x-api-key': outputs['Key'] ?? '', 'content-type': 'application/json' };
  return (await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
}

/** The last words of a host that does not start. */
async function complaint(args: string[]): Promise<string> {
  const { ended, output } = launchForTest(args);
  expect(await ended).toBe(1);
  return output();
}

describe('a running host', () => {
  const data = makeFolder(afterAll);
  const keyFile = join(data, 'keys.json');
  let running: Awaited<ReturnType<typeof whenReady>>;
  beforeAll(async () => {
    const cdkOut = writeGuestBook(undefined, afterAll);
    running = await whenReady(
      launch(['--cdk-out', cdkOut, '--data', data, '--port', '0', '--key-file', keyFile, '--trace']),
    );
  });
  afterAll(() => running.kill());

  it('tells where it is, and what the outputs of the stack are', () => {
    const { host } = running;
    expect(host).toMatchObject({
      type: 'ready',
      endpoint: host.outputs['Endpoint'],
      graphiql: expect.stringMatching(/^http:\/\/localhost:\d+\/graphiql$/) as string,
      realtimeEndpoint: expect.stringMatching(/^ws:\/\/localhost:\d+\/graphql\/realtime$/) as string,
      outputs: { TableName: 'GuestBook-Guests', BucketName: 'guestbook-photos' },
      aws: { region: 'us-east-1' },
    });
  });

  it('answers from Lambda and DynamoDB as the template says', async () => {
    const { host } = running;
    expect(await ask(host, '{ greet(name: "Ann") { greeting by } }')).toEqual({
      data: { greet: { greeting: 'Welcome to GuestBook, Ann', by: 'GuestBook-Greeter' } },
    });
    expect(await ask(host, 'mutation { sign(name: "Ann", words: "Nice") { name words } }')).toEqual({
      data: { sign: { name: 'Ann', words: 'Nice' } },
    });
    expect(await ask(host, '{ guests { name } }')).toEqual({ data: { guests: [{ name: 'Ann' }] } });
    expect(await ask(host, '{ greet(name: "") { by } }')).toMatchObject({
      errors: [{ errorType: 'Lambda:Unhandled', message: 'Who?' }],
    });
  });

  it('lets an AWS SDK in with what it told', async () => {
    const { region, endpoints, ...credentials } = running.host.aws;
    const dynamodb = new DynamoDBClient({ region, endpoint: endpoints.dynamodb, credentials });
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: running.host.outputs['TableName'] }));
    expect(Table?.TableStatus).toBe('ACTIVE');
    const s3 = new S3Client({ region, endpoint: endpoints.s3, credentials });
    const place = { Bucket: running.host.outputs['BucketName'], Key: 'a' };
    const stored = await s3.send(new PutObjectCommand({ ...place, Body: 'b' }));
    expect(stored.VersionId).toBeDefined();
    dynamodb.destroy();
    s3.destroy();
  });

  it('tells its terminal, once, of clients that try TLS, and how aws-amplify is to be given the address', async () => {
    const { port } = new URL(running.host.endpoint);
    const dial = () => once(connectTls({ port: Number(port), host: '127.0.0.1' }), 'error');
    await dial();
    await dial();
    await expect.poll(running.output).toContain(`write HTTP://localhost:${port}/graphql, in capitals`);
    expect(running.output().match(/tried TLS/g)).toHaveLength(1);
  });

  it('shows GraphiQL with the key of a file that it was told of, to local names only', async () => {
    const { graphiql } = running.host;
    writeFileSync(keyFile, JSON.stringify({ key: 'the key of the scripts' }));
    expect(await (await fetch(graphiql)).text()).toContain('the key of the scripts');
    const { port } = new URL(graphiql);
    const request = get({ host: '127.0.0.1', port, path: '/graphiql', headers: { host: 'evil.example' } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(403);
  });

  it('prints what goes on at each field when it is asked to', async () => {
    const { host, output } = running;
    await ask(host, '{ greet(name: "Zoe") { by } }');
    await ask(host, '{ greet(name: "") { by } }');
    await vi.waitFor(() => expect(output()).toContain('Query.greet · error'), { timeout: 4000, interval: 20 });
    expect(output()).toMatch(/Query\.greet · request\n.*operation: 'Invoke'/);
    expect(output()).toMatch(/Query\.greet · result\n.*Welcome to GuestBook, Zoe/);
    expect(output()).toMatch(/greeting a guest/);
    expect(output()).toContain('AWS::Logs::LogGroup: ignored, logs go to the folder logs/');
    expect(output()).toMatch(/Query\.greet · error\n.*Who\?/);
  });

  it('keeps what functions print in a log', async () => {
    await ask(running.host, '{ greet(name: "Ann") { by } }');
    const logged = () => expect(readFileSync(join(data, 'logs/GuestBook-Greeter.log'), 'utf8')).toContain('greeting');
    await vi.waitFor(logged, { timeout: 4000, interval: 20 });
  });
});

describe('a function', () => {
  it('finds the API by the address in its environment, and is let in by the signature of its own credentials', async () => {
    const { host } = await start({
      change: ({ Resources: { Api, Greeter } }) => {
        Object.assign(Api!.Properties, { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] });
        const GREETING = { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] };
        Object.assign(Greeter!.Properties, { Environment: { Variables: { GREETING } } });
      },
    });
    const answer = (await ask(host, '{ greet(name: "Ann") { greeting } }')) as {
      data: { greet: { greeting: string } };
    };
    const url = new URL(answer.data.greet.greeting.replace(', Ann', ''));
    expect(url.href).toBe(host.endpoint);
    const { region, ...credentials } = host.aws;
    const request = {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    };
    const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });
    const { headers } = await signer.sign(request);
    const response = await fetch(url, { method: 'POST', headers, body: request.body });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('the schedules of the template', () => {
  const addSchedule = (ScheduleExpression: string) => (template: GuestBook) => {
    const Target = { Arn: { 'Fn::GetAtt': ['Greeter', 'Arn'] }, RoleArn: 'a role' };
    const Properties = { ScheduleExpression, FlexibleTimeWindow: { Mode: 'OFF' }, Target };
    template.Resources['Weekly'] = { Type: 'AWS::Scheduler::Schedule', Properties };
  };

  it('are named, and do not run', async () => {
    const { output } = await start({ change: addSchedule('cron(0 3 L * ? *)') });
    expect(output()).toContain(
      'The schedule GuestBook-Weekly, cron(0 3 L * ? *), does not run here: start with --schedules.\n',
    );
  });

  it('run when that is asked for', async () => {
    const { output } = await start({ change: addSchedule('cron(0 3 1 1 ? *)'), args: ['--schedules'] });
    expect(output()).toMatch(/The schedule GuestBook-Weekly, .*, is due at \d{4}-01-01T03:00:00.000Z.\n/);
  });

  it('must be such as the host can keep to when they are to run', async () => {
    const cdkOut = writeGuestBook(addSchedule('cron(0 3 L * ? *)'));
    const args = ['--cdk-out', cdkOut, '--port', '0', '--data', makeFolder(), '--schedules'];
    expect(await complaint(args)).toMatch(/^The host cannot keep to the schedule cron\(0 3 L \* \? \*\): .*\n$/);
  });
});

describe('a host that ends', () => {
  it('finds everything again when it is started again, and nothing after a fresh start', async () => {
    const data = makeFolder();
    const first = await start({ data });
    await ask(first.host, 'mutation { sign(name: "Ann") { name } }');
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    const second = await start({ data });
    expect(await ask(second.host, '{ guests { name } }')).toEqual({ data: { guests: [{ name: 'Ann' }] } });
    expect(second.host.aws.accessKeyId).toBe(first.host.aws.accessKeyId);
    second.child.kill('SIGINT');
    await second.ended;
    const third = await start({ data, args: ['--fresh'] });
    expect(await ask(third.host, '{ guests { name } }')).toEqual({ data: { guests: [] } });
  });

  it.each<[string, (child: ChildProcess) => void]>([
    ['Ctrl-C', (child) => child.kill('SIGINT')],
    ['SIGTERM', (child) => child.kill('SIGTERM')],
    ['the end of its parent', (child) => child.disconnect()],
  ])('ends everything it started on %s', async (_, stop) => {
    const { host, child, ended } = await start();
    const { data } = (await ask(host, '{ greet(name: "Ann") { pid } }')) as { data: { greet: { pid: number } } };
    process.kill(data.greet.pid, 0);
    stop(child);
    expect(await ended).toBe(0);
    expect(() => process.kill(data.greet.pid, 0)).toThrow(/ESRCH/);
    for (const url of [host.endpoint, host.aws.endpoints.dynamodb, host.aws.endpoints.s3]) {
      await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    }
  });

  it('leaves nothing behind even when it is killed', async () => {
    const { host, child } = await start();
    const { data } = (await ask(host, '{ greet(name: "Ann") { pid } }')) as { data: { greet: { pid: number } } };
    child.kill('SIGKILL');
    const isGone = async () => {
      expect(() => process.kill(data.greet.pid, 0)).toThrow(/ESRCH/);
      await expect(fetch(host.aws.endpoints.dynamodb)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    };
    await vi.waitFor(isGone, { timeout: 4000, interval: 20 });
  });
});

describe('a host that cannot run says why in one line', () => {
  it('when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    expect(await complaint(['--cdk-out', writeGuestBook(), '--port', String(port), '--data', makeFolder()])).toBe(
      `Port ${port} is in use. End the program that uses it, or choose another one with --port.\n`,
    );
  });

  it('when another host uses the folder', async () => {
    const data = makeFolder();
    const { child } = await start({ data });
    const words = await complaint(['--cdk-out', writeGuestBook(), '--port', '0', '--data', data]);
    expect(words).toBe(
      `Another host (process ${child.pid}) uses ${data}. Stop it, or choose another folder with --data.\n`,
    );
  });

  it.each([
    [['--colour'], /^Unknown option '--colour'. See --help.\n$/],
    [['--port', 'web'], /^--port must be a number from 0 to 65535, not web.\n$/],
    [['--cdk-out', join(import.meta.dirname, 'absent')], /absent does not exist. Run cdk synth first.*\n$/],
  ])('with %j', async (args, words) => {
    expect(await complaint(args)).toMatch(words);
  });

  it('when the template holds what it cannot honour', async () => {
    const cdkOut = writeGuestBook(({ Resources }) => {
      Resources['Mail'] = { Type: 'AWS::SES::Template', Properties: {} };
    });
    expect(await complaint(['--cdk-out', cdkOut, '--port', '0', '--data', makeFolder()])).toMatch(
      /^The laptop host cannot run .*\n {2}Mail: the resource type AWS::SES::Template is unknown here/,
    );
  });

  it('when a resolver names what the stack does not have, or holds code that AppSync refuses', async () => {
    const setGreet = (properties: object) =>
      writeGuestBook(({ Resources }) => Object.assign(Resources['Greet']!.Properties, properties));
    const run = (cdkOut: string) => complaint(['--cdk-out', cdkOut, '--port', '0', '--data', makeFolder()]);
    expect(await run(setGreet({ DataSourceName: 'absent' }))).toBe(
      'Greet wants the data source absent, which the stack does not have.\n',
    );
    const words = await run(
      setGreet({ Code: 'export const request = () => { throw 1; };\nexport const response = 1;' }),
    );
    expect(words).toMatch(/Query\.greet|Greet/);
    expect(words).not.toMatch(/\n\s+at /);
  });

  it('help is not a failure', async () => {
    const { ended, output } = launchForTest(['--help']);
    expect(await ended).toBe(0);
    expect(output()).toMatch(/--cdk-out FOLDER/);
  });
});
