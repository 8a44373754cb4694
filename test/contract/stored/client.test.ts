import { expect, it } from 'vitest';
import { accountOf } from '../../../contract/stored/client.ts';

it.each([
  ['client-7', 'client-7'],
  ['client-7/ann', 'client-7'],
  ['client-7/ann@cellar.example', 'client-7'],
])('%s counts on the account %s', (clientId, account) => {
  expect(accountOf(clientId)).toBe(account);
});
