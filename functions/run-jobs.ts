import { SETTINGS } from '../contract/settings.ts';
import { type BatchApi, type BatchJob, describeJob, findBatchEndpoint, terminateJob } from '../store/aws/batch-jobs.ts';
import { signerOf } from './publish.ts';

/** The jobs of AWS Batch in which runs work. */
export interface RunJobs {
  /** How a job stands; undefined where Batch does not know it. Errors: Error where Batch does not answer. */
  describe: (id: string) => Promise<BatchJob | undefined>;
  /** Ends a job. Errors: Error where Batch does not take that. */
  terminate: (id: string, reason: string) => Promise<void>;
}

/**
 * The jobs of the environment, as Lambda's own variables describe it; undefined where trainings never leave the
 * function. Errors: Error where a variable is missing.
 */
export function openRunJobs(environment: NodeJS.ProcessEnv): RunJobs | undefined {
  const { trainOn } = SETTINGS;
  if ((environment[trainOn] ?? 'lambda') === 'lambda') return undefined;
  const api = batchOf(environment);
  return {
    describe: (id) => describeJob(api, id),
    terminate: (id, reason) => terminateJob(api, id, reason),
  };
}

/** AWS Batch, as Lambda's own variables describe it. Errors: Error where a part of it is missing. */
export function batchOf(environment: NodeJS.ProcessEnv): BatchApi {
  const signer = signerOf(environment);
  return { endpoint: findBatchEndpoint(signer.region, environment), ...signer };
}

/** How long a container may take from its start until it works on its run. */
const START_MS_MAX = 5 * 60_000;

/** Whether something may still come of a job, as far as Batch knows: it waits, or has started a moment ago. */
export function isOnItsWay({ status, startedMs }: BatchJob, nowMs: number): boolean {
  if (status === 'RUNNING') return startedMs === undefined || nowMs - startedMs < START_MS_MAX;
  return status !== 'SUCCEEDED' && status !== 'FAILED';
}

/**
 * Why a run has ended whose job has, or is as good as gone. What AWS itself says is not for everybody who may read a
 * run: it can be looked up by the job's id.
 */
export function explainJobEnd(job: BatchJob | undefined, id: string): string {
  const lookUp = `AWS Batch knows more of its job ${id}.`;
  if (job === undefined) return `AWS Batch no longer knows its job ${id}.`;
  const { status, statusReason, reason, exitCode, isTerminated } = job;
  if (status === 'RUNNING') return `Its container runs, and nothing was heard of it. ${lookUp}`;
  if (isTerminated) return `Somebody ended its job in AWS Batch. ${lookUp}`;
  if (reason.startsWith('OutOfMemoryError')) {
    return `Its container needs more memory than it has: raise batchSize.memoryMb in infra/environments.ts. ${lookUp}`;
  }
  if (statusReason.startsWith('Job attempt duration exceeded')) {
    return `Its container took longer than it may. ${lookUp}`;
  }
  if (statusReason.startsWith('Host EC2')) return `AWS took away the machine of its container. ${lookUp}`;
  if (exitCode === undefined) return `Its container could not be started. ${lookUp}`;
  return `Its container ended with the exit code ${exitCode} before the run had. ${lookUp}`;
}
