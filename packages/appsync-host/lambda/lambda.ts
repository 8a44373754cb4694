/** The host's Lambda service: runs the template's functions, each in processes of its own. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Telemetry } from '../cloudwatch/gather/telemetry.ts';
import { assumeRole, type Authority, findSessionRefusal } from '../iam/authority.ts';
import type { AccessKeys } from '../iam/sigv4.ts';
import { makeLazy } from '../lazy.ts';
import type { HostAccess, InvokeLambda } from '../service-calls.ts';
import { type FunctionDefinition, nameLogGroup } from './definition.ts';
import { createEnvironment } from './environment.ts';
import { type FunctionLog, openLog } from './log.ts';
import type { FunctionError } from './messages.ts';
import { createMeters, type FunctionMeter } from './meter.ts';
import { createPool, type Pool } from './pool.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { LOST, startWorker } from './worker.ts';

/** How AppSync sees the end of an invocation. */
type InvokeOutcome = Awaited<ReturnType<InvokeLambda>>;

/** Lambda at work. */
export interface Lambda {
  /** Takes a name, an ARN, or an ARN with version or alias. Never rejects. With 'Event' it answers null at once. */
  invoke: InvokeLambda;
  /** Starts one process ahead of the first call, of each function for which a caller waits. */
  warm: () => Promise<void>;
  /** Ends every process. */
  close: () => Promise<void>;
}

/** What Lambda is started with. */
export interface LambdaParts {
  definitions: FunctionDefinition[];
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

/** Lambda's quotas for a synchronous invocation, in bytes. */
const PAYLOAD_BYTES_MAX = 6_291_456;
const RESPONSE_BYTES_MAX = 6_291_556;

interface RunningFunction {
  definition: FunctionDefinition;
  pool: Pool;
  log: FunctionLog;
  /** Of its own calls, where the template reserves concurrency. */
  throttle: Throttle;
  /** By the version or alias that it is called by. */
  meterOf: (qualifier: string | undefined) => FunctionMeter;
  /** How many invocations run. */
  running: number;
}

/** Makes every function ready to be invoked; processes start when they are needed. */
export function createLambda(parts: LambdaParts): Lambda {
  const { definitions, access, authority, logFolder, telemetry, echo, concurrency, callerLimitMs = 30_000 } = parts;
  const { workersMax = concurrency ?? 4 } = parts;
  const throttle = createThrottle(concurrency);
  const temporaryFolder = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-')));
  const functions = new Map<string, RunningFunction>();
  for (const definition of definitions) {
    const log = openLog(logFolder, definition.name, echo);
    // Made anew for each process: by then every service has started, and its endpoint is known.
    const start = () => {
      const endpoints = { ...access.endpoints, ...parts.endpoints };
      const own = { ...access, endpoints, ...findKeys(authority, definition) };
      const environment = createEnvironment(definition, own, temporaryFolder);
      return startWorker({
        definition,
        environment,
        temporaryFolder,
        openOutput: () => openOutput(log, definition, telemetry),
      });
    };
    const own = createThrottle(definition.reservedConcurrency);
    const pool = createPool({ start, workersMax });
    const meterOf = createMeters(telemetry, definition.name);
    functions.set(definition.name, { definition, log, pool, throttle: own, meterOf, running: 0 });
  }
  return {
    invoke: async (functionName, payload, invocationType, session) => {
      const running = functions.get(toName(functionName));
      if (running === undefined) return refuse('ResourceNotFoundException', `Function not found: ${functionName}`);
      const resource = functionName.startsWith('arn:') ? functionName : running.definition.arn;
      const refusal = findSessionRefusal(authority, session, { action: 'lambda:InvokeFunction', resource });
      if (refusal !== undefined) return refuse('AccessDeniedException', refusal);
      const text = JSON.stringify(payload) ?? 'null';
      if (Buffer.byteLength(text) > PAYLOAD_BYTES_MAX) {
        const limit = `Request must be smaller than ${PAYLOAD_BYTES_MAX} bytes for the InvokeFunction operation`;
        return refuse('RequestEntityTooLargeException', limit);
      }
      const meter = running.meterOf(toQualifier(functionName));
      const runMetered = () => runOnce(running, text, meter);
      if (invocationType === 'Event') {
        void running.throttle.runLater(() => throttle.runLater(runMetered));
        return { payload: null };
      }
      const refuseAnother = () => {
        meter.throttled();
        return refuse('TooManyRequestsException', 'Rate Exceeded.');
      };
      const run = () => throttle.tryRun(runMetered) ?? Promise.resolve(refuseAnother());
      const outcome = running.throttle.tryRun(run);
      return outcome === undefined ? refuseAnother() : waitAtMost(outcome, callerLimitMs);
    },
    warm: async () => {
      // What may take longer than AppSync waits is not called by anyone in a hurry.
      const awaited = [...functions.values()].filter(({ definition }) => definition.timeoutMs <= callerLimitMs);
      await Promise.all(awaited.map(({ pool }) => pool.warm()));
    },
    close: async () => {
      await Promise.all([...functions.values()].map(({ pool }) => pool.close()));
      await Promise.all([...functions.values()].map(({ log }) => log.close()));
      rmSync(temporaryFolder, { recursive: true, force: true });
    },
  };
}

async function runOnce(running: RunningFunction, payload: string, meter: FunctionMeter): Promise<InvokeOutcome> {
  const { definition, pool, log } = running;
  const requestId = randomUUID();
  running.running += 1;
  meter.begun(running.running);
  let startedMs = performance.now();
  const outcome = await pool.run(() => {
    startedMs = performance.now();
    return { requestId, payload, deadlineMs: Date.now() + definition.timeoutMs, functionArn: definition.arn };
  });
  const durationMs = performance.now() - startedMs;
  running.running -= 1;
  meter.ended(durationMs, 'error' in outcome);
  log.write(
    `REPORT RequestId: ${requestId} Duration: ${durationMs.toFixed(2)} ms Init Wait: ${outcome.initMs.toFixed(2)} ms ` +
      `Memory Size: ${String(definition.memoryMb)} MB Memory Used: ${outcome.residentMb.toFixed(0)} MB\n`,
  );
  if ('payload' in outcome && Buffer.byteLength(outcome.payload) > RESPONSE_BYTES_MAX) {
    return unhandled({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_BYTES_MAX} bytes).`,
    });
  }
  if ('payload' in outcome) return parseLazily(outcome.payload);
  const { errorType, errorMessage } = outcome.error;
  log.write(`ERROR RequestId: ${requestId} ${errorType}: ${errorMessage}\n`);
  // What Lambda itself says begins with the request's id; what the code threw stays as it is.
  const isOwn = errorType.startsWith('Sandbox.') || LOST.includes(errorType);
  return unhandled({ errorType, errorMessage: isOwn ? `RequestId: ${requestId} ${errorMessage}` : errorMessage });
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
  const timer = setTimeout(() => resolve(refuse('ExecutionTimeoutException', 'Execution timed out.')), limitMs);
  const first = await Promise.race([outcome, promise]);
  clearTimeout(timer);
  return first;
}

function unhandled({ errorMessage }: FunctionError): InvokeOutcome {
  return { error: { message: errorMessage, type: 'Lambda:Unhandled' } };
}

function refuse(exception: string, message: string): InvokeOutcome {
  return { error: { message, type: `Lambda:${exception}` } };
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

/** `arn:aws:lambda:region:account:function:NAME[:qualifier]`, or the name itself. */
function toName(functionName: string): string {
  return functionName.startsWith('arn:') ? (functionName.split(':')[6] ?? '') : functionName;
}
