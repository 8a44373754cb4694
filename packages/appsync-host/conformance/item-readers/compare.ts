/**
 * Holds the items that a Distributed Map reads from files against those that another Step Functions reads:
 * `node compare.ts http://127.0.0.1:4566`, where S3 answers, too, as ministack has it. The exit code is 1 where it says
 * otherwise.
 */
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { StateFault } from '../../states/language/fault.ts';
import { readItems } from '../../states/run/item-reader.ts';
import { readDefinition } from '../../states/language/read-definition.ts';

const FIRST_ROW = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
const GIVEN = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'] };

/** A file, and how it is read. */
const CASES: readonly { name: string; config: object; text: string }[] = [
  { name: 'a JSON list', config: { InputType: 'JSON' }, text: '[1,"two",{"n":3},null]' },
  { name: 'an empty JSON list', config: { InputType: 'JSON' }, text: '[]' },
  { name: 'no more than MaxItems', config: { InputType: 'JSON', MaxItems: 2 }, text: '[1,2,3]' },
  { name: 'JSON lines', config: { InputType: 'JSONL' }, text: '{"n":1}\n{"n":2}\n' },
  { name: 'JSON lines with an empty one', config: { InputType: 'JSONL' }, text: '{"n":1}\n\n{"n":2}' },
  { name: 'CSV with names in its first row', config: FIRST_ROW, text: 'a,b\n1,2\n3,4\n' },
  { name: 'CSV with names that are given', config: GIVEN, text: '1,2\n3,4\n' },
  { name: 'CSV with quotes', config: FIRST_ROW, text: 'a,b\n"1,""x""","2\n3"\n' },
  { name: 'CSV with ends of lines as on Windows', config: FIRST_ROW, text: 'a,b\r\n1,2\r\n' },
  { name: 'CSV with semicolons', config: { ...FIRST_ROW, CSVDelimiter: 'SEMICOLON' }, text: 'a;b\n1;2\n' },
  { name: 'CSV with a field too few', config: FIRST_ROW, text: 'a,b\n1\n' },
  { name: 'CSV with a field too many', config: FIRST_ROW, text: 'a,b\n1,2,3\n' },
];

const BUCKET = 'item-readers';
const ACCOUNT = '000000000000';
const DEADLINE_MS = 30_000;
/** What a call is for is read of its signature, which is not checked. */
const signFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

function describeMachine(config: object, key: string): string {
  const Each = {
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: config,
      Parameters: { Bucket: BUCKET, Key: key },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Keep',
      States: { Keep: { Type: 'Pass', End: true } },
    },
    End: true,
  };
  return JSON.stringify({ StartAt: 'Each', States: { Each } });
}

/** What the host reads; the error's name where it reads nothing. */
async function readHere(definition: string, text: string): Promise<unknown> {
  const state = readDefinition(definition, 'Case').states.get('Each');
  const reader = state?.type === 'Map' ? state.distribution?.reader : undefined;
  if (reader === undefined) throw new Error('The case has no reader.');
  const objects = {
    get: () => Promise.resolve({ bytes: Buffer.from(text) }),
    put: () => Promise.resolve(undefined),
  };
  try {
    return await readItems(reader, { input: {}, context: {} }, objects);
  } catch (error) {
    if (error instanceof StateFault) return error.stateError.error;
    throw error;
  }
}

async function put(endpoint: string, path: string, body = ''): Promise<void> {
  const response = await fetch(`${endpoint}/${path}`, {
    method: 'PUT',
    headers: { authorization: signFor('s3') },
    body,
  });
  if (!response.ok) throw new Error(`${path} was answered with ${String(response.status)}.`);
}

async function ask(endpoint: string, operation: string, input: object): Promise<Record<string, string>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${operation}`,
      authorization: signFor('states'),
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation} was answered with ${String(response.status)}: ${text}`);
  return JSON.parse(text) as Record<string, string>;
}

/** What the other one reads; the error's name where it reads nothing. */
async function readThere(endpoint: string, definition: string, name: string): Promise<unknown> {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/any`;
  const { stateMachineArn } = await ask(endpoint, 'CreateStateMachine', { name, definition, roleArn });
  const { executionArn } = await ask(endpoint, 'StartExecution', { stateMachineArn, input: '{}' });
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const { status, output, error } = await ask(endpoint, 'DescribeExecution', { executionArn });
    if (status === 'SUCCEEDED') return JSON.parse(output ?? 'null') as unknown;
    if (status !== 'RUNNING') return error;
    if (Date.now() > deadline) return 'it does not end';
    await setTimeout(50);
  }
}

async function compare(endpoint: string): Promise<void> {
  await put(endpoint, BUCKET);
  let alike = 0;
  for (const [at, { name, config, text }] of CASES.entries()) {
    const key = `case-${String(at)}`;
    await put(endpoint, `${BUCKET}/${key}`, text);
    const definition = describeMachine(config, key);
    const [ours, theirs] = [
      await readHere(definition, text),
      await readThere(endpoint, definition, `${key}-${String(Date.now())}`),
    ];
    if (isDeepStrictEqual(ours, theirs)) {
      alike += 1;
      continue;
    }
    console.log(`  NOT ALIKE: ${name}: ${JSON.stringify(ours)} here, ${JSON.stringify(theirs)} there`);
    process.exitCode = 1;
  }
  console.log(`item readers: ${String(alike)} of ${String(CASES.length)} files have the same items`);
}

const [endpoint] = process.argv.slice(2);
if (endpoint === undefined) throw new Error('Usage: node compare.ts http://127.0.0.1:4566');
await compare(endpoint);
