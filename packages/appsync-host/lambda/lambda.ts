/** The host's Lambda service: runs the template's functions, each version in processes of its own. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Telemetry } from '../cloudwatch/gather/telemetry.ts';
import { assumeRole, type Authority, findSessionRefusal } from '../iam/authority.ts';
import type { AccessKeys } from '../iam/sigv4.ts';
import { makeLazy } from '../lazy.ts';
import type { FunctionVersions, HostAccess, InvokeLambda } from '../service-calls.ts';
import type { CallOutcome, LambdaCall } from './call.ts';
import { type AliasDefinition, type FunctionDefinition, nameLogGroup, toFunctionName } from './definition.ts';
import { createEnvironment } from './environment.ts';
import { type FunctionLog, openLog } from './log.ts';
import { createMeters } from './meter.ts';
import { createPool } from './pool.ts';
import { createFunction, type RunningFunction } from './running-function.ts';
import { runOnce } from './run-once.ts';
import { createThrottle } from './throttle.ts';
import { startWorker } from './worker.ts';

/** How AppSync sees the end of an invocation. */
type InvokeOutcome = Awaited<ReturnType<InvokeLambda>>;

/** Lambda at work. */
export interface Lambda {
  /** Takes a name, an ARN, or an ARN with version or alias. Never rejects. With 'Event' it answers null at once. */
  invoke: InvokeLambda;
  /** Never rejects. */
  call: (call: LambdaCall) => Promise<CallOutcome>;
  versions: FunctionVersions;
  /** Makes these ready that differ from what is there; aliases stay as they are. */
  deploy: (definitions: readonly FunctionDefinition[]) => void;
  /** Starts one process ahead of the first call, of each version that a caller waits for. */
  warm: () => Promise<void>;
  /** Ends every process. */
  close: () => Promise<void>;
}

/** What Lambda is started with. */
export interface LambdaParts {
  /** Functions as they are without a version, and versions of them. */
  definitions: readonly FunctionDefinition[];
  aliases?: readonly AliasDefinition[];
  access: HostAccess;
  /** Addresses that functions are given in place of those of `access`, by the service's name. */
  endpoints?: Readonly<Record<string, string>>;
  /** Whose roles the functions have. */
  authority: Authority;
  logFolder: string;
  /** Where invocations are counted, and what functions print is kept as events. */
  telemetry?: Telemetry;
  /** Gets what functions print, when the user wants to see it. */
  echo?: (text: string) => void;
  workersMax?: number;
  /** How many calls may run at once, of all functions together; further ones are throttled, and events wait. */
  concurrency?: number;
  /** How long AppSync waits for an answer. */
  callerLimitMs?: number;
}

/** Lambda's quota for a synchronous invocation. */
const PAYLOAD_BYTES_MAX = 6_291_456;

/** Makes every function ready to be invoked; processes start when they are needed. */
export function createLambda(parts: LambdaParts): Lambda {
  const { authority, concurrency, callerLimitMs = 30_000 } = parts;
  const throttle = createThrottle(concurrency);
  const temporaryFolder = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-')));
  const functions = openFunctions(parts, temporaryFolder);
  const call: Lambda['call'] = (asked) => callFunction(asked, functions.get(toFunctionName(asked.functionName)));
  const callFunction = async (asked: LambdaCall, running?: RunningFunction): Promise<CallOutcome> => {
    const { functionName, invocationType, payload, clientContext } = asked;
    const qualifier = toQualifier(functionName);
    const chosen = running?.choose(qualifier);
    if (running === undefined || chosen === undefined) {
      return refuse('ResourceNotFoundException', `Function not found: ${functionName}`);
    }
    const { definition } = chosen.version;
    const functionArn = functionName.startsWith('arn:') ? functionName : definition.arn;
    const refusal = asked.refuse({ action: 'lambda:InvokeFunction', resource: functionArn });
    if (refusal !== undefined) return refuse('AccessDeniedException', refusal);
    if (Buffer.byteLength(payload) > PAYLOAD_BYTES_MAX) {
      const limit = `Request must be smaller than ${PAYLOAD_BYTES_MAX} bytes for the InvokeFunction operation`;
      return refuse('RequestEntityTooLargeException', limit);
    }
    if (invocationType === 'DryRun') return { kind: 'accepted' };
    const meter = running.meterOf(qualifier, chosen.isByAlias ? definition.version : undefined);
    const invocation = { payload, functionArn, ...(clientContext !== undefined && { clientContext }) };
    const run = () => runOnce(running, chosen.version, invocation, meter, asked);
    if (invocationType === 'Event') {
      void running.throttle.runLater(() => throttle.runLater(run));
      return { kind: 'accepted' };
    }
    const refuseAnother = (): CallOutcome => {
      meter.throttled();
      return refuse('TooManyRequestsException', 'Rate Exceeded.');
    };
    const tryRun = () => throttle.tryRun(run) ?? Promise.resolve(refuseAnother());
    return running.throttle.tryRun(tryRun) ?? refuseAnother();
  };
  return {
    call,
    invoke: async (functionName, payload, invocationType, session) => {
      const outcome = call({
        functionName,
        invocationType,
        payload: JSON.stringify(payload) ?? 'null',
        isHurried: invocationType === 'RequestResponse',
        refuse: (access) => findSessionRefusal(authority, session, access),
      });
      return waitAtMost(outcome.then(toInvoked), callerLimitMs);
    },
    deploy: (definitions) => {
      for (const definition of definitions) find(functions, definition.name).deploy(definition);
    },
    versions: {
      route: (name, alias, routing) => find(functions, name).route(alias, routing),
      routingOf: (name, alias) => functions.get(name)?.routingOf(alias),
      has: (name, version) => functions.get(name)?.has(version) ?? false,
    },
    warm: async () => {
      const expected = [...functions.values()].flatMap((running) => running.expected());
      // What may take longer than AppSync waits is not called by anyone in a hurry.
      const awaited = expected.filter(({ definition }) => definition.timeoutMs <= callerLimitMs);
      await Promise.all(awaited.map(({ pool }) => pool.warm()));
    },
    close: async () => {
      await Promise.all([...functions.values()].map((running) => running.close()));
      await Promise.all([...functions.values()].map(({ log }) => log.close()));
      rmSync(temporaryFolder, { recursive: true, force: true });
    },
  };
}

/** Every function by its name, with the versions and aliases that it begins with. */
function openFunctions(parts: LambdaParts, temporaryFolder: string): Map<string, RunningFunction> {
  const { definitions, aliases = [], access, authority, logFolder, telemetry, echo, concurrency } = parts;
  const { workersMax = concurrency ?? 4 } = parts;
  const functions = new Map<string, RunningFunction>();
  for (const definition of definitions) {
    const known = functions.get(definition.name);
    if (known) {
      known.deploy(definition);
      continue;
    }
    const log = openLog(logFolder, definition.name, echo);
    // Made anew for each process: by then every service has started, and its endpoint is known.
    const start = (deployed: FunctionDefinition) => () => {
      const endpoints = { ...access.endpoints, ...parts.endpoints };
      const own = { ...access, endpoints, ...findKeys(authority, deployed) };
      return startWorker({
        definition: deployed,
        environment: createEnvironment(deployed, own, temporaryFolder),
        temporaryFolder,
        openOutput: () => openOutput(log, deployed, telemetry),
      });
    };
    const running = createFunction(definition, {
      log,
      throttle: createThrottle(definition.reservedConcurrency),
      meterOf: createMeters(telemetry, definition.name),
      openPool: (deployed) => createPool({ start: start(deployed), workersMax }),
    });
    functions.set(definition.name, running);
  }
  for (const { functionName, name, routing } of aliases) find(functions, functionName).route(name, routing);
  return functions;
}

function find(functions: ReadonlyMap<string, RunningFunction>, name: string): RunningFunction {
  const running = functions.get(name);
  if (running === undefined) throw new Error(`There is no function ${name}.`);
  return running;
}

/** As AppSync and schedules see it. */
function toInvoked(outcome: CallOutcome): InvokeOutcome {
  switch (outcome.kind) {
    case 'answered':
      return parseLazily(outcome.payload);
    case 'accepted':
      return { payload: null };
    case 'failed':
      return { error: { message: outcome.error.errorMessage, type: 'Lambda:Unhandled' } };
    case 'refused':
      return { error: { message: outcome.message, type: `Lambda:${outcome.exception}` } };
  }
}

function parseLazily(text: string): InvokeOutcome {
  const invoked = makeLazy('payload', () => JSON.parse(text) as unknown);
  // Not for a copy, whose payload may be another.
  return Object.defineProperty(invoked, 'text', { value: text, enumerable: false });
}

/** A function acts as its role, under its own name. */
function findKeys(authority: Authority, { name, roleArn }: FunctionDefinition): AccessKeys {
  return assumeRole(authority, roleArn === undefined ? undefined : { roleArn, sessionName: name });
}

/** AppSync gives up after its own limit; the function runs on. */
async function waitAtMost(outcome: Promise<InvokeOutcome>, limitMs: number): Promise<InvokeOutcome> {
  const { promise, resolve } = Promise.withResolvers<InvokeOutcome>();
  const refusal = { error: { message: 'Execution timed out.', type: 'Lambda:ExecutionTimeoutException' } };
  const timer = setTimeout(() => resolve(refusal), limitMs);
  const first = await Promise.race([outcome, promise]);
  clearTimeout(timer);
  return first;
}

function refuse(exception: string, message: string): CallOutcome {
  return { kind: 'refused', exception, message };
}

/** A stream of what a function prints: to its file, and to its log group. */
function openOutput(log: FunctionLog, definition: FunctionDefinition, telemetry?: Telemetry): (text: string) => void {
  const tell = telemetry?.openStream(nameLogGroup(definition));
  if (tell === undefined) return log.write;
  return (text) => {
    log.write(text);
    tell(text);
  };
}

/** The version or alias of an ARN that names one. */
function toQualifier(functionName: string): string | undefined {
  return functionName.startsWith('arn:') ? functionName.split(':')[7] : undefined;
}
