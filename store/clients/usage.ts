import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { StoredUsage } from '../../contract/stored/usage.ts';
import { retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** What is to be added to a client's counters, and how far they may go. */
export interface UsageIncrease {
  readonly account: string;
  /** The day, UTC, `2026-11-28`. */
  readonly day: string;
  /** Minutes since 1970. */
  readonly minute: number;
  readonly minuteWines: number;
  readonly dayWines: number;
  /** What the counters may come to; Infinity: anything. */
  readonly minuteWinesMax: number;
  readonly dayWinesMax: number;
}

/** An entry is kept for the day after its own, for whoever looks back. */
const KEPT_SECONDS = 2 * 24 * 60 * 60;

/**
 * How many wines a client has asked about on a day, strongly consistent; undefined where nothing was counted.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function readUsage(
  table: Table,
  account: string,
  day: string,
  deadline: number,
): Promise<StoredUsage | undefined> {
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    const get = new GetCommand({ TableName: table.name, Key: { account, day }, ConsistentRead: true });
    const { Item } = await table.dynamo.send(get, { abortSignal });
    return Item as StoredUsage | undefined;
  });
}

/**
 * Adds to the counters of a minute that is being counted already, both or none. Returns what they came to; undefined
 * where the entry is of another minute, or one of them would go too far.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms). A write whose answer was lost is done again and counts twice:
 * rather too much is counted than too little.
 */
export function addToMinute(table: Table, increase: UsageIncrease, deadline: number): Promise<StoredUsage | undefined> {
  const minuteBefore = increase.minuteWinesMax - increase.minuteWines;
  return update(table, increase, deadline, {
    UpdateExpression: 'ADD minuteWines :wines, dayWines :dayWines',
    ConditionExpression: '#minute = :minute AND minuteWines <= :minuteBefore AND dayWines <= :dayBefore',
    values: { ':minuteBefore': Math.min(minuteBefore, Number.MAX_SAFE_INTEGER) },
  });
}

/**
 * Begins to count a minute, in place of one that is over (or that a wrong clock has put more than a minute ahead).
 * Returns what the counters came to; undefined where the minute is being counted already, or that of the day would go
 * too far.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms). A write whose answer was lost may have been done.
 */
export function beginMinute(table: Table, increase: UsageIncrease, deadline: number): Promise<StoredUsage | undefined> {
  return update(table, increase, deadline, {
    UpdateExpression: 'SET #minute = :minute, minuteWines = :wines, expiresAt = :expiresAt ADD dayWines :dayWines',
    ConditionExpression:
      '(attribute_not_exists(#minute) OR #minute < :minute OR #minute > :next) AND ' +
      '(attribute_not_exists(dayWines) OR dayWines <= :dayBefore)',
    values: { ':next': increase.minute + 1, ':expiresAt': Date.parse(increase.day) / 1000 + KEPT_SECONDS },
  });
}

/** The wines of a job, which count against the quota of a day. */
export interface JobWines {
  readonly account: string;
  /** The day, UTC. */
  readonly day: string;
  readonly jobId: string;
  readonly wines: number;
  readonly dayWinesMax: number;
}

/**
 * Counts the wines of a job, all or none, and once, however often it is asked: the entry of the day names the jobs that
 * it has counted. Returns whether they are counted; false where there is no room for them.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms); they may then be counted or not.
 */
export async function countJob(
  table: Table,
  { account, day, jobId, wines, dayWinesMax }: JobWines,
  deadline: number,
): Promise<boolean> {
  const command = new UpdateCommand({
    TableName: table.name,
    Key: { account, day },
    UpdateExpression:
      'SET expiresAt = :expiresAt, jobs = list_append(if_not_exists(jobs, :none), :job) ADD dayWines :wines',
    ConditionExpression:
      'NOT contains(jobs, :jobId) AND (attribute_not_exists(dayWines) AND :wines <= :most OR dayWines <= :dayBefore)',
    ExpressionAttributeValues: {
      ':expiresAt': Date.parse(day) / 1000 + KEPT_SECONDS,
      ':wines': wines,
      ':job': [jobId],
      ':none': [],
      ':jobId': jobId,
      ':most': dayWinesMax,
      ':dayBefore': dayWinesMax - wines,
    },
  });
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    try {
      await table.dynamo.send(command, { abortSignal });
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    return (await readUsage(table, account, day, deadline))?.jobs?.includes(jobId) === true;
  });
}

interface Update {
  UpdateExpression: string;
  ConditionExpression: string;
  values: Record<string, number>;
}

async function update(
  table: Table,
  { account, day, minute, minuteWines, dayWines, dayWinesMax }: UsageIncrease,
  deadline: number,
  { values, ...expressions }: Update,
): Promise<StoredUsage | undefined> {
  const command = new UpdateCommand({
    TableName: table.name,
    Key: { account, day },
    ...expressions,
    ExpressionAttributeNames: { '#minute': 'minute' },
    ExpressionAttributeValues: {
      ...values,
      ':minute': minute,
      ':wines': minuteWines,
      ':dayWines': dayWines,
      ':dayBefore': Math.min(dayWinesMax - dayWines, Number.MAX_SAFE_INTEGER),
    },
    ReturnValues: 'ALL_NEW',
  });
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    try {
      const { Attributes } = await table.dynamo.send(command, { abortSignal });
      return Attributes as unknown as StoredUsage;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  });
}
