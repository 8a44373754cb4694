import { type Context, type DynamoDBGetItemRequest, extensions, util } from '@aws-appsync/utils';
import type { StoredClient } from '../contract/stored-client.ts';
import { callerOf } from './values/caller.ts';
import { raiseInternal } from './values/raise.ts';

interface Args {
  readonly id?: string | null;
}

/**
 * Looks at the key again: what the authorizer said of it may be half a minute old, and a subscription goes on for a
 * day. Which events arrive is AppSync's to tell, by the arguments of the subscription.
 */
export function request(ctx: Context<Args>): DynamoDBGetItemRequest {
  const { keyHash } = callerOf(ctx);
  return { operation: 'GetItem', key: util.dynamodb.toMapValues({ keyHash }), consistentRead: true };
}

/** A subscription begins with nothing. It ends by endSubscriptions, and hears nothing from after its key's expiry. */
export function response(ctx: Context<Args>): null {
  if (ctx.error) raiseInternal('The subscription could not begin. Try again.', null);
  const { keyHash, expiresAt } = callerOf(ctx);
  const stored = ctx.result as StoredClient | null;
  if (stored?.state !== 'active') util.unauthorized();
  const end = earlierOf(expiresAt ?? null, stored.expiresAt ?? null);
  if (end !== null) {
    if (end <= util.time.nowEpochSeconds()) util.unauthorized();
    hearUntil(end, ctx.args.id ?? null);
  }
  extensions.setSubscriptionInvalidationFilter({
    filterGroup: [{ filters: [{ fieldName: 'keyHash', operator: 'eq', value: keyHash }] }],
  });
  return null;
}

function earlierOf(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/** Such a filter stands in place of the arguments. Every event is a TrainingRun, which says when it was written. */
function hearUntil(epochSeconds: number, id: string | null): void {
  const time = util.time.epochMilliSecondsToISO8601(epochSeconds * 1000);
  if (id === null) {
    extensions.setSubscriptionFilter({
      filterGroup: [{ filters: [{ fieldName: 'updatedAt', operator: 'lt', value: time }] }],
    });
  } else {
    extensions.setSubscriptionFilter({
      filterGroup: [
        {
          filters: [
            { fieldName: 'updatedAt', operator: 'lt', value: time },
            { fieldName: 'id', operator: 'eq', value: id },
          ],
        },
      ],
    });
  }
}
