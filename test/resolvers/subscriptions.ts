import { bundleAsDeployed } from './harness.ts';
import { createCall } from '../../packages/appsync-host/resolver/call.ts';
import { loadCode } from '../../packages/appsync-host/resolver/code/load.ts';

/** The identity of whoever subscribes with the key of the hash `hash`. */
export const SUBSCRIBER = { resolverContext: { clientId: 'ann', account: 'ann', keyHash: 'hash' } };

/** What a subscription that begins asks AppSync to do, by what is stored of its key and when its token ends. */
export async function beginWith(
  stored: object,
  args: object = {},
  expiresAt?: number,
): Promise<{ filter: unknown; invalidationFilter: unknown }> {
  const identity = {
    resolverContext: { ...SUBSCRIBER.resolverContext, ...(expiresAt !== undefined && { expiresAt }) },
  };
  const call = createCall({ identity, fieldName: 'onTrainingProgress', parentTypeName: 'Subscription' });
  const code = loadCode(await bundleAsDeployed('begin-subscription'));
  const { outcome } = code.run('response', { arguments: args, identity, result: stored }, call);
  if (outcome.kind === 'error') throw new Error(outcome.error.message);
  return { filter: call.subscriptionFilter, invalidationFilter: call.invalidationFilter };
}
