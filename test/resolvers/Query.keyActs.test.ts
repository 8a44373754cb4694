import { expect, it } from 'vitest';
import { loadResolver } from './harness.ts';
import { asKeeper } from './key-answers.ts';
import { describeList } from './lists.ts';

const act = (n: number) => ({
  id: `01KASTV5XJ0123456789ABC${String(n).padStart(3, '0')}`,
  act: 'ROTATE',
  by: 'ann',
  byKey: '0123456789ab',
  at: '2026-11-23T17:00:00.000Z',
  clientId: 'client-1',
  keyId: 'ba9876543210',
});

describeList('Query.keyActs', {
  identity: asKeeper('keys'),
  stored: (n) => ({ kind: 'keyAct', ...act(n), replaced: 'cccccccccccc', scopes: ['predict'] }),
  answered: (n) => ({ ...act(n), replaced: 'cccccccccccc', scopes: ['PREDICT'] }),
  others: [{ kind: 'run', id: '01KASTV5XJ0123456789ABCDEF' }],
});

it('an act that made no key has no scopes, and replaced nothing', async () => {
  const resolver = await loadResolver('Query.keyActs');
  const result = { items: [act(1)], nextToken: null };
  const { value } = resolver.response({ identity: asKeeper('keys'), arguments: {}, result });
  expect(value).toMatchObject({ items: [{ scopes: [], replaced: null }] });
});

it('is Unauthorized for a key without the scope keys, also where an authorizer from before has let it in', async () => {
  const resolver = await loadResolver('Query.keyActs');
  const { raised } = resolver.request({ identity: asKeeper('operate'), arguments: {} });
  expect(raised).toMatchObject({ errorType: 'Unauthorized' });
});
