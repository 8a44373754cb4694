import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { JobStatus, StoredJob } from '../../contract/stored/job.ts';
import { type JobKey, updateJob } from './jobs.ts';
import { conditionHeld, retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

const ENDS: readonly JobStatus[] = ['COMPLETED', 'CANCELLED', 'FAILED'];

/** Whether a job has ended. */
export function hasEnded({ status }: Pick<StoredJob, 'status'>): boolean {
  return ENDS.includes(status);
}

/**
 * Writes a job that begins, unless there is one of that id, which a repeat finds; returns whether it was written.
 * Errors: StoreUnavailable at the deadline (epoch ms); it may then be written or not.
 */
export async function addJob(table: Table, job: StoredJob, deadline: number): Promise<boolean> {
  const put = new PutCommand({ TableName: table.name, Item: job, ConditionExpression: 'attribute_not_exists(id)' });
  return retryUntil(table.clock, deadline, (abortSignal) => conditionHeld(table.dynamo.send(put, { abortSignal })));
}

/**
 * Writes down by which execution an attempt goes on. Returns the job as it stands then; undefined where it is at
 * another attempt by now. Errors: StoreUnavailable at the deadline (epoch ms).
 */
export function noteExecution(
  table: Table,
  job: JobKey & Pick<StoredJob, 'attempt'>,
  execution: string,
  deadline: number,
): Promise<StoredJob | undefined> {
  return updateJob(table, job, deadline, {
    UpdateExpression: 'SET #execution = :execution',
    ConditionExpression: 'attempt = :attempt',
    ExpressionAttributeNames: { '#execution': 'execution' },
    ExpressionAttributeValues: { ':execution': execution, ':attempt': job.attempt },
  });
}

/**
 * Asks a job to end early. Returns it as it stands then; undefined where it has ended, or there is none. Errors:
 * StoreUnavailable at the deadline (epoch ms).
 */
export function requestCancel(table: Table, key: JobKey, deadline: number): Promise<StoredJob | undefined> {
  return updateJob(table, key, deadline, {
    UpdateExpression: 'SET cancelRequested = :yes, updatedAt = :now',
    ConditionExpression: `attribute_exists(id) AND NOT #status IN (${endNames()})`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':yes': true, ':now': nowOf(table), ...endValues() },
  });
}

/**
 * Ends a job that nothing works on any more: as CANCELLED where it was asked to end, as `failure` says otherwise.
 * Returns it as it stands then; undefined where it is at another attempt, or has ended. Errors: StoreUnavailable.
 */
export function endIdleJob(
  table: Table,
  job: StoredJob,
  failure: StoredJob['failure'],
  deadline: number,
): Promise<StoredJob | undefined> {
  return updateJob(table, job, deadline, {
    UpdateExpression: 'SET #status = :end, failure = :failure, endedAt = :now, updatedAt = :now',
    ConditionExpression: `attempt = :attempt AND NOT #status IN (${endNames()})`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':end': failure === null ? 'CANCELLED' : 'FAILED',
      ':failure': failure,
      ':now': nowOf(table),
      ':attempt': job.attempt,
      ...endValues(),
    },
  });
}

/**
 * Begins a further attempt of a job, as it was read; what it has counted so far, it will count anew. Returns it as it
 * stands then; undefined where somebody else has resumed it. Errors: StoreUnavailable at the deadline (epoch ms).
 */
export function beginAttempt(table: Table, job: StoredJob, deadline: number): Promise<StoredJob | undefined> {
  return updateJob(table, job, deadline, {
    UpdateExpression:
      'SET attempt = :next, #status = :splitting, cancelRequested = :no, failure = :none, endedAt = :none, ' +
      'failedChunks = :empty, #execution = :none, #files = :empty, updatedAt = :now',
    ConditionExpression: 'attempt = :attempt AND #status = :status',
    ExpressionAttributeNames: { '#status': 'status', '#execution': 'execution', '#files': 'files' },
    ExpressionAttributeValues: {
      ':next': job.attempt + 1,
      ':attempt': job.attempt,
      ':status': job.status,
      ':splitting': 'SPLITTING',
      ':no': false,
      ':none': null,
      ':empty': [],
      ':now': nowOf(table),
    },
  });
}

function endNames(): string {
  return ENDS.map((_, at) => `:end${at}`).join(', ');
}

function endValues(): Record<string, string> {
  return Object.fromEntries(ENDS.map((status, at) => [`:end${at}`, status]));
}

function nowOf({ clock }: Table): string {
  return new Date(clock.now()).toISOString();
}
