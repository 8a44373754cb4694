/** One process of a function: what Lambda calls an execution environment. It runs one invocation at a time. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionDefinition } from './definition.ts';
import type { FunctionError, Invocation, ProcessMessage } from './messages.ts';
import { listPermissions } from './permissions.ts';

/** Lambda gives the code outside the handler ten seconds of its own. */
const INIT_MS_MAX = 10_000;
const MEMORY_CHECK_EVERY_MS = 50;
/** Room for what V8 does not count: buffers, native code, stacks. */
const HEAP_SHARE = 0.9;

/** What came of an invocation: JSON text, or the error. */
export type WorkerOutcome = { payload: string } | { error: FunctionError };

/** A process of a function. */
export interface Worker {
  /** Resolves once the handler is loaded, or has failed to load. */
  ready: Promise<FunctionError | undefined>;
  /** Never rejects. */
  run: (invocation: Invocation) => Promise<WorkerOutcome>;
  /** False once the process has ended or is doomed. */
  isAlive: () => boolean;
  residentMb: () => number;
  kill: () => Promise<void>;
}

/** What a process is started with. */
export interface WorkerParts {
  definition: FunctionDefinition;
  environment: Record<string, string>;
  /** The only place that it may write to, besides Lambda's own /tmp. */
  temporaryFolder: string;
  /** Opened for each of the two streams that it prints to. */
  openOutput: () => (text: string) => void;
}

/** Starts a process with the function's memory limit. */
export function startWorker({ definition, environment, temporaryFolder, openOutput }: WorkerParts): Worker {
  const child = fork(fileURLToPath(new URL(`./bootstrap${extname(import.meta.url)}`, import.meta.url)), {
    cwd: definition.folder,
    env: environment,
    execArgv: [
      `--max-old-space-size=${String(Math.ceil(definition.memoryMb * HEAP_SHARE))}`,
      '--disable-warning=ExperimentalWarning',
      ...listPermissions(definition.folder, temporaryFolder),
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.setEncoding('utf8').on('data', openOutput());
  child.stderr?.setEncoding('utf8').on('data', openOutput());
  const end = watchEnd(child);
  let doomed = false;
  void end.ended.then(() => (doomed = true));

  const withLimits = async (run: () => Promise<WorkerOutcome>, limitMs: number, timedOut: FunctionError) => {
    const { limits, stop } = watchLimits(child, definition.memoryMb, limitMs, timedOut);
    const { promise: lost, forget } = end.next();
    const outcome = await Promise.race([run(), limits.then(toOutcome), lost.then(toOutcome)]);
    forget();
    stop();
    const endsProcess = 'error' in outcome && isFatal(outcome.error);
    if (endsProcess) doomed = child.kill('SIGKILL') || doomed;
    return outcome;
  };

  const init = () =>
    withLimits(
      () => nextMessage(child),
      INIT_MS_MAX + definition.timeoutMs,
      timeoutError(INIT_MS_MAX + definition.timeoutMs),
    );
  const ready = init().then((outcome) => {
    if (!('error' in outcome)) return undefined;
    doomed = true;
    return outcome.error;
  });
  return {
    ready,
    run: (invocation) => {
      const limitMs = Math.max(0, invocation.deadlineMs - Date.now());
      return withLimits(
        () => {
          const answered = nextMessage(child, () => (doomed = true));
          child.send(invocation, (error) => void (error && child.kill('SIGKILL')));
          return answered;
        },
        limitMs,
        timeoutError(definition.timeoutMs),
      );
    },
    isAlive: () => !doomed,
    residentMb: () => readResidentMb(child.pid),
    kill: async () => {
      doomed = true;
      child.kill('SIGKILL');
      await end.ended;
    },
  };
}

/**
 * The end of a process, which `next` promises anew to each that waits: whatever is raced against a promise is kept by
 * it until it resolves, and one for the whole life of the process would keep every answer.
 */
function watchEnd(child: ChildProcess) {
  const { promise: ended, resolve } = Promise.withResolvers<FunctionError>();
  const waiting = new Set<(error: FunctionError) => void>([resolve]);
  let known: FunctionError | undefined;
  const tell = (error: FunctionError): void => {
    known ??= error;
    for (const one of waiting) one(known);
    waiting.clear();
  };
  child.once('error', (error) => tell(exitError(error.message)));
  child.once('exit', (code, signal) => tell(describeExit(code, signal)));
  const next = () => {
    const { promise, resolve: settle } = Promise.withResolvers<FunctionError>();
    if (known === undefined) waiting.add(settle);
    else settle(known);
    return { promise, forget: () => waiting.delete(settle) };
  };
  return { ended, next };
}

/** The process's next word; `onFatal` is called when it announces its own end. */
function nextMessage(child: ChildProcess, onFatal?: () => void): Promise<WorkerOutcome> {
  return new Promise((resolve) => {
    child.once('message', (message: ProcessMessage) => {
      if (message.kind === 'error' && message.fatal) onFatal?.();
      if (message.kind === 'answer') resolve({ payload: message.payload });
      else if (message.kind === 'ready') resolve({ payload: 'null' });
      else resolve({ error: message.error });
    });
  });
}

function watchLimits(child: ChildProcess, memoryMb: number, limitMs: number, timedOut: FunctionError) {
  const { promise: limits, resolve } = Promise.withResolvers<FunctionError>();
  const timer = setTimeout(resolve, limitMs, timedOut);
  const watch = setInterval(() => {
    if (readResidentMb(child.pid) > memoryMb) resolve(outOfMemory());
  }, MEMORY_CHECK_EVERY_MS);
  const stop = (): void => {
    clearTimeout(timer);
    clearInterval(watch);
  };
  return { limits, stop };
}

/** What Lambda says of a process that is no more. */
export const LOST: readonly string[] = ['Runtime.ExitError', 'Runtime.OutOfMemory'];

function toOutcome(error: FunctionError): WorkerOutcome {
  return { error };
}

function isFatal({ errorType }: FunctionError): boolean {
  return errorType === 'Sandbox.Timedout' || LOST.includes(errorType);
}

function timeoutError(timeoutMs: number): FunctionError {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  };
}

function exitError(reason: string): FunctionError {
  return { errorType: 'Runtime.ExitError', errorMessage: `Error: Runtime exited with error: ${reason}` };
}

function outOfMemory(): FunctionError {
  return { ...exitError('signal: killed'), errorType: 'Runtime.OutOfMemory' };
}

/** V8 aborts itself at the heap limit, which on Lambda ends as a kill for memory. */
function describeExit(code: number | null, signal: NodeJS.Signals | null): FunctionError {
  if (signal === 'SIGABRT') return outOfMemory();
  if (signal !== null) return exitError(signal === 'SIGKILL' ? 'signal: killed' : `signal: ${signal}`);
  if (code !== 0) return exitError(`exit status ${String(code ?? 1)}`);
  return { errorType: 'Runtime.ExitError', errorMessage: 'Error: Runtime exited without providing a reason' };
}

/** Resident memory of a process in MB; 0 where the system does not tell (then only the heap limit holds). */
export function readResidentMb(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
