/** Puts the host together: the template, its tables, buckets, functions and API, on addresses of this machine. */
import type { ApiTraceEvent } from './appsync/definition.ts';
import { openCredentials } from './state/credentials.ts';
import { readTables } from './dynamodb/tables.ts';
import { startDynamodb } from './dynamodb/dynamodb.ts';
import { readFunctions } from './lambda/definition.ts';
import type { HostAccess } from './lambda/environment.ts';
import { createLambda } from './lambda/lambda.ts';
import { type Listening, listenLocally } from './listen.ts';
import type { HostOptions } from './options.ts';
import type { TraceEvent } from './resolver/field.ts';
import { readBuckets, startS3 } from './s3/s3.ts';
import { readSchedules, type SchedulesParts, startSchedules } from './scheduler/schedules.ts';
import { createStackApi } from './appsync/start-api.ts';
import { openStateFolder } from './state/folder.ts';
import { describeIgnored } from './template/check.ts';
import { region } from './template/identity.ts';
import { readStack } from './template/read.ts';
import { openStack, type Stack } from './template/stack.ts';

export interface Host {
  endpoint: string;
  realtimeEndpoint: string;
  graphiql: string;
  /** The stack's outputs. */
  outputs: Record<string, string>;
  /** How an AWS SDK reaches the host's services. */
  aws: HostAccess & { region: string };
  /** Starts the functions' processes ahead of the first call. */
  warm: () => Promise<void>;
  /** Ends everything that was started. */
  close: () => Promise<void>;
}

export interface HostOutput {
  /** One line for the user, about something that goes on. */
  warn: (line: string) => void;
  trace?: (event: TraceEvent | ApiTraceEvent) => void;
  /** What functions print. */
  echo?: (text: string) => void;
}

/** Starts a host. Throws a HostError, with nothing left running, for whatever keeps it from doing what the template says. */
export async function startHost(options: HostOptions, output: HostOutput): Promise<Host> {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    return await start(options, output, (closer) => closers.push(closer), close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: HostOptions,
  output: HostOutput,
  onClose: (closer: () => Promise<void> | void) => void,
  close: () => Promise<void>,
): Promise<Host> {
  const synthesized = readStack(options.cdkOut);
  const listening = await listenLocally(options.port);
  onClose(listening.close);
  const addresses = nameAddresses(listening);
  const stack = openStack(synthesized, addresses);
  if (output.trace) for (const line of describeIgnored(synthesized.template)) output.warn(line);
  const folder = openStateFolder(options.stateFolder, options.fresh);
  onClose(folder.release);
  const credentials = openCredentials(folder.path);
  const { accessKeyId, secretAccessKey } = credentials;

  const s3 = await startS3({ folder: folder.s3, buckets: readBuckets(stack), accessKeyId });
  onClose(s3.close);
  const dynamodb = await startDynamodb({
    folder: folder.dynamodb,
    tables: readTables(stack),
    accessKeyId,
    warn: output.warn,
  });
  onClose(dynamodb.close);
  const access = { accessKeyId, secretAccessKey, endpoints: { dynamodb: dynamodb.endpoint, s3: s3.endpoint } };
  const lambda = createLambda({
    definitions: readFunctions(stack, output.warn),
    access,
    logFolder: folder.logs,
    ...(output.echo && { echo: output.echo }),
  });
  onClose(lambda.close);
  const api = createStackApi(stack, {
    credentials,
    lambda,
    dynamodb: dynamodb.call,
    stateFolder: folder.path,
    warn: output.warn,
    ...(output.trace && { trace: output.trace }),
  });
  onClose(api.close);
  listening.serve(api);
  onClose(followSchedules(stack, options.schedules, { invoke: lambda.invoke, warn: output.warn }));
  return { ...addresses, outputs: stack.outputs(), aws: { region, ...access }, warm: lambda.warm, close };
}

/** Runs the schedules, or names those that do not run. */
function followSchedules(stack: Stack, wanted: boolean, parts: SchedulesParts): () => void {
  const schedules = readSchedules(stack);
  if (wanted) return startSchedules(schedules, parts).close;
  for (const { name, expression } of schedules) {
    parts.warn(`The schedule ${name}, ${expression}, does not run here: start with --schedules.`);
  }
  return () => undefined;
}

function nameAddresses({ port }: Listening) {
  return {
    endpoint: `http://localhost:${port}/graphql`,
    realtimeEndpoint: `ws://localhost:${port}/graphql/realtime`,
    graphiql: `http://localhost:${port}/graphiql`,
  };
}
