import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { KINDS } from '../../contract/tables.ts';
import { conditionHeld, retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/**
 * The right to train, which one run has at a time. It expires, so that a process that was killed blocks nobody for
 * long.
 */
export interface Lease {
  runId: string;
  /** Epoch ms. */
  expiresAt: number;
  /** The process that works on the run; absent until one has begun. */
  holder?: string;
  /** The job of AWS Batch that the run waits for, or works in. */
  job?: string;
}

/** How long a lease holds unless it is extended. */
export const LEASE_MS = 60_000;
/** How long it holds while a job waits in a queue: whoever looks at the run in the meantime asks how the job stands. */
export const QUEUE_LEASE_MS = 15 * 60_000;

/** What the container of a job is known by as the holder of a lease: each of its attempts may go on with the run. */
export function holderOfJob(job: string): string {
  return `batch:${job}`;
}

const KEY = { kind: KINDS.lease, id: 'training' };

/**
 * Takes the lease for a run where nobody has it; of many at once one takes it. Returns whether this run has it, and
 * the run that left it to expire, if one did.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms); the lease may then be taken or not, and expires.
 */
export async function takeLease(
  table: Table,
  runId: string,
  deadline: number,
): Promise<{ taken: boolean; abandonedRun?: string }> {
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    const nowMs = table.clock.now();
    const get = new GetCommand({ TableName: table.name, Key: KEY, ConsistentRead: true });
    const before = (await table.dynamo.send(get, { abortSignal })).Item as Lease | undefined;
    if (before?.runId === runId) return { taken: true };
    if (before !== undefined && before.expiresAt > nowMs) return { taken: false };
    const put = new PutCommand({
      TableName: table.name,
      Item: { ...KEY, runId, expiresAt: nowMs + LEASE_MS },
      ...(before === undefined
        ? { ConditionExpression: 'attribute_not_exists(id)' }
        : {
            ConditionExpression: 'attribute_not_exists(id) OR (runId = :runId AND expiresAt = :expiresAt)',
            ExpressionAttributeValues: { ':runId': before.runId, ':expiresAt': before.expiresAt },
          }),
    });
    const taken = await conditionHeld(table.dynamo.send(put, { abortSignal }));
    return { taken, ...(taken && before !== undefined ? { abandonedRun: before.runId } : {}) };
  });
}

/** The lease as it stands, strongly consistent; undefined where nobody has it. Errors: StoreUnavailable. */
export async function readLease(table: Table, deadline: number): Promise<Lease | undefined> {
  const get = new GetCommand({ TableName: table.name, Key: KEY, ConsistentRead: true });
  const { Item } = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(get, { abortSignal }));
  return Item as Lease | undefined;
}

/**
 * Makes a process the one that works on a run, unless another one is at it or the run has lost the lease: an
 * asynchronous invocation may arrive twice. Errors: StoreUnavailable at the deadline (epoch ms).
 */
export function claimLease(table: Table, runId: string, holder: string, deadline: number): Promise<boolean> {
  const condition = 'runId = :runId AND (attribute_not_exists(holder) OR holder = :holder OR expiresAt <= :now)';
  return renew(table, runId, holder, deadline, condition);
}

/** Holds on to the lease for another 60 s; false where it is lost. Errors: StoreUnavailable at the deadline. */
export function extendLease(table: Table, runId: string, holder: string, deadline: number): Promise<boolean> {
  return renew(table, runId, holder, deadline, 'runId = :runId AND holder = :holder');
}

/**
 * Lets go of a run that `holder` works on, for whoever works on it next: the lease holds for 60 s more. False where it
 * is lost. Errors: StoreUnavailable at the deadline (epoch ms).
 */
export function handOverLease(table: Table, runId: string, holder: string, deadline: number): Promise<boolean> {
  return retryUntil(table.clock, deadline, (abortSignal) => {
    const update = new UpdateCommand({
      TableName: table.name,
      Key: KEY,
      UpdateExpression: 'SET expiresAt = :later REMOVE holder',
      ConditionExpression: 'runId = :runId AND (attribute_not_exists(holder) OR holder = :holder)',
      ExpressionAttributeValues: { ':runId': runId, ':holder': holder, ':later': table.clock.now() + LEASE_MS },
    });
    return conditionHeld(table.dynamo.send(update, { abortSignal }));
  });
}

/**
 * Holds the lease of a run for the job that it waits for, QUEUE_LEASE_MS from now. False, and nothing is changed, where
 * its container has begun, or the lease is lost. Errors: StoreUnavailable at the deadline (epoch ms).
 */
export function holdForJob(table: Table, runId: string, job: string, deadline: number): Promise<boolean> {
  return retryUntil(table.clock, deadline, (abortSignal) => {
    const nowMs = table.clock.now();
    const update = new UpdateCommand({
      TableName: table.name,
      Key: KEY,
      UpdateExpression: 'SET job = :job, expiresAt = :later',
      // An attempt of the job may have left the lease to expire, and the next one is on its way.
      ConditionExpression:
        'runId = :runId AND (attribute_not_exists(holder) OR (holder = :holder AND expiresAt <= :now))',
      ExpressionAttributeValues: {
        ':runId': runId,
        ':job': job,
        ':holder': holderOfJob(job),
        ':now': nowMs,
        ':later': nowMs + QUEUE_LEASE_MS,
      },
    });
    return conditionHeld(table.dynamo.send(update, { abortSignal }));
  });
}

/** Gives a run's lease back, whoever works on it. Errors: StoreUnavailable at the deadline; it then expires. */
export async function releaseLease(table: Table, runId: string, deadline: number): Promise<void> {
  const command = new DeleteCommand({
    TableName: table.name,
    Key: KEY,
    ConditionExpression: 'runId = :runId',
    ExpressionAttributeValues: { ':runId': runId },
  });
  await retryUntil(table.clock, deadline, (abortSignal) => conditionHeld(table.dynamo.send(command, { abortSignal })));
}

function renew(table: Table, runId: string, holder: string, deadline: number, condition: string): Promise<boolean> {
  return retryUntil(table.clock, deadline, (abortSignal) => {
    const nowMs = table.clock.now();
    const update = new UpdateCommand({
      TableName: table.name,
      Key: KEY,
      UpdateExpression: 'SET holder = :holder, expiresAt = :later',
      ConditionExpression: condition,
      ExpressionAttributeValues: {
        ':runId': runId,
        ':holder': holder,
        ':later': nowMs + LEASE_MS,
        ...(condition.includes(':now') ? { ':now': nowMs } : {}),
      },
    });
    return conditionHeld(table.dynamo.send(update, { abortSignal }));
  });
}
