import { SUBSCRIPTIONS } from '../../contract/root-fields.ts';
import { callSigned, type SignedApi } from './signed-call.ts';

/** What a subscription may take from its look at the key until it can be ended: so long to wait after a change. */
export const SETTLE_MS = 1_000;

const MUTATION =
  'mutation End($keyHash: ID!, $subscription: String!) ' +
  '{ endSubscriptions(keyHash: $keyHash, subscription: $subscription) }';

/** Ends what keys listen to, by their hashes. Errors: Error where the API does not answer, or refuses. */
export async function endSubscriptionsOf(api: SignedApi, keyHashes: readonly string[]): Promise<void> {
  for (const keyHash of keyHashes) {
    for (const subscription of SUBSCRIPTIONS) {
      await callSigned(api, 'endSubscriptions', { query: MUTATION, variables: { keyHash, subscription } });
    }
  }
}
