import { type Context, type DynamoDBGetItemRequest, runtime, util } from '@aws-appsync/utils';
import type { StoredUsage } from '../contract/stored/usage.ts';
import type { Quota, QuotaWindow } from '../generated/schema.ts';
import { callerOf } from './values/caller.ts';
import { raiseInternal } from './values/raise.ts';

const MINUTE_MS = 60000;
const DAY_MS = 86400000;

export function request(ctx: Context): DynamoDBGetItemRequest {
  const { clientId, account, quotaPerMinute, quotaPerDay } = callerOf(ctx);
  if (!isLimit(quotaPerMinute) && !isLimit(quotaPerDay)) runtime.earlyReturn({ perMinute: null, perDay: null });
  // The moment that the answer is about, for both halves of this code.
  ctx.stash.nowMs = util.time.nowEpochMilliSeconds();
  const day = util.time.epochMilliSecondsToISO8601(ctx.stash.nowMs as number).slice(0, 10);
  return {
    operation: 'GetItem',
    key: util.dynamodb.toMapValues({ account: account ?? clientId, day }),
    consistentRead: true,
  };
}

export function response(ctx: Context): Quota {
  if (ctx.error) {
    console.error(`${ctx.error.type}: ${ctx.error.message}`);
    raiseInternal('The quota could not be read. Try again.', null);
  }
  const { quotaPerMinute, quotaPerDay } = callerOf(ctx);
  const usage = ctx.result as StoredUsage | null;
  const nowMs = ctx.stash.nowMs as number;
  const minute = Math.floor(nowMs / MINUTE_MS);
  const minuteWines = usage?.minute === minute ? usage.minuteWines : 0;
  return {
    perMinute: isLimit(quotaPerMinute) ? windowOf(quotaPerMinute, minuteWines, (minute + 1) * MINUTE_MS) : null,
    perDay: isLimit(quotaPerDay)
      ? windowOf(quotaPerDay, usage?.dayWines ?? 0, (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS)
      : null,
  };
}

function isLimit(limit: number | null | undefined): limit is number {
  return limit !== undefined && limit !== null;
}

/** A limit that was lowered may have been passed before. */
function windowOf(limit: number, counted: number, resetMs: number): QuotaWindow {
  const used = Math.min(counted, limit);
  return { limit, used, remaining: limit - used, resetsAt: util.time.epochMilliSecondsToISO8601(resetMs) };
}
