import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueKey } from '../../../store/clients/issue-key.ts';
import { authorize } from '../../../functions/authorizer/authorize.ts';
import { createUserToken } from '../../../packages/client/transport/user-token.ts';
import { putClient } from '../../../store/clients/clients.ts';
import { type Dynamo, startDynamo } from '../../store/dynamo.ts';

let dynamo: Dynamo;
beforeAll(async () => void (dynamo = await startDynamo()));
afterAll(() => dynamo.close());

describe('a client of several partitions', () => {
  it('is told with them to resolvers and functions', async () => {
    const request = { name: 'x', scopes: ['predict'] as const, partitions: 2, partitionsRead: 4 };
    const { key } = await issueKey(dynamo.clients(), request);
    expect((await authorize(dynamo.clients(), key)).resolverContext).toMatchObject({
      partitions: 2,
      partitionsRead: 4,
    });
  });

  it('has users of one partition each, which is their own', async () => {
    const { key, client } = await issueKey(dynamo.clients(), { name: 'x', scopes: ['predict'], partitions: 4 });
    const token = await createUserToken(key, { user: 'ann', scopes: ['predict'] });
    const { resolverContext } = await authorize(dynamo.clients(), token);
    expect(resolverContext).toMatchObject({ clientId: `${client.clientId}/ann` });
    expect(resolverContext?.partitions ?? resolverContext?.partitionsRead).toBeUndefined();
  });

  it('cannot be reached under an id that is the key of one of its partitions', async () => {
    const { key, client } = await issueKey(dynamo.clients(), { name: 'x', scopes: ['predict'] });
    await putClient(dynamo.clients(), { ...client, clientId: 'client-7#1' }, Date.now() + 5_000);
    expect(await authorize(dynamo.clients(), key)).toEqual({ isAuthorized: false });
  });
});
