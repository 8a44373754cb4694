/** A job as AWS Batch keeps it. Source: AWS Batch API reference, JobDetail, AttemptDetail. */
import type { RetryStrategy } from './retry.ts';

/** How a job stands, by AWS's names; nothing here depends on another job, so none is PENDING. */
export type JobStatus = 'SUBMITTED' | 'RUNNABLE' | 'STARTING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** One try, which has ended. */
export interface Attempt {
  startedMs?: number;
  stoppedMs: number;
  statusReason: string;
  reason?: string;
  exitCode?: number;
  logStream: string;
}

/** What a container is run with. */
export interface Container {
  /** The address of the image, and the folder that it is made from. */
  image: string;
  folder: string;
  /** Of the image. */
  workdir: string;
  imageEnvironment: Readonly<Record<string, string>>;
  /** What is run, the entry point included. */
  program: readonly string[];
  /** What follows the entry point, as the job's description shows it. */
  command: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** Those of them that whoever submitted the job has said. */
  ownEnvironment: Readonly<Record<string, string>>;
  vcpus: number;
  memoryMb: number;
  jobRoleArn?: string;
  executionRoleArn?: string;
  logGroup: string;
  logStreamPrefix: string;
}

/** A job, as plain data. */
export interface Job {
  /** A UUID. */
  id: string;
  arn: string;
  name: string;
  /** ARNs. */
  queue: string;
  definition: string;
  /** The name without the number. */
  definitionName: string;
  parameters: Readonly<Record<string, string>>;
  status: JobStatus;
  statusReason?: string;
  createdMs: number;
  startedMs?: number;
  stoppedMs?: number;
  attempts: readonly Attempt[];
  retry: RetryStrategy;
  timeoutSeconds?: number;
  container: Container;
  /** Set once somebody wants it ended: it is not tried again. */
  ending?: string;
}

/** Whether a job can still come to something. */
export function hasEnded({ status }: Job): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}

/** The stream that an attempt logs to, such as `train/default/0a1b…`. */
export function nameLogStream({ container, id, attempts }: Job): string {
  const count = attempts.length;
  return `${container.logStreamPrefix}/default/${id.replaceAll('-', '')}${count === 0 ? '' : `-${count + 1}`}`;
}
