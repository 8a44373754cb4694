import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { StoredUsage } from '../contract/stored-usage.ts';
import { retryUntil } from './retry.ts';
import type { Table } from './table.ts';

/** What is to be added to a client's counters, and how far they may go. */
export interface UsageIncrease {
  readonly account: string;
  /** The day, UTC, `2026-11-28`. */
  readonly day: string;
  /** Minutes since 1970. */
  readonly minute: number;
  readonly minuteWines: number;
  readonly dayWines: number;
  /** What the counters may come to; absent: anything. */
  readonly minuteWinesMax?: number | undefined;
  readonly dayWinesMax?: number | undefined;
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
export function addToMinute(
  table: Table,
  increase: UsageIncrease,
  deadline: number,
): Promise<StoredUsage | undefined> {
  const { minuteWinesMax, dayWinesMax } = increase;
  return update(table, increase, deadline, {
    UpdateExpression: 'ADD minuteWines :wines, dayWines :dayWines',
    conditions: [
      '#minute = :minute',
      ...(minuteWinesMax === undefined ? [] : ['minuteWines <= :minuteBefore']),
      ...(dayWinesMax === undefined ? [] : ['dayWines <= :dayBefore']),
    ],
    values: {},
  });
}

/**
 * Begins to count a minute, in place of one that is over (or that a wrong clock has put more than a minute ahead).
 * Returns what the counters came to; undefined where the minute is being counted already, or that of the day would go
 * too far.
 *
 * Errors: as of addToMinute().
 */
export function beginMinute(
  table: Table,
  increase: UsageIncrease,
  deadline: number,
): Promise<StoredUsage | undefined> {
  const { day, minute, dayWinesMax } = increase;
  return update(table, increase, deadline, {
    UpdateExpression: 'SET #minute = :minute, minuteWines = :wines, expiresAt = :expiresAt ADD dayWines :dayWines',
    conditions: [
      '(attribute_not_exists(#minute) OR #minute < :minute OR #minute > :next)',
      ...(dayWinesMax === undefined ? [] : ['(attribute_not_exists(dayWines) OR dayWines <= :dayBefore)']),
    ],
    values: { ':next': minute + 1, ':expiresAt': Date.parse(day) / 1000 + KEPT_SECONDS },
  });
}

interface Update {
  UpdateExpression: string;
  conditions: string[];
  values: Record<string, number>;
}

async function update(
  table: Table,
  { account, day, minute, minuteWines, dayWines, minuteWinesMax, dayWinesMax }: UsageIncrease,
  deadline: number,
  { UpdateExpression, conditions, values }: Update,
): Promise<StoredUsage | undefined> {
  const command = new UpdateCommand({
    TableName: table.name,
    Key: { account, day },
    UpdateExpression,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { '#minute': 'minute' },
    ExpressionAttributeValues: {
      ...values,
      ':minute': minute,
      ':wines': minuteWines,
      ':dayWines': dayWines,
      ...(conditions.some((one) => one.includes(':minuteBefore')) && minuteWinesMax !== undefined
        ? { ':minuteBefore': minuteWinesMax - minuteWines }
        : {}),
      ...(dayWinesMax === undefined ? {} : { ':dayBefore': dayWinesMax - dayWines }),
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
