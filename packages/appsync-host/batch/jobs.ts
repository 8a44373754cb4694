/**
 * Jobs at work: each waits until there is room for it, runs, is tried again where it may be, and is kept in a folder at
 * every step, so that a host that was killed knows of it. Source: AWS Batch user guide, "Job states".
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../state/write-whole.ts';
import type { RunningContainer } from './container.ts';
import type { BatchStack, ComputeEnvironment } from './definition.ts';
import { hasEnded, type Job, nameLogStream } from './job.ts';
import { type AttemptEnd, isTriedAgain } from './retry.ts';

/** What jobs are run with. */
export interface JobsParts {
  folder: string;
  batch: () => BatchStack;
  start: (job: Job, environment: ComputeEnvironment) => RunningContainer;
  now?: () => number;
}

/** Jobs at work. */
export interface Jobs {
  submit: (job: Job) => void;
  find: (id: string) => Job | undefined;
  /** The newest first. */
  list: () => Job[];
  /** Ends a job that has not ended; one that runs gets SIGTERM, and 30 s later SIGKILL. */
  terminate: (id: string, reason: string) => void;
  /** Ends a job that has not begun to start; the others go on. */
  cancel: (id: string, reason: string) => void;
  /** Starts what there is room for: jobs that waited when the host ended, too. */
  resume: () => void;
  /** Ends what runs, as if the machine were gone; the next host finds it so. */
  close: () => Promise<void>;
}

/** What ECS says of a task whose machine is gone. Source: "Automated job retries". */
const HOST_LOST = 'Host EC2 (instance i-00000000000laptop) terminated.';
/** As long as Batch keeps a job that has ended. */
const KEPT_MS = 7 * 24 * 60 * 60_000;
const CLOSE_GRACE_MS = 3_000;

interface Room extends Required<JobsParts> {
  jobs: Map<string, Job>;
  running: Map<string, { container: RunningContainer; vcpus: number; environment: string }>;
  isClosed: boolean;
}

/** Takes up the jobs of a folder; those that ran when the host ended have lost their machine. */
export function openJobs({ now = Date.now, ...parts }: JobsParts): Jobs {
  const room: Room = { ...parts, now, jobs: readJobs(parts.folder, now()), running: new Map(), isClosed: false };
  for (const job of room.jobs.values()) {
    if (job.status === 'STARTING' || job.status === 'RUNNING') endAttempt(room, job, { statusReason: HOST_LOST });
    else if (job.status === 'SUBMITTED') change(room, job, { status: 'RUNNABLE' });
  }
  const find = (id: string) => room.jobs.get(id);
  return {
    find,
    list: () => [...room.jobs.values()].reverse(),
    submit: (job) => {
      change(room, job, {});
      setImmediate(() => {
        const submitted = room.jobs.get(job.id);
        if (submitted?.status === 'SUBMITTED') change(room, submitted, { status: 'RUNNABLE' });
        startNext(room);
      });
    },
    terminate: (id, reason) => {
      const job = find(id);
      if (job === undefined || hasEnded(job)) return;
      const ending = change(room, job, { ending: reason });
      const running = room.running.get(id);
      if (running) running.container.stop(reason);
      else finish(room, ending, 'FAILED', reason);
    },
    cancel: (id, reason) => {
      const job = find(id);
      if (job && (job.status === 'SUBMITTED' || job.status === 'RUNNABLE')) finish(room, job, 'FAILED', reason);
    },
    resume: () => startNext(room),
    close: async () => {
      room.isClosed = true;
      for (const { container } of room.running.values()) container.stop(HOST_LOST, CLOSE_GRACE_MS);
      await Promise.all([...room.running.values()].map(({ container }) => container.ended));
    },
  };
}

function startNext(room: Room): void {
  if (room.isClosed) return;
  const { environments, queues } = room.batch();
  const priorityOf = ({ queue }: Job): number => queues.find(({ arn }) => arn === queue)?.priority ?? 0;
  const waiting = [...room.jobs.values()]
    .filter(({ status }) => status === 'RUNNABLE')
    .toSorted((one, other) => priorityOf(other) - priorityOf(one) || one.createdMs - other.createdMs);
  for (const job of waiting) {
    const queue = queues.find(({ arn }) => arn === job.queue);
    const open = environments.filter(({ arn, isEnabled }) => isEnabled && queue?.environments.includes(arn));
    const free = open.find(({ arn, vcpusMax }) => usedOf(room, arn) + job.container.vcpus <= vcpusMax);
    if (free) startJob(room, job, free);
    else if (!open.some(({ vcpusMax }) => job.container.vcpus <= vcpusMax)) {
      change(room, job, { statusReason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT' });
    }
  }
}

function usedOf({ running }: Room, arn: string): number {
  return [...running.values()].reduce((sum, { environment, vcpus }) => sum + (environment === arn ? vcpus : 0), 0);
}

function startJob(room: Room, job: Job, environment: ComputeEnvironment): void {
  const starting = change(room, job, { status: 'STARTING', statusReason: undefined });
  const container = room.start(starting, environment);
  room.running.set(job.id, { container, vcpus: job.container.vcpus, environment: environment.arn });
  void container.started.then(() => {
    const now = room.jobs.get(job.id);
    if (now?.status === 'STARTING') change(room, now, { status: 'RUNNING', startedMs: room.now() });
  });
  void container.ended.then((end) => {
    room.running.delete(job.id);
    const now = room.jobs.get(job.id);
    // The next host finds what was cut off here.
    if (now === undefined || (room.isClosed && end.exitCode !== 0)) return;
    endAttempt(room, now, end);
    startNext(room);
  });
}

function endAttempt(room: Room, job: Job, end: AttemptEnd): void {
  const { startedMs } = job;
  const attempt = {
    ...end,
    ...(startedMs !== undefined && { startedMs }),
    stoppedMs: room.now(),
    logStream: nameLogStream(job),
  };
  const tried = { ...job, attempts: [...job.attempts, attempt] };
  if (end.exitCode === 0 && job.ending === undefined) return finish(room, tried, 'SUCCEEDED', end.statusReason);
  const mayBeTried = job.ending === undefined && end.statusReason !== 'Job attempt duration exceeded timeout';
  if (mayBeTried && isTriedAgain(job.retry, tried.attempts.length, end)) {
    change(room, tried, { status: 'RUNNABLE', statusReason: undefined, startedMs: undefined });
  } else finish(room, tried, 'FAILED', job.ending ?? end.statusReason);
}

function finish(room: Room, job: Job, status: 'SUCCEEDED' | 'FAILED', statusReason: string): void {
  change(room, job, { status, statusReason, stoppedMs: room.now() });
}

type Changes = { [Key in keyof Job]?: Job[Key] | undefined };

function change(room: Room, job: Job, changes: Changes): Job {
  const merged = Object.entries({ ...job, ...changes }).filter(([, value]) => value !== undefined);
  const next = Object.fromEntries(merged) as unknown as Job;
  room.jobs.set(job.id, next);
  writeWhole(fileOf(room.folder, job.id), JSON.stringify(next));
  return next;
}

function readJobs(folder: string, nowMs: number): Map<string, Job> {
  const jobs: Job[] = [];
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
    const job = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Job;
    if (hasEnded(job) && (job.stoppedMs ?? 0) < nowMs - KEPT_MS) rmSync(join(folder, name));
    else jobs.push(job);
  }
  jobs.sort((one, other) => one.createdMs - other.createdMs);
  return new Map(jobs.map((job) => [job.id, job]));
}

function fileOf(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}
