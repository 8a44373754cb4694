import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { FailedChunk, JobFailure, JobStatus, StoredJob, StoredJobFile } from '../../contract/stored/job.ts';
import { retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** Which job of which client. */
export interface JobKey {
  readonly clientId: string;
  readonly id: string;
}

/** The job of that id, strongly consistent; undefined where there is none. Errors: StoreUnavailable at the deadline. */
export async function readJob(
  table: Table,
  { clientId, id }: JobKey,
  deadline: number,
): Promise<StoredJob | undefined> {
  const get = new GetCommand({ TableName: table.name, Key: { clientId, id }, ConsistentRead: true });
  const { Item } = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(get, { abortSignal }));
  return Item as StoredJob | undefined;
}

/** What a job may be that has not ended, as conditions name it. */
const UNDER_WAY = { ':splitting': 'SPLITTING', ':answering': 'ANSWERING', ':combining': 'COMBINING' } as const;

/** What a job may become. */
export interface JobChange {
  readonly status?: JobStatus;
  readonly rows?: number;
  readonly chunks?: number;
  readonly chunksDone?: number;
  readonly answered?: number;
  readonly refused?: number;
  readonly rowsCombined?: number;
  readonly failedChunks?: readonly FailedChunk[];
  readonly failure?: JobFailure | null;
  readonly files?: readonly StoredJobFile[];
  readonly endedAt?: string | null;
}

/**
 * Changes a job that has not ended, of this attempt. Returns it as it is then; undefined where it has ended, is of
 * another attempt, or is gone.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms); it may then be changed or not.
 */
export function changeJob(
  table: Table,
  { clientId, id, attempt }: JobKey & { readonly attempt: number },
  change: JobChange,
  deadline: number,
): Promise<StoredJob | undefined> {
  const given = { ...change, updatedAt: new Date(table.clock.now()).toISOString() };
  const names = Object.keys(given);
  return updateJob(table, { clientId, id }, deadline, {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: 'attempt = :attempt AND #status IN (:splitting, :answering, :combining)',
    ExpressionAttributeNames: { '#status': 'status', ...Object.fromEntries(names.map((name) => [`#${name}`, name])) },
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`:${name}`, value])),
      ':attempt': attempt,
      ...UNDER_WAY,
    },
  });
}

/**
 * Adds a chunk that was answered to the counters of a job. Whoever calls it has just written the chunk's summary, which
 * one process does. Returns the job as it is then; undefined where it is gone, or has ended: its counts then are those
 * of its files, whatever comes late.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms). A write whose answer was lost counts twice until the end of the
 * job, which counts anew.
 */
export function countChunk(
  table: Table,
  { clientId, id }: JobKey,
  { answered, refused }: Pick<StoredJob, 'answered' | 'refused'>,
  deadline: number,
): Promise<StoredJob | undefined> {
  return updateJob(table, { clientId, id }, deadline, {
    UpdateExpression: 'SET updatedAt = :at ADD chunksDone :one, answered :answered, refused :refused',
    ConditionExpression: '#status IN (:splitting, :answering, :combining)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ...UNDER_WAY,
      ':at': new Date(table.clock.now()).toISOString(),
      ':one': 1,
      ':answered': answered,
      ':refused': refused,
    },
  });
}

/**
 * Notes why a job will end, unless it is noted already: its children then answer nothing more. Undefined where it is
 * noted, or the job has ended, is of another attempt, or is gone.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export function noteFailure(
  table: Table,
  { clientId, id, attempt }: JobKey & { readonly attempt: number },
  failure: JobFailure,
  deadline: number,
): Promise<StoredJob | undefined> {
  return updateJob(table, { clientId, id }, deadline, {
    UpdateExpression: 'SET failure = :failure',
    ConditionExpression:
      'attempt = :attempt AND #status IN (:splitting, :answering, :combining) AND ' +
      '(attribute_not_exists(failure) OR attribute_type(failure, :nothing))',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':failure': failure,
      ':attempt': attempt,
      ':nothing': 'NULL',
      ...UNDER_WAY,
    },
  });
}

/**
 * Settles against the quota of which day a job counts: the first that is told. Returns the job as it is then; undefined
 * where it is gone. Errors: StoreUnavailable at the deadline (epoch ms).
 */
export function settleQuotaDay(
  table: Table,
  key: JobKey,
  day: string,
  deadline: number,
): Promise<StoredJob | undefined> {
  return updateJob(table, key, deadline, {
    UpdateExpression: 'SET quotaDay = if_not_exists(quotaDay, :day)',
    ConditionExpression: 'attribute_exists(id)',
    ExpressionAttributeValues: { ':day': day },
  });
}

/** Lets a job count against another day, where that one had no room. Errors: StoreUnavailable at the deadline. */
export async function dropQuotaDay(table: Table, key: JobKey, day: string, deadline: number): Promise<void> {
  await updateJob(table, key, deadline, {
    UpdateExpression: 'REMOVE quotaDay',
    ConditionExpression: 'quotaDay = :day',
    ExpressionAttributeValues: { ':day': day },
  });
}

/**
 * Names a chunk that was given up, unless so many are named already. Errors: StoreUnavailable at the deadline (epoch
 * ms).
 */
export async function nameFailedChunk(
  table: Table,
  { clientId, id, attempt }: JobKey & { readonly attempt: number },
  chunk: FailedChunk,
  chunksMax: number,
  deadline: number,
): Promise<void> {
  await updateJob(table, { clientId, id }, deadline, {
    UpdateExpression: 'SET failedChunks = list_append(failedChunks, :chunk)',
    ConditionExpression: 'attempt = :attempt AND size(failedChunks) < :most AND NOT contains(failedChunks, :same)',
    ExpressionAttributeValues: { ':chunk': [chunk], ':same': chunk, ':attempt': attempt, ':most': chunksMax },
  });
}

/**
 * Takes the right to publish how a job stands, which one process has at a time. Returns the job as it is then;
 * undefined where another process did within the pause, or the job has ended, or is gone. Errors: StoreUnavailable at
 * the deadline (epoch ms).
 */
export function claimPublication(
  table: Table,
  { clientId, id }: JobKey,
  pauseMs: number,
  deadline: number,
): Promise<StoredJob | undefined> {
  const nowMs = table.clock.now();
  return updateJob(table, { clientId, id }, deadline, {
    UpdateExpression: 'SET publishedMs = :now',
    ConditionExpression:
      '#status IN (:splitting, :answering, :combining) AND ' +
      '(attribute_not_exists(publishedMs) OR publishedMs <= :before OR publishedMs > :now)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':now': nowMs, ':before': nowMs - pauseMs, ...UNDER_WAY },
  });
}

/** A change of a job in DynamoDB's own terms. */
export interface JobUpdate {
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
}

/** Changes a job where a condition holds; undefined where it does not. Errors: StoreUnavailable at the deadline. */
export async function updateJob(
  table: Table,
  key: JobKey,
  deadline: number,
  expressions: JobUpdate,
): Promise<StoredJob | undefined> {
  const Key = { clientId: key.clientId, id: key.id };
  const command = new UpdateCommand({ TableName: table.name, Key, ...expressions, ReturnValues: 'ALL_NEW' });
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    try {
      const { Attributes } = await table.dynamo.send(command, { abortSignal });
      return Attributes as unknown as StoredJob;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  });
}
