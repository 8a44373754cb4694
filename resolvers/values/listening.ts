import { type Context, type DynamoDBGetItemRequest, extensions, util } from '@aws-appsync/utils';
import type { StoredClient } from '../../contract/stored/client.ts';
import { callerOf } from './caller.ts';

/**
 * Looks at the key again: what the authorizer said of it may be half a minute old, and a subscription goes on for a
 * day. Which events arrive is AppSync's to tell, by the arguments of the subscription.
 */
export function askKey(ctx: Context<object>): DynamoDBGetItemRequest {
  const { keyHash } = callerOf(ctx);
  return { operation: 'GetItem', key: util.dynamodb.toMapValues({ keyHash }), consistentRead: true };
}

/**
 * Begins a subscription to events of `id` (of all, where it is null) that end with the key, as it is stored: it ends by
 * endSubscriptions, and hears nothing from after its key's expiry. Ends the field as Unauthorized for a key that holds
 * no more.
 */
export function beginListening(ctx: Context<object>, stored: StoredClient | null, id: string | null): void {
  const { keyHash, expiresAt } = callerOf(ctx);
  if (stored?.state !== 'active') util.unauthorized();
  const end = earlierOf(expiresAt ?? null, stored.expiresAt ?? null);
  if (end !== null) {
    if (end <= util.time.nowEpochSeconds()) util.unauthorized();
    hearUntil(end, id);
  }
  extensions.setSubscriptionInvalidationFilter({
    filterGroup: [{ filters: [{ fieldName: 'keyHash', operator: 'eq', value: keyHash }] }],
  });
}

function earlierOf(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/** Such a filter stands in place of the arguments. Every event says when it was written. */
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
