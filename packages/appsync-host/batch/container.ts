/** One attempt of a job: its program in a process of its own, with what Fargate would give it, and no more. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listAccess, listNecessities } from '../lambda/environment.ts';
import { listPermissions } from '../lambda/permissions.ts';
import { readResidentMb } from '../lambda/worker.ts';
import type { HostAccess } from '../service-calls.ts';
import { nameOf } from './definition.ts';
import type { Job } from './job.ts';
import type { AttemptEnd } from './retry.ts';

/** A process at work. */
export interface RunningContainer {
  /** Resolves once the process is there. */
  started: Promise<void>;
  /** How it ended; `exitCode` 0 is well. Never rejects. */
  ended: Promise<AttemptEnd>;
  /** Asks it to end, and ends it where it has not within the time that it is given. */
  stop: (statusReason: string, graceMs?: number) => void;
}

/** What a process is started with. */
export interface ContainerParts {
  job: Job;
  /** The job role's. */
  access: HostAccess;
  environmentName: string;
  /** The only place that it may write to, besides /tmp. */
  temporaryFolder: string;
  write: (text: string) => void;
}

/** Fargate's default between SIGTERM and SIGKILL. */
const GRACE_MS = 30_000;
const MEMORY_CHECK_EVERY_MS = 50;
const HEAP_SHARE = 0.9;
const ENDED = 'Essential container in task exited';
const TIMED_OUT = 'Job attempt duration exceeded timeout';

/** Starts the program of a job. */
export function startContainer(parts: ContainerParts): RunningContainer {
  const { job, write } = parts;
  const { promise: ended, resolve: end } = Promise.withResolvers<AttemptEnd>();
  const { promise: started, resolve: begin } = Promise.withResolvers<void>();
  const program = findProgram(job);
  if ('fault' in program) {
    end({ statusReason: 'Task failed to start', reason: program.fault });
    return { started, ended, stop: () => undefined };
  }
  const child = spawn(process.execPath, listArguments(job, program.args, parts.temporaryFolder), {
    cwd: job.container.folder,
    env: listEnvironment(parts),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.setEncoding('utf8').on('data', write);
  child.stderr?.setEncoding('utf8').on('data', write);
  const why: { statusReason?: string; reason?: string } = {};
  const stop: RunningContainer['stop'] = (statusReason, graceMs = GRACE_MS) => {
    why.statusReason ??= statusReason;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.once('exit', () => clearTimeout(timer));
  };
  child.once('spawn', () => begin());
  child.once('error', (error) => end({ statusReason: 'Task failed to start', reason: error.message }));
  watchLimits(child, job, { stop, tellReason: (reason) => (why.reason ??= reason) });
  child.once('close', (code, signal) => {
    const exitCode = code ?? 128 + (signal === 'SIGTERM' ? 15 : 9);
    // V8 ends itself at its heap limit.
    const reason = why.reason ?? (signal === 'SIGABRT' || code === 134 ? OUT_OF_MEMORY : undefined);
    end({ statusReason: why.statusReason ?? ENDED, exitCode, ...(reason !== undefined && { reason }) });
  });
  return { started, ended, stop };
}

const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';

function watchLimits(
  child: ChildProcess,
  { container: { memoryMb }, timeoutSeconds }: Job,
  { stop, tellReason }: Pick<RunningContainer, 'stop'> & { tellReason: (reason: string) => void },
): void {
  const watch = setInterval(() => {
    if (readResidentMb(child.pid) <= memoryMb) return;
    tellReason(OUT_OF_MEMORY);
    child.kill('SIGKILL');
  }, MEMORY_CHECK_EVERY_MS);
  const timer = timeoutSeconds === undefined ? undefined : setTimeout(() => stop(TIMED_OUT), timeoutSeconds * 1000);
  child.once('close', () => {
    clearInterval(watch);
    clearTimeout(timer);
  });
}

/** Node's arguments after the word `node`; what keeps the program from starting otherwise. */
function findProgram({ container }: Job): { args: string[] } | { fault: string } {
  const [word = '', ...args] = container.program;
  if (!existsSync(container.folder)) {
    return { fault: `CannotPullContainerError: ${container.image} is no longer there. Synthesize again.` };
  }
  if (!/^(.*\/)?node$/.test(word)) {
    return { fault: `CannotStartContainerError: the host runs node, and not ${word}.` };
  }
  const inside = `${container.workdir.replace(/\/$/, '')}/`;
  return { args: args.map((one) => (one.startsWith(inside) ? join(container.folder, one.slice(inside.length)) : one)) };
}

function listArguments({ container }: Job, args: readonly string[], temporaryFolder: string): string[] {
  const leash = new URL(`./leash${extname(import.meta.url)}`, import.meta.url);
  return [
    `--max-old-space-size=${Math.ceil(container.memoryMb * HEAP_SHARE)}`,
    '--disable-warning=ExperimentalWarning',
    ...listPermissions(container.folder, temporaryFolder),
    `--import=${fileURLToPath(leash)}`,
    ...args,
  ];
}

function listEnvironment({ job, access, environmentName, temporaryFolder }: ContainerParts): Record<string, string> {
  const { container, id, attempts, queue } = job;
  return {
    ...listNecessities(temporaryFolder),
    ...container.imageEnvironment,
    ...container.environment,
    AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
    AWS_BATCH_JOB_ID: id,
    AWS_BATCH_JOB_ATTEMPT: String(attempts.length + 1),
    AWS_BATCH_JQ_NAME: nameOf(queue),
    AWS_BATCH_CE_NAME: environmentName,
    ...listAccess(access),
  };
}
