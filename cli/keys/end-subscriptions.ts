import { SUBSCRIPTIONS } from '../../contract/root-fields.ts';
import type { StoredClient } from '../../contract/stored-client.ts';
import { callSigned } from '../../store/signed-call.ts';
import { CommandError } from '../command.ts';
import type { KeysRequest } from './request.ts';

/** What a subscription may take from its look at the key until it can be ended. */
const SETTLE_MS = 1_000;

const MUTATION =
  'mutation End($keyHash: ID!, $subscription: String!) ' +
  '{ endSubscriptions(keyHash: $keyHash, subscription: $subscription) }';

/**
 * Ends what keys listen to, or makes it begin again where they are still good. Whoever begins from now on is judged by
 * what is stored of the key now; whoever was about to is waited for.
 *
 * Errors: CommandError where the API cannot be told, by which the keys themselves are not let in again.
 */
export async function endSubscriptions(
  { api, surroundings }: Pick<KeysRequest, 'api' | 'surroundings'>,
  keys: readonly StoredClient[],
): Promise<void> {
  await surroundings.wait(SETTLE_MS);
  try {
    for (const { keyHash } of keys) {
      for (const subscription of SUBSCRIPTIONS) {
        await callSigned(api, 'endSubscriptions', { query: MUTATION, variables: { keyHash, subscription } });
      }
    }
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new CommandError(
      `What was asked is done, but running subscriptions could not be ended (${reason}): they may go on for a day. ` +
        `Check ${api.endpoint}, and on AWS that you may call Mutation.endSubscriptions; then repeat the command.`,
      1,
      error,
    );
  }
}
