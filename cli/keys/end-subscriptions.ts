import type { StoredClient } from '../../contract/stored/client.ts';
import { endSubscriptionsOf, SETTLE_MS } from '../../store/aws/end-subscriptions.ts';
import { CommandError } from '../command.ts';
import type { KeysRequest } from './request.ts';

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
    await endSubscriptionsOf(
      api,
      keys.map(({ keyHash }) => keyHash),
    );
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
